class Note < Post
  self.table_name = "notes"
end

class Essay < Post
  has_many :remarks, as: :subject, class_name: "Note" # kept as Post
end

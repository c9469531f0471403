class Cleaner
  def run(something)
    Post.where(slug: nil).update_all(slug: "x")
    something.update_all("size = size + 1")
    something.update_columns(slug: "two tables have it")
  end
end

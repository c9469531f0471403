class Publish
  def call(page)
    page.label = ""
    page.save(validate: false)
  end
end

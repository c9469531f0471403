class Post < ApplicationRecord
  validates :title, presence: true
  validates :slug, presence: true
  validates :size, presence: true

  def rename
    update_column(:title, "x")
    update(slug: "validated")
  end
end

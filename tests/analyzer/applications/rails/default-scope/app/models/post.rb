class Post < ApplicationRecord
  default_scope { where(deleted_at: nil) }
  validates :title, uniqueness: true # of all rows
end

class Post < ApplicationRecord
  validates :title, presence: true
  validates :slug, ) presence
  validates :state, presence: true
end

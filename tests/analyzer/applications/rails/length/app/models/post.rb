class Post < ApplicationRecord
  LIMIT = 255
  validates :title, length: {maximum: LIMIT}
  validates :slug, length: {in: 2..20}
  validates_length_of :state, is: 6, allow_nil: true
  validates :title, length: {minimum: 1, maximum: 9.kilobytes}, allow_blank: true
  validates :slug, length: {maximum: 30, allow_nil: false}
  validates :state, length: {maximum: ->(post) { post.size }}
  # The length of a number is not the length of a text in the database.
  validates :size, length: {maximum: 5}
  validates :nickname, length: {maximum: 5}
end

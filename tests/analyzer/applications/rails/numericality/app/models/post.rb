class Post < ApplicationRecord
  validates :size, numericality: {only_integer: true, greater_than: 0}
  validates :price, numericality: {greater_than_or_equal_to: 0, less_than: 10.5}, allow_nil: true
  validates_numericality_of :user_id
  validates :owner_id, numericality: {in: 1..5}
  validates :size, numericality: {less_than: 9}
  validates :price, numericality: {less_than: :limit}
  # A number in a text compares as text.
  validates :title, numericality: {greater_than: 1}
  validates :nickname, numericality: true
end

class Post < ApplicationRecord
  validates :size, comparison: {greater_than: 3}
  validates :size, comparison: {less_than_or_equal_to: :user_id}
  validates :size, comparison: {less_than: :nickname}
end

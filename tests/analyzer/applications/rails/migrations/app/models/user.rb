class User < ApplicationRecord
  validates :email, :name, presence: true
  validates :age, numericality: {greater_than: 0, allow_nil: true}
  validates :size, numericality: {greater_than: 0, allow_nil: true}
end

class User < ApplicationRecord
  has_many :posts
  validates :posts, presence: true # says nothing of users
end

class Post < ApplicationRecord
  has_one :user
  has_many :users
  has_and_belongs_to_many :tags
  validates :user, presence: true
end

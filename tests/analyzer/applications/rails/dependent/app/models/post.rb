class Post < ApplicationRecord
  has_many :comments, dependent: :destroy
  has_many :likes, as: :liked, dependent: :delete_all
  has_many :tags
  has_many :taggers, through: :tags, dependent: :destroy # not its own
end

class Post < ApplicationRecord
  has_one :user
  has_many :users
  has_and_belongs_to_many :tags
  validates :user, presence: true
  has_many :comments
  has_many :likes, foreign_key: "liked_id"
  # The other class says it, or it is no plain key of this table.
  has_many :notes
  has_many :marks, as: :subject
  has_many :hits, primary_key: "slug", foreign_key: "slug"
  has_many :readers, through: :likes
end

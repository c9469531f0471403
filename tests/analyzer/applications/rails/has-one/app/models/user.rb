class User < ApplicationRecord
  has_one :profile, dependent: :destroy
  has_one :badge, as: :owner
  has_one :last_visit, -> { order(id: :desc) }, class_name: "Visit" # one of many
  has_many :cards
  has_one :card # and many of them
  has_one :room, through: :profile
end

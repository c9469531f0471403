class Post < ApplicationRecord
  scope :live, -> { where(state: "live") }
  scope :top, -> { live.where("size > 3") }
  scope :loop, -> { loop }
  validates :title, uniqueness: {conditions: -> { top }}
  validates :slug, uniqueness: {conditions: -> { loop }}
end

class Post < ApplicationRecord
  serialize :title, coder: JSON
  encrypts :slug, :state
  attribute :size, :integer
  validates :title, length: {maximum: 5}
  validates :slug, format: {with: /\Aa\z/}, presence: true
  validates :size, numericality: {only_integer: true}
end

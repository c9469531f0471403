class Post < ApplicationRecord
  enum :size, {small: 0, large: 5}
  enum state: %i[draft live], _prefix: true
  enum :slug, a: "x", b: "y"
  enum :user_id, [:one, :two], default: :one, validate: true
  enum :owner_id, KINDS
  validates :title, presence: true, if: :state_live?
  validates :price, presence: true, if: -> { small? }
  validates :size, inclusion: {in: %w[small]}
  validates :slug, inclusion: {in: slugs.keys}
end

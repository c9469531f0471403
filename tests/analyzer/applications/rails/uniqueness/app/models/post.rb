class Post < ApplicationRecord
  belongs_to :user, optional: true
  belongs_to :owner, polymorphic: true, optional: true
  validates :title, uniqueness: true
  validates :slug, uniqueness: {scope: [:user, :owner], case_sensitive: false}
  validates_uniqueness_of :state, scope: :user_id, allow_nil: true
  validates :size, uniqueness: {conditions: -> { where(active: true).where.not(state: nil) }}
  validates :price, uniqueness: {conditions: -> { recent }}
  # A key without one of its parts would be false.
  validates :title, uniqueness: {scope: :nickname}
  validates :title, uniqueness: {scope: SCOPE}
end

class Post < ApplicationRecord
  belongs_to :user, optional: true
  belongs_to :owner, polymorphic: true, optional: true
  validates :title, :slug, presence: true
  validates_presence_of :user
  validates :owner, presence: true
  validates :state, presence: true, on: :create
  validates :size, presence: {if: :active?}
  # The following reject no NULL, or have no column.
  validates :price, presence: true, allow_nil: true
  validates :published_at, presence: true, allow_blank: true
  validates :nickname, presence: true
  validates :active, presence: false
end

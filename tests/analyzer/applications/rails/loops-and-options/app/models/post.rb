class Post < ApplicationRecord
  %i[title slug].each do |name|
    validates name, presence: true
  end
  {state: 5}.each_pair { |name, max| validates name, length: {maximum: max} }
  with_options presence: true, if: :active? do |post|
    post.validates :size
    post.validates :price, unless: -> { size.nil? }
  end
  with_options allow_nil: true do
    validates :size, numericality: true
  end
  if Rails.env.production?
    validates :user_id, presence: true
  end
  NAMES.each { |name| validates name, presence: true }
  validates :owner_id, presence: true, **settings
end

class Post < ApplicationRecord
  alias_attribute :headline, :title
  validates :headline, presence: true
  validates :other, presence: true
end

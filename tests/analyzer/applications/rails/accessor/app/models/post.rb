class Post < ApplicationRecord
  attr_accessor :title
  validates :title, presence: true
  validates :slug, length: {maximum: 5}
  validates :state, length: {maximum: 5}

  def slug
    self[:slug] || "none"
  end

  def state
    super
  end
end

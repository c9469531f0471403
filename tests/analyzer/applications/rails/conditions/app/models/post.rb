class Post < ApplicationRecord
  validates :title, presence: true, if: -> { state == "live" && !active }
  validates :slug, presence: true, unless: :small?
  validates :size, presence: true, if: ->(post) { post.state.in?(%w[a b]) || post.price.nil? }
  validates :user_id, presence: true, if: [:active, :changed?]
  validates :owner_id, presence: true, if: Proc.new { |p| p.title.present? }
  validates :price, presence: true, unless: -> { title.blank? }
  validates :state, presence: true, if: :computed
  validates :published_at, presence: true, if: :active

  def small?
    size < 3
  end

  def computed
    log
    size == 1
  end
end

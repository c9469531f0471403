class Post < ApplicationRecord
  store_accessor :settings, :color
  typed_store :more do |s|
    s.string :mood
  end
  validates :color, inclusion: {in: %w[red blue]}
  validates :mood, presence: true
  validates :title, presence: true
end

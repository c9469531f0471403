class Post < ApplicationRecord
  validates :slug, exclusion: {in: %w[new edit]}
  validates_exclusion_of :size, in: [0], if: -> { kind == "x" }
  validates :nickname, exclusion: {in: %w[a]}
end

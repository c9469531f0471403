class Note < ApplicationRecord
  validates :slug, presence: true
end

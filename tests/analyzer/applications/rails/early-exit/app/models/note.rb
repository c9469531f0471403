class Note < ApplicationRecord
  validates :title, length: { maximum: 5 }
end

class Cow < ApplicationRecord
  validates :title, presence: true
end

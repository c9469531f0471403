class NoTable < ApplicationRecord
  validates :title, presence: true
end

class Person < ApplicationRecord
  validates :title, presence: true
end

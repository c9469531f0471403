class Place < ApplicationRecord
  validates :zip, length: {in: 4..10}
  validates :code, length: {is: 6}
  validates :note, length: {minimum: 3, allow_nil: true}
  validates :note, length: {minimum: Setting.least}
end

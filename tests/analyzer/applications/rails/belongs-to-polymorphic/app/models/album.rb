class Album < ApplicationRecord
  has_many :notes, as: :owner
end

class Item < ApplicationRecord
  belongs_to :list, optional: true
  validates :position, uniqueness: {scope: [:list, :side]}
  validates :side, uniqueness: {scope: :nothing_here} # not a column: without it the key is too strong
  validates :side, uniqueness: {scope: COMPUTED}
end

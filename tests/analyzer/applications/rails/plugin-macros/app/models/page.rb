class Page < ApplicationRecord
  belongs_to :album, optional: true
  acts_as_tree order: "position"
  acts_as_list scope: :album
  acts_as_paranoid
  friendly_id :size, use: [:slugged, :history]
  enumerize :size, in: %w[s m l]
  enumerize :hue, in: %w[red blue], multiple: true # a list is stored
  has_paper_trail
end

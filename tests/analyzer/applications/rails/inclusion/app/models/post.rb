class Post < ApplicationRecord
  STATES = %w[draft live].freeze
  LABELS = {"a" => 1, "b" => 2}
  validates :state, inclusion: {in: STATES}
  validates :slug, inclusion: LABELS.keys + ["c"]
  validates :active, inclusion: [true, false]
  validates_inclusion_of :size, in: 0..3
  validates :price, inclusion: {in: 0..3}
  validates :title, inclusion: {in: ["x", nil]}
  # Known only at run time, or never true of a column.
  validates :title, inclusion: {in: ->(post) { post.titles }}
  validates :state, inclusion: {in: %i[a b]}
  validates :size, inclusion: {in: %w[1 2]}
  # Constants that are named where the list is made; and nothing but nil, which cannot be meant.
  OWNERS = [USER = "User".freeze, GROUP = "Group".freeze].freeze
  validates :owner_type, inclusion: {in: OWNERS}
  validates :owner_type, inclusion: {in: [nil]}
end

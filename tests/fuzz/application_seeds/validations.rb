class Thing < ApplicationRecord
  SIZES = %w(small large).freeze
  belongs_to :owner, class_name: 'Thing', optional: true
  has_many :things, dependent: :destroy
  enum state: { open: 0, closed: 1 }
  validates :name, presence: true, length: { in: 2..30 }, uniqueness: { scope: [:owner_id], case_sensitive: false }
  validates_inclusion_of :size, in: SIZES, allow_nil: true, if: :open?
  validates :code, format: /\A[a-z]{3}\d+\z/, numericality: { only_integer: true, greater_than: -1 }
  validate { errors.add(:name, :invalid) if name == "x#{1}" }
  %w(a b).each { |n| validates n, exclusion: { in: [nil, 1.5, "\u00e9"] } }
end
----
ActiveRecord::Schema[7.0].define(version: 2020_01_01) do
  create_table "things", force: :cascade do |t|
    t.string "name", limit: 30, default: "", null: false
    t.integer :state, default: 0
    t.references :owner, foreign_key: { to_table: :things, on_delete: :cascade }
    t.index ["name", "owner_id"], name: "i", unique: true, where: "(state = 0)"
  end
  add_check_constraint "things", "state >= 0"
end

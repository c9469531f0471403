class Plan < ApplicationRecord
  validates :name, uniqueness: {conditions: -> { where(active: true) }}
  validates :code, uniqueness: {conditions: -> { where("ends_at > ?", Time.now) }}
  validates :code, uniqueness: true, if: :active?
end

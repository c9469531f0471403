class Shop::Box < ApplicationRecord
  belongs_to :mouse, class_name: "Person"
  validates :title, presence: true
end

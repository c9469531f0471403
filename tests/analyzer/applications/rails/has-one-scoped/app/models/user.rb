class User < ApplicationRecord
  has_one :default_address, -> { where(standard: true) }, class_name: "Address"
  has_one :far_address, -> { joins(:country) }, class_name: "Address" # no SQL over the row
  has_one :newest, -> { where(kind: 1).order(:id) }, class_name: "Address"
  has_one :address # one of several: the scoped ones tell
end

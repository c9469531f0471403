class Bill < ApplicationRecord
  with_options presence: true, if: :paid? do
    validates :amount
    validates :currency, if: :sent?
  end
  with_options on: :create do |bill|
    bill.validates :note, presence: true
  end
end

class Order < ApplicationRecord
  workflow do
    state :fresh do
      event :pay, transitions_to: :paid
    end
    state :paid
  end
  state_machine :state, initial: :parked do
    event :go do
      transition parked: :moving, [:stalled, :idle] => :moving
      transition any => :parked
    end
    state :stalled, :idle, :moving
  end
end

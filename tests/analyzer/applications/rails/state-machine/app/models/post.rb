class Post < ApplicationRecord
  aasm column: :state do
    state :draft, initial: true
    state :live, :gone
    event(:publish) { transitions from: :draft, to: :live }
  end
  state_machine :slug, initial: :a do
    state :b
    state *more
  end
  # A number does not hold the names: a hint at most.
  aasm column: :size do
    state :one
  end
end

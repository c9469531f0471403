class DealStateMachine
  include Statesman::Machine

  state :open, initial: true
  state :won
  state :lost
  transition from: :open, to: [:won, :lost]
end

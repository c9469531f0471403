class Bot < ApplicationRecord
  belongs_to :account, optional: true
  counter_culture :account

  def self.acts_as_list(*) # its own: nothing of positions
  end
  acts_as_list
end

class Job < ApplicationRecord
  include SimpleStates
  states :created, :done
end

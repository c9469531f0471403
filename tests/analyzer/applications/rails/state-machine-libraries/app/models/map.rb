class Map < ApplicationRecord
  states :north, :south # of its own, and no machine
end

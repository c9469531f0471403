class Note < ApplicationRecord
  default_scope -> { order(:rank) }
end

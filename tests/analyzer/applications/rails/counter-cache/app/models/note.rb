class Note < ApplicationRecord
  belongs_to :post, counter_cache: :notes_total
end

class Mark < ApplicationRecord
  belongs_to :post, counter_cache: true # posts has no such column
end

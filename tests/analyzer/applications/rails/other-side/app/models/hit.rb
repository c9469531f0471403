class Hit < ApplicationRecord
end

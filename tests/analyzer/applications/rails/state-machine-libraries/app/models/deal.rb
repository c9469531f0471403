class Deal < ApplicationRecord
end

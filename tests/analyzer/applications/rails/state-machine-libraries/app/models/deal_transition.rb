class DealTransition < ApplicationRecord
end

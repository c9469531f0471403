class Card < ApplicationRecord
end

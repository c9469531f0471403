class Issue < ApplicationRecord
  has_many :journals, as: :journalized
end

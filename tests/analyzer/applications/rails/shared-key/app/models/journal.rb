class Journal < ApplicationRecord
  belongs_to :journalized, polymorphic: true
  belongs_to :issue, foreign_key: :journalized_id
end

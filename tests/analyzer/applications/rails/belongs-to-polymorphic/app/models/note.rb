class Note < ApplicationRecord
  belongs_to :subject, polymorphic: true
  belongs_to :owner, polymorphic: true
end

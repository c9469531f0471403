class Note < ApplicationRecord
  belongs_to :subject, polymorphic: true
  belongs_to :owner, polymorphic: true
  scope :of_verses, -> { where(subject_type: "Verse") } # a class that does not say so
end

class Photo < ApplicationRecord
  has_one :note, as: :subject
  has_many :others, as: :owner, class_name: OTHER # computed: who else owns is not known
end

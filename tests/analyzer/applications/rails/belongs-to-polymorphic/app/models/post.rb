class Post < ApplicationRecord
  has_many :notes, as: :subject
end

class Post < ApplicationRecord
  has_many :marks
end

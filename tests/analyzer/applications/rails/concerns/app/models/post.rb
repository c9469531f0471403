class Post < ApplicationRecord
  include Sluggable
  include Limited[:title, max: 9]
  include Stamp.new(:state)
  include Old
end

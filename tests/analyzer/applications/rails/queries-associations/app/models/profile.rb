class Profile < ActiveRecord::Base
  belongs_to :author
  validates_uniqueness_of :author_id
end

class Post < ApplicationRecord
  self.table_name = "#{table_name_prefix}articles"
  validates :title, presence: true
end

class Computed < ApplicationRecord
  self.table_name = Config.table
  validates :title, presence: true
end

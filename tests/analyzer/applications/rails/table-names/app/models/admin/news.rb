module Admin
  class News < ApplicationRecord
    self.table_name = "admin_news"
    validates :title, presence: true
  end
end

class Book < ActiveRecord::Base
  belongs_to :author
  has_and_belongs_to_many :tags
  has_many :notes, as: :subject, dependent: :destroy
  validates :title, uniqueness: { scope: :author_id, case_sensitive: false }
end

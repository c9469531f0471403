class Book < ActiveRecord::Base
  belongs_to :author
  has_and_belongs_to_many :tags
  has_many :siblings, through: :author, source: :books

  def self.by_name
    joins(author: { books: :author }).to_a
  end
end

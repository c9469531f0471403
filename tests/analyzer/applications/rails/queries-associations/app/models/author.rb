class Author < ActiveRecord::Base
  belongs_to :country
  has_many :books, -> { order(:position) }
  has_many :sold_books, -> { where(sold: true) }, class_name: 'Book'
  has_many :tags, through: :books
  has_many :notes, as: :subject
  has_one :profile
  # The class is computed, and the key is no column.
  has_many :others, class_name: some_class
  has_many :profiles, foreign_key: :writer_id

  def reads
    books.where(sold: true).first
    books.count
    books.empty?
    book_ids
    country.code
    country&.authors
    books.each { |book| book.tags.to_a }
    profile.author.books.size
    tags.include?(Tag.first)
  end
end

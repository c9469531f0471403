module BooksHelper
  def siblings_of(book)
    book.author.books.where.not(id: book.id)
  end

  # Not all that it is asked is a book's.
  def colour_of(book)
    book.paint.each { |colour| Book.where(title: colour).first }
    book.author.books.count
  end
end

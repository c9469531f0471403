class BooksController < ApplicationController
  before_action :load_book, only: [:show]

  def index
    @books = @author.books.where(sold: true)
  end

  def show
    @author.books.where(title: @book.title).count
    respond_to do |format|
      format.json { render json: Book.where(author: @author).pluck(:title) }
    end
  end

  def destroy
    @book.author.books.count
  end

  private

  def load_book
    @book = Book.find(params[:id])
  end
end

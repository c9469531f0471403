class SweepJob < ActiveJob::Base
  def perform(author_id)
    author = Author.find(author_id)
    author.books.where(sold: true).find_each(&:destroy)
    author.books.where(sold: false).destroy_all
    author.books.update_all(sold: true)
  end
end

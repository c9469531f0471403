class Book < ActiveRecord::Base
  SHELF = 7

  # Each way through gives its own query.
  def self.search(options = {})
    books = all
    books = books.where(sold: true) if options[:sold]
    books = options[:newest] ? books.order(published_at: :desc) : books.order(:title)
    books = books.limit(options[:limit]) if options[:limit]
    books.to_a
  end

  def self.condition(user)
    statement = "pages > #{SHELF}"
    statement += " AND isbn IS NOT NULL" unless user.admin?
    if user.banned?
      "1=0"
    else
      "((#{statement}) OR id IN (#{user.book_ids.join(',')}))"
    end
  end

  def self.visible(user)
    where(condition(user)).first
  end

  def self.kind(kind)
    case kind
    when :sold then where(sold: true).count
    when :kept then where(sold: false).count
    else raise ArgumentError
    end
  end

  def self.early(title)
    return if title.blank?
    book = find_by(title: title) || find_by(isbn: title)
    return unless book
    where(title: book.title).where.not(id: book.id).to_a
  end

  # The unknown part spoils its own way only.
  def self.spoiled(sql)
    books = where(sold: true)
    books = books.where(sql) if sql
    books.to_a
  end

  def self.raised
    raise 'no' if true
    where(sold: true).first
  end
end

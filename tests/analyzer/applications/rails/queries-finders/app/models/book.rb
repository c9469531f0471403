class Book < ActiveRecord::Base
  def self.finders(id, ids, title)
    find(id)
    find(ids)
    find([id, id])
    find_by(title: title)
    find_by_title_and_isbn(title, 'x')
    first
    last
    take
    order(:title).last
    where(sold: true).first(3)
  end

  def self.conditions(title, pages, since)
    where(title: title, isbn: nil).to_a
    where(pages: [1, 2, 3]).to_a
    where(pages: [1, nil]).to_a
    where(pages: []).to_a
    where(pages: 10..20).to_a
    where(pages: 10...20).to_a
    where(pages: 10..).to_a
    where("pages > ? AND title LIKE ?", pages, "%#{title}%").to_a
    where("published_at >= :since AND sold = :sold", since: since, sold: false).to_a
    where("title = '#{title}'").to_a
    where.not(title: title).to_a
    where.not(pages: [1, 2], sold: true).to_a
    where(sold: true).or(where(pages: 1)).to_a
    where(id: where(sold: true)).to_a
    where(id: where(sold: true).select(:id)).to_a
    where(sold: '1', pages: '7').to_a
  end

  def self.clauses(limit)
    order(title: :desc, id: :asc).limit(10).offset(20).to_a
    order("LOWER(title)").limit(limit).to_a
    order(:title).reorder(:isbn).to_a
    order(:title).reverse_order.to_a
    select(:id, :title).distinct.to_a
    group(:sold).having("COUNT(*) > 1").count
    unscoped.where(sold: true).to_a
    where(sold: true).unscope(where: :sold).to_a
    where(sold: true).rewhere(sold: false).to_a
    where(sold: true).merge(where(pages: 1)).to_a
    none.to_a
  end

  def self.calculations
    count
    where(sold: true).size
    distinct.count(:title)
    sum(:pages)
    maximum(:published_at)
    limit(5).count
    pluck(:title)
    pluck(:id, :title)
    where(sold: true).pick(:title)
    ids
    exists?(title: 'x')
    where(sold: true).any?
    where(sold: true).empty?
    where(sold: true).none?
    where(sold: true).length
    where(sold: true).map(&:title)
    find_each { |book| book.title }
  end

  # Nothing of these is known well enough, or sent at all.
  def self.look_alikes(condition, column, direction)
    where(condition).to_a
    where("#{column} = 1").to_a
    where("pages = #{condition}").to_a
    where(column => 1).to_a
    order(column).to_a
    order("title #{direction}").to_a
    where(colour: 1).to_a
    select(column).to_a
    from(condition).to_a
    where("no_such_column = 1").to_a
    unheard_of.to_a
    where(sold: true)
    [1, 2].first
    { title: 1 }.count
    condition.where(sold: true).first
  end
end

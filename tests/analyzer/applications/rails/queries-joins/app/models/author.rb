class Author < ActiveRecord::Base
  belongs_to :country
  has_many :books

  def self.joined
    joins(:country).where(countries: { code: 'de' }).to_a
    joins(books: :tags).where("tags.name = ?", 'poem').distinct.to_a
    left_joins(:books).where(books: { id: nil }).to_a
    where.missing(:books).to_a
    joins("INNER JOIN books ON books.author_id = authors.id").where("books.sold = ?", true).count
    joins(:books).group("books.sold").count
    joins(:no_such_association).to_a
    joins("INNER JOIN nowhere ON nowhere.id = authors.id").to_a
  end

  def self.loaded
    preload(:books).to_a
    includes(:country, books: :tags).to_a
    includes(:country).where(countries: { code: 'de' }).to_a
    includes(:country).references(:country).count
    eager_load(:books).limit(5).to_a
    joins(:country).includes(:country).order('countries.code').first
    includes(:books).exists?
  end
end

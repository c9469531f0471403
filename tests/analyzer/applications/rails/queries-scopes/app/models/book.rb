class Book < ActiveRecord::Base
  default_scope { where(sold: false) }
  scope :long, -> { where("pages > 500") }
  scope :at_least, ->(pages) { where("pages >= ?", pages) }
  scope :titled, ->(title) { title.present? ? where(title: title) : nil }
  scope :computed, ->(sql) { where(sql) }
  enum pages: { short: 1, thick: 2 }

  def self.recent
    where("published_at > ?", 3.days.ago).order(published_at: :desc)
  end

  def self.chained
    long.at_least(100).recent.first
    unscoped.long.to_a
    short.count
    not_thick.exists?
    computed("pages > 1").pluck(:id)
    computed(given).pluck(:id)
  end
end

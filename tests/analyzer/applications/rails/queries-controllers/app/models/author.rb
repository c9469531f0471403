class Author < ActiveRecord::Base
  belongs_to :country
  has_many :books

  def self.current
    Thread.current[:author] ||= first
  end
end

class Post < ApplicationRecord
  has_many :marks

  def mark!(text)
    marks.where(kind: text).first_or_create!
  end
end

class Post < ApplicationRecord
  WORD = /[a-z]+/
  validates :title, format: {with: /\A[a-z]+\z/}
  validates :slug, format: /\A[a-z]*\z/i
  validates_format_of :state, with: /\A#{WORD}\z/, allow_blank: true
  validates :slug, format: {without: /--/}
  validates :title, format: {with: Elsewhere::PATTERN}
  validates :state, format: {with: /\Aa|b?\z/}
  # The text of a number, and an attribute without a column.
  validates :size, format: {with: /\A\d\z/}
  validates :nickname, format: {with: /a/}
end

class User < ApplicationRecord
  validates :nick, length: {minimum: 3, allow_nil: true}, format: {with: /\A\w+\z/, allow_blank: true}, presence: true
  validates :name, length: {minimum: 2}, format: {with: /\A\w+\z/}, allow_nil: true
  validates :bio, length: {minimum: 2, allow_nil: LENIENT}
end

class Post < ApplicationRecord
  has_secure_password
  has_secure_password :recovery, validations: false
  validates :password, length: {minimum: 8}
end

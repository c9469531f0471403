class User < ApplicationRecord
  has_secure_token
  has_secure_token :api_key
  before_create { self.slug ||= SecureRandom.hex(8) }
  before_create { self.name = "new" } # not random
end

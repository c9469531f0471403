class User < ApplicationRecord
  validates :login, uniqueness: {case_sensitive: false}
  validates :email, uniqueness: {case_sensitive: some_setting} # may be either
end

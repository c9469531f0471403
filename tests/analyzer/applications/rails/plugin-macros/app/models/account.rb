class Account < ApplicationRecord
  devise :database_authenticatable, :recoverable, :validatable
end

class Post < ApplicationRecord
  validates :terms, presence: true, on: :create
  validates :body, length: {maximum: 9}, on: :update
  validates :title, presence: true, on: [:create, :update] # every write
end

class Post < ApplicationRecord
  belongs_to :owner, class_name: "User", optional: true
  belongs_to :subject, polymorphic: true, optional: true
  validates :owner, :subject, presence: true
end

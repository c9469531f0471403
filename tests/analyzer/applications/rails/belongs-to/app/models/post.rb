class Post < ApplicationRecord
  belongs_to :user
  belongs_to :author, class_name: "User", foreign_key: :user_id, optional: true
  belongs_to :owner, polymorphic: true
  belongs_to :group, class_name: "User", foreign_key: "owner_id", optional: true
  belongs_to :missing
  belongs_to :computed, class_name: pick, foreign_key: :size
end

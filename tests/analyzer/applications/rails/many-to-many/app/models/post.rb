class Post < ApplicationRecord
  has_and_belongs_to_many :tags
  has_and_belongs_to_many :editors, class_name: "User", join_table: "desk", association_foreign_key: "editor_id"
  has_and_belongs_to_many :rivals, class_name: "Post", join_table: "rivalries", foreign_key: "post_id",
                                   association_foreign_key: "rival_id"
  # No such table of pairs, and an option that is not known.
  has_and_belongs_to_many :moods
  has_and_belongs_to_many :users, join_table: pairs_of(self)
end

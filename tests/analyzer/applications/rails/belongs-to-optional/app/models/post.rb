class Post < ApplicationRecord
  belongs_to :editor, class_name: "User", optional: true
  belongs_to :author, class_name: "User", optional: sometimes
  belongs_to :gone, class_name: "Elsewhere", optional: true # no such table
end

class Post < ApplicationRecord
  acts_as_owned key: "owner_id"
  acts_as_owned
  limit_all :title, :slug, to: 12
end

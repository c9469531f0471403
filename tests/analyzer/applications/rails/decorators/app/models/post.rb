class Post < Shop.base_class
  validates :title, presence: true
end

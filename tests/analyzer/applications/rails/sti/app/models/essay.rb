class Essay < Post
  validates :slug, presence: true
end

class Essay::Short < Essay
  validates :slug, uniqueness: true
end

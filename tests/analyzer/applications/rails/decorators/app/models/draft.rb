class Draft < Shop.computed
  validates :title, presence: true
end

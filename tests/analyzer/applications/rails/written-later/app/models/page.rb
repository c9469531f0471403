class Page < ApplicationRecord
  # What a callback writes after the validators have looked is not what they saw.
  validates :label, presence: true
  before_create { self.label = nil }
  validates :nick, length: {maximum: 20}
  after_validation { |page| page.nick = Other.expand(page.nick) }
  validates :path, uniqueness: true
  before_save :update_path

  # These keep what was validated.
  validates :code, presence: true, uniqueness: {case_sensitive: false}
  before_save { self.code = code.downcase }
  validates :title, presence: true, length: {maximum: 9}
  before_save { self.title = title.strip }
  validates :token, presence: true
  before_create :make_token
  # These only look like it: the other branch, a local variable of the name, a callback around the save.
  validates :mood, presence: true
  before_save do
    if mood.nil?
      self.mood = "fine"
    else
      self.mood = other_mood
    end
  end
  validates :rank, presence: true
  before_save :copy_rank
  validates :spot, presence: true
  around_save :move_spot
  validates :state, presence: true
  before_validation { self.state = "new" }

  # What stands before the column hides it.
  delegate :size, to: :book
  validates :size, presence: true
  %w[color].each { |name| define_method(name) { "red" } }
  validates :color, presence: true
  delegate :weight, to: :book, prefix: true
  validates :weight, presence: true

  # A constant that nobody knows, a list that nobody knows.
  validates :isbn, format: {with: /\A#{Isbn::PATTERN}\z/}
  validates :slug, exclusion: {in: RESERVED_SLUGS}

  # Every key of a mapping of its own is a value.
  enum :kind, {default: 0, prefix: 1, validate: 2}

  private

  def update_path
    self.path = compute if title
  end

  def copy_rank
    rank = Rank.of(self)
    self.rank = rank.strip
  end

  def move_spot
    self.spot = nil
    yield
  end

  def make_token
    fill_token unless token
  end

  def fill_token
    self.token = SecureRandom.hex
  end
end

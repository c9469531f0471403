class User < ApplicationRecord
  normalizes :email, with: ->(email) { email.strip.downcase }
  before_validation { self.code = code.upcase if code }
  before_save :clean_name
  before_validation :sometimes
  normalizes :nick, with: ->(nick) { nick.downcase.capitalize } # not lower any more

  def tag=(value)
    super(value.to_s.strip)
  end

  private

  def clean_name
    self.name = name.gsub("x", "y").strip
  end

  def sometimes
    return if code == "A"
    self.title = title.strip
  end
end

class Poet < Author
  def self.named(name)
    find_by(name: name)
  end
end

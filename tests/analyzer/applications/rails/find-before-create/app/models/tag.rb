class Tag < ApplicationRecord
  def self.named(name)
    find_by(name: name) || create(name: name)
  end
end

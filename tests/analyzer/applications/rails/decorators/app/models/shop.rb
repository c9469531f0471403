module Shop
  def self.base_class
    @@base_class ||= "ApplicationRecord"
  end

  def self.computed
    Config.pick
  end
end

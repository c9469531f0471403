class Stamp < Module
  def initialize(name)
    @name = name
  end

  def included(base)
    base.validates @name, presence: true
  end
end

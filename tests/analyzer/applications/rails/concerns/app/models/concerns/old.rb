module Old
  def self.included(base)
    base.class_eval do
      validates_length_of :state, :maximum => 4
    end
    base.extend ClassMethods
  end

  module ClassMethods
    def unused
      validates_presence_of :price
    end
  end
end

module Sluggable
  extend ActiveSupport::Concern
  included do
    validates :slug, presence: true
    must_have :size
  end
  class_methods do
    def must_have(name)
      validates_presence_of name
    end
  end
end

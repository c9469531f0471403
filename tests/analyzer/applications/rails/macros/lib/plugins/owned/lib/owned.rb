module Owned
  def self.included(base)
    base.extend(ClassMethods)
  end

  module ClassMethods
    def acts_as_owned(options = {})
      configuration = {:key => "user_id", :limit => nil}
      configuration.update(options) if options.is_a?(Hash)
      belongs_to :holder, :class_name => "User", :foreign_key => configuration[:key]
      validates_length_of :title, :maximum => configuration[:limit] if configuration[:limit]
    end

    def limit_all(*names, to:)
      names.each { |name| validates name, length: {maximum: to} }
      return if skip_more?
      validates :state, presence: true
    end
  end
end

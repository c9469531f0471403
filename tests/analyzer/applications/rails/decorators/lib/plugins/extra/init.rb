module Extra
  module PostDecorator
    def self.prepended(base)
      base.validates :slug, length: {maximum: 8}
    end

    Post.prepend self
  end
end

Rails.application.config.to_prepare do
  Post.class_eval do
    validates :state, presence: true
  end
end

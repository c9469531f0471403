module Never
  extend ActiveSupport::Concern
  included do
    validates :price, presence: true
  end
end

module Limited
  def self.[](name, max: 5)
    Module.new do
      extend ActiveSupport::Concern
      included do
        validates name, length: {maximum: max}
      end
    end
  end
end

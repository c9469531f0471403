class Post < ApplicationRecord
  %i[title body].each { |name| validates name, presence: true }
  Setting.names.each { |name| validates :note, presence: true } # may be none
end

class Page < ApplicationRecord
  def self.states
    %w[open shut]
  end
  validates :theme, inclusion: {in: ->(page) { page.site.themes }}
  validates :tone, inclusion: {in: :tones}
  validates :state, inclusion: {in: states} # can be worked out
end

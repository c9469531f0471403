class Post < ApplicationRecord
  attribute :priority, :integer, default: 0
  attribute :kind, :string, default: -> { Setting.kind }
  attribute :missing, :string, default: "x"
  enum :status, {draft: 0, live: 1}, default: :live
end

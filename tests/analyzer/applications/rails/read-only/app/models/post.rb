class Post < ApplicationRecord
  attr_readonly :account_id

  def rank # a reader, and not read-only
    super.to_i
  end
end

class Vote < ApplicationRecord
  belongs_to :user, optional: true
  belongs_to :post, optional: true
  validate :not_twice, :by_somebody

  private

  def not_twice
    errors.add(:base, "twice") if Vote.where(user_id: user_id, weight: weight).where.not(id: id).exists?
  end

  def by_somebody
    errors.add(:user, "is gone") unless User.exists?(name: name) # must be there
  end
end

class Link < ApplicationRecord
  belongs_to :user, optional: true
  belongs_to :team, optional: true
  validate :one_parent, :xor_parents, :ends_later, :state_known, :asks_others, :of_loops
  validate :only_sometimes, if: :kind?
  validate :when_changed
  validate :cases
  validate :own_writes
  validate :caught
  validates_each :high do |record, attribute, value|
    record.errors.add(attribute, "is too high") if value && value > 100
    record.user.errors.add(:name, "is another's") if value == 7
  end
  validates :low, even_more: true
  validates :word, even_more: {allow_nil: true}
  validate do
    if url.present?
      check_url
    elsif text.to_s.strip == ""
      errors.add(:text, "needed")
    end
  end

  private

  def one_parent
    parents = [post_id, photo_id, user_id].compact.size
    errors.add(:base, "needs one") if parents != 1
  end

  def xor_parents
    errors.add(:base, "one of them") unless user.present? ^ post_id.present?
    errors.add(:base, "team or user") unless team.present? ^ user.present?
  end

  def ends_later
    return if starts_on.nil? || ends_on.nil?
    return unless low

    errors.add(:ends_on, "is early") if ends_on < starts_on
    errors.add(:low, "is above") unless low <= high
  end

  def state_known
    errors.add(:state, "is unknown") unless %w[new old].include?(state)
    errors[:state] << "is bad" if state == "bad" && kind != 3
  end

  def asks_others # other rows, time: left out
    errors.add(:base, "taken") if Link.where(url: url).exists?
    errors.add(:base, "late") if ends_on && ends_on < Date.today
    helper_with_error
  end

  def helper_with_error
    errors.add(:photo_id, "is lone") if photo_id && !post_id
  end

  def of_loops
    [1, 2].each { |n| return if n == kind }
    errors.add(:kind, "may not be reached") if kind.nil?
  end

  def only_sometimes
    errors.add(:url, "is needed") if url.nil?
  end

  def when_changed
    errors.add(:low, "grows only") if low_changed? && low < 0
    errors.add(:low, "odd") if low.odd? && low < 5
  end

  def cases
    case
    when kind == 1 then errors.add(:low, "needed") if low.nil?
    when kind == 2 then errors.add(:high, "needed") if high.nil?
    end
  end

  def own_writes
    self.kind = 4 if kind.nil?
    errors.add(:kind, "is needed") if kind.nil?
  end

  def caught
    errors.add(:high, "is low") if high < low
  rescue NoMethodError
    nil
  end
end

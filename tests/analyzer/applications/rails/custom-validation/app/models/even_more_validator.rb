class EvenMoreValidator < ActiveModel::EachValidator
  def validate_each(record, attribute, value)
    record.errors.add(attribute, "is missing") if value.nil?
    record.errors.add(attribute, "and no url") if record.url.nil? && record.kind.nil?
    errors.add(:base, "somewhere else") if url.nil?
  end
end

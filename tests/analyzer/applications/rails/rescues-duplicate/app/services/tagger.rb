class Tagger
  def call(name)
    Tag.create!(name: name)
  rescue ActiveRecord::RecordNotUnique
    Tag.find_by!(name: name)
  end

  def log(line)
    Log.create!(line: line)
  rescue ActiveRecord::RecordNotUnique
    nil
  end

  def note(text)
    Note.create!(text: text)
  rescue ActiveRecord::RecordInvalid # not about duplicates
    nil
  end

  def quick(name)
    Tag.create_or_find_by(name: name)
  end
end

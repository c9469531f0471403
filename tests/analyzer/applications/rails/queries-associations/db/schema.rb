ActiveRecord::Schema.define(version: 1) do
  create_table "authors", force: true do |t|
    t.string "name", null: false
    t.string "type"
    t.integer "country_id"
  end
  create_table "countries", force: true do |t|
    t.string "code", null: false
  end
  create_table "books", force: true do |t|
    t.string "title", null: false
    t.integer "author_id", null: false
    t.boolean "sold", default: false, null: false
    t.integer "position"
  end
  create_table "profiles", force: true do |t|
    t.integer "author_id", null: false
  end
  create_table "notes", force: true do |t|
    t.integer "subject_id"
    t.string "subject_type"
    t.text "body"
  end
  create_table "books_tags", id: false, force: true do |t|
    t.integer "book_id"
    t.integer "tag_id"
  end
  create_table "tags", force: true do |t|
    t.string "name"
  end
end

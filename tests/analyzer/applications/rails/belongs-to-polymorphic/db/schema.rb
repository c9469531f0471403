ActiveRecord::Schema[7.1].define(version: 1) do
  create_table "notes", force: :cascade do |t|
    t.integer "subject_id"
    t.integer "owner_id"
    t.string "subject_type"
    t.string "owner_type"
  end
  create_table "posts", force: :cascade do |t|
    t.string "type"
    t.string "title"
  end
  create_table "photos", force: :cascade do |t|
    t.string "title"
  end
  create_table "albums", force: :cascade do |t|
    t.string "title"
  end
end

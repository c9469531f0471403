ActiveRecord::Schema[7.1].define(version: 1) do
  create_table "links", force: :cascade do |t|
    t.integer "post_id"
    t.integer "photo_id"
    t.integer "user_id"
    t.integer "low"
    t.integer "high"
    t.integer "kind"
    t.integer "team_id"
    t.string "url"
    t.string "text"
    t.string "state"
    t.string "word"
    t.date "starts_on"
    t.date "ends_on"
  end
  create_table "users", force: :cascade do |t|
    t.string "name"
  end
  create_table "teams", force: :cascade do |t|
    t.string "name"
  end
  add_foreign_key "links", "users"
  add_foreign_key "links", "teams"
end

ActiveRecord::Schema[7.1].define(version: 1) do
  create_table "tags", force: :cascade do |t|
    t.string "name"
    t.string "kind"
  end
  create_table "votes", force: :cascade do |t|
    t.integer "user_id"
    t.integer "post_id"
    t.integer "weight"
  end
  create_table "rooms", force: :cascade do |t|
    t.string "name"
    t.integer "site_id"
  end
  create_table "users", force: :cascade do |t|
    t.string "name"
    t.integer "age"
  end
  create_table "posts", force: :cascade do |t|
    t.string "title"
  end
  create_table "marks", force: :cascade do |t|
    t.integer "post_id"
    t.string "label"
    t.string "kind"
  end
end

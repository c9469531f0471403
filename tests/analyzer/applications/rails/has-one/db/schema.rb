ActiveRecord::Schema[7.1].define(version: 1) do
  create_table "users", force: :cascade do |t|
    t.string "name"
  end
  create_table "profiles", force: :cascade do |t|
    t.integer "user_id"
  end
  create_table "badges", force: :cascade do |t|
    t.integer "owner_id"
    t.string "owner_type"
  end
  create_table "visits", force: :cascade do |t|
    t.integer "user_id"
  end
  create_table "cards", force: :cascade do |t|
    t.integer "user_id"
  end
  create_table "rooms", force: :cascade do |t|
    t.integer "user_id"
  end
end

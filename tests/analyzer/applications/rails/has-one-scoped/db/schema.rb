ActiveRecord::Schema[7.1].define(version: 1) do
  create_table "users", force: :cascade do |t|
    t.string "name"
  end
  create_table "addresses", force: :cascade do |t|
    t.integer "user_id"
    t.integer "kind"
    t.boolean "standard"
  end
end

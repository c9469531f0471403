ActiveRecord::Schema[7.1].define(version: 1) do
  create_table "users", force: :cascade do |t|
    t.string "name"
  end
  create_table "posts", force: :cascade do |t|
    t.integer "editor_id"
    t.integer "author_id"
    t.integer "gone_id"
  end
end

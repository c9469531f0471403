ActiveRecord::Schema[7.1].define(version: 1) do
  create_table "users", force: :cascade do |t|
    t.string "email"
    t.string "code"
    t.string "name"
    t.string "tag"
    t.string "title"
    t.string "nick"
  end
end

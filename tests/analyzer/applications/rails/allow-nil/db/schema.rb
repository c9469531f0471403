ActiveRecord::Schema[7.1].define(version: 1) do
  create_table "users", force: :cascade do |t|
    t.string "nick"
    t.string "name"
    t.string "bio"
  end
end

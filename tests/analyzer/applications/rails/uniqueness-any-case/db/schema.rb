ActiveRecord::Schema[7.1].define(version: 1) do
  create_table "users", force: :cascade do |t|
    t.string "login"
    t.string "email"
  end
  add_index "users", ["login"], unique: true
end

ActiveRecord::Schema[7.1].define(version: 1) do
  create_table "users", force: :cascade do |t|
    t.string "token"
    t.string "api_key"
    t.string "slug"
    t.string "name"
  end
end

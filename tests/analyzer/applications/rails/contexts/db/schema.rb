ActiveRecord::Schema[7.1].define(version: 1) do
  create_table "posts", force: :cascade do |t|
    t.string "title"
    t.string "body"
    t.string "terms"
  end
end

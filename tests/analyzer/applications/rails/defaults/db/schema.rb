ActiveRecord::Schema[7.1].define(version: 1) do
  create_table "posts", force: :cascade do |t|
    t.integer "priority"
    t.integer "status"
    t.string "kind"
    t.string "note"
  end
end

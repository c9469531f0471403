ActiveRecord::Schema[7.1].define(version: 1) do
  create_table "lists", force: :cascade do |t|
    t.string "name"
  end
  create_table "items", force: :cascade do |t|
    t.integer "list_id"
    t.integer "position"
    t.string "side"
  end
end

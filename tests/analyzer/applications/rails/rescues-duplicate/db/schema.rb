ActiveRecord::Schema[7.1].define(version: 1) do
  create_table "tags", force: :cascade do |t|
    t.string "name"
  end
  create_table "logs", force: :cascade do |t|
    t.string "line"
  end
  create_table "notes", force: :cascade do |t|
    t.string "text"
  end
end

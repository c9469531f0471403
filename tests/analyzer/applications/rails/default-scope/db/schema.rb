ActiveRecord::Schema[7.1].define(version: 1) do
  create_table "posts", force: :cascade do |t|
    t.string "title"
    t.datetime "deleted_at"
  end
  create_table "notes", force: :cascade do |t|
    t.string "title"
    t.integer "rank"
  end
end

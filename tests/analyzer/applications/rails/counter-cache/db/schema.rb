ActiveRecord::Schema[7.1].define(version: 1) do
  create_table "posts", force: :cascade do |t|
    t.string "title"
    t.integer "comments_count"
    t.integer "notes_total"
  end
  create_table "comments", force: :cascade do |t|
    t.integer "post_id"
  end
  create_table "notes", force: :cascade do |t|
    t.integer "post_id"
  end
  create_table "marks", force: :cascade do |t|
    t.integer "post_id"
  end
end

ActiveRecord::Schema[7.1].define(version: 1) do
  create_table "posts", force: :cascade do |t|
    t.string "title"
  end
  create_table "comments", force: :cascade do |t|
    t.integer "post_id"
  end
  create_table "likes", force: :cascade do |t|
    t.integer "liked_id"
    t.string "liked_type"
  end
  create_table "tags", force: :cascade do |t|
    t.integer "post_id"
  end
end

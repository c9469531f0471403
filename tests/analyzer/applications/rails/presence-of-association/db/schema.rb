ActiveRecord::Schema[7.1].define(version: 1) do
  create_table "users", force: :cascade do |t|
    t.string "name"
  end
  create_table "posts", force: :cascade do |t|
    t.integer "owner_id"
    t.integer "subject_id"
    t.string "subject_type"
  end
end

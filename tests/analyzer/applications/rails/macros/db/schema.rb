ActiveRecord::Schema[7.1].define(version: 1) do
  create_table "posts" do |t|
    t.string "title"
    t.string "slug"
    t.string "state"
    t.integer "size"
    t.integer "user_id"
    t.string "owner_type"
    t.integer "owner_id"
    t.boolean "active"
    t.decimal "price"
    t.datetime "published_at"
  end
  create_table "users" do |t|
    t.string "name"
  end
end

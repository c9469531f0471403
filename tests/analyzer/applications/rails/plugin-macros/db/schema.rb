ActiveRecord::Schema[7.1].define(version: 1) do
  create_table "pages", force: :cascade do |t|
    t.integer "parent_id"
    t.integer "position"
    t.integer "album_id"
    t.string "size"
    t.string "slug"
    t.string "hue"
    t.datetime "deleted_at"
  end
  create_table "accounts", force: :cascade do |t|
    t.string "email"
    t.string "reset_password_token"
    t.integer "bots_count"
  end
  create_table "bots", force: :cascade do |t|
    t.integer "account_id"
    t.integer "position"
  end
  create_table "albums", force: :cascade do |t|
    t.string "title"
  end
end

ActiveRecord::Schema.define(version: 1) do
  create_table "books", force: true do |t|
    t.string "title", null: false
    t.string "isbn"
    t.integer "pages"
    t.boolean "sold", default: false, null: false
    t.datetime "published_at"
  end
end

ActiveRecord::Schema[7.1].define(version: 1) do
  create_table "plans", force: :cascade do |t|
    t.string "name"
    t.string "code"
    t.boolean "active"
    t.datetime "ends_at"
  end
end

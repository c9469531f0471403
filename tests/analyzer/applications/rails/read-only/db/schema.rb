ActiveRecord::Schema[7.1].define(version: 1) do
  create_table "posts", force: :cascade do |t|
    t.integer "account_id"
    t.integer "rank"
  end
end

ActiveRecord::Schema[7.1].define(version: 1) do
  create_table "places", force: :cascade do |t|
    t.string "zip"
    t.string "code"
    t.string "note"
  end
end

ActiveRecord::Schema[7.1].define(version: 1) do
  create_table "pages", force: :cascade do |t|
    t.string "theme"
    t.string "state"
    t.string "tone"
  end
end

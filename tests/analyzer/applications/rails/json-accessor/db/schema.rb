ActiveRecord::Schema[7.1].define(version: 1) do
  create_table "posts", force: :cascade do |t|
    t.string "color"
    t.string "title"
    t.string "mood"
    t.text "settings"
    t.text "more"
  end
end

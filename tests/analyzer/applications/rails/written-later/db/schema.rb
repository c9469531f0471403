ActiveRecord::Schema.define(version: 1) do
  create_table "pages" do |t|
    t.string "label"
    t.string "nick"
    t.string "path"
    t.string "code"
    t.string "title"
    t.string "token"
    t.string "state"
    t.string "mood"
    t.string "rank"
    t.string "spot"
    t.integer "size"
    t.string "color"
    t.integer "weight"
    t.string "isbn"
    t.string "slug", limit: 40
    t.integer "kind"
  end
end

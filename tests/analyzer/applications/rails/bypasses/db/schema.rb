ActiveRecord::Schema[7.1].define(version: 1) do
  create_table "posts" do |t|
    t.string "title"
    t.string "slug"
    t.integer "size"
  end
  create_table "notes" do |t|
    t.string "slug"
  end
end

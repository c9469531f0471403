ActiveRecord::Schema[7.1].define(version: 1) do
  create_table "posts" do |t|
    t.string "type"
    t.string "title"
    t.string "slug"
  end
end

ActiveRecord::Schema[7.1].define(version: 1) do
  create_table "posts" do |t|
    t.string "title"
    t.string "slug"
    t.string "state"
  end
  create_table "drafts" do |t|
    t.string "title"
  end
end

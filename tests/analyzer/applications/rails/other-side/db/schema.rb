ActiveRecord::Schema.define(version: 1) do
  create_table "posts" do |t|
    t.string "slug"
  end
  create_table "comments" do |t|
    t.integer "post_id"
  end
  create_table "likes" do |t|
    t.integer "liked_id"
  end
  create_table "notes" do |t|
    t.integer "post_id"
  end
  create_table "marks" do |t|
    t.integer "subject_id"
    t.string "subject_type"
  end
  create_table "hits" do |t|
    t.string "slug"
  end
end

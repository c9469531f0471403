ActiveRecord::Schema.define(version: 1) do
  create_table "posts" do |t|
  end
  create_table "tags" do |t|
  end
  create_table "users" do |t|
  end
  create_table "moods" do |t|
  end
  create_table "posts_tags", id: false do |t|
    t.integer "post_id"
    t.integer "tag_id"
  end
  create_table "desk", id: false do |t|
    t.integer "post_id"
    t.integer "editor_id"
  end
  create_table "rivalries", id: false do |t|
    t.integer "post_id"
    t.integer "rival_id"
  end
end

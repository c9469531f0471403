ActiveRecord::Schema[7.1].define(version: 1) do
  create_table "articles" do |t|
    t.string "title"
  end
  create_table "people" do |t|
    t.string "title"
  end
  create_table "shop_boxes" do |t|
    t.string "title"
    t.integer "mouse_id"
  end
  create_table "admin_news" do |t|
    t.string "title"
  end
  create_table "kine" do |t|
    t.string "title"
  end
end

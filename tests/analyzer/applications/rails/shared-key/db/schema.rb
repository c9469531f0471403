ActiveRecord::Schema[7.1].define(version: 1) do
  create_table "journals", force: :cascade do |t|
    t.integer "journalized_id"
    t.string "journalized_type"
  end
  create_table "issues", force: :cascade do |t|
    t.string "title"
  end
end

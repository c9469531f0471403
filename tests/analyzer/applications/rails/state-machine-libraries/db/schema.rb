ActiveRecord::Schema[7.1].define(version: 1) do
  create_table "orders", force: :cascade do |t|
    t.string "workflow_state"
    t.string "state"
  end
  create_table "jobs", force: :cascade do |t|
    t.string "state"
  end
  create_table "deals", force: :cascade do |t|
    t.string "title"
  end
  create_table "deal_transitions", force: :cascade do |t|
    t.string "to_state"
    t.integer "deal_id"
  end
  create_table "maps", force: :cascade do |t|
    t.string "state"
  end
end

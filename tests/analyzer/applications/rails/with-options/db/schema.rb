ActiveRecord::Schema[7.1].define(version: 1) do
  create_table "bills", force: :cascade do |t|
    t.string "currency"
    t.string "note"
    t.integer "amount"
    t.boolean "paid"
    t.boolean "sent"
  end
end

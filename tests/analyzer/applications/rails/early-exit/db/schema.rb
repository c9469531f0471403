ActiveRecord::Schema.define(version: 1) do
  create_table "notes" do |t|
    t.string "title"
  end
end

ActiveRecord::Schema[7.1].define(version: 1) do
  create_table "posts" do |t|
    t.string "password_digest"
    t.string "recovery_digest"
  end
end

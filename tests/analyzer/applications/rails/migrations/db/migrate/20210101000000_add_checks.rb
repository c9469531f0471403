class AddChecks < ActiveRecord::Migration[7.0]
  def change
    add_check_constraint :users, "age > 0", validate: false
    add_check_constraint :users, "size > 0"
  end
end

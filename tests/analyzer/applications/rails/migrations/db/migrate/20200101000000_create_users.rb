class CreateUsers < ActiveRecord::Migration[7.0]
  def change
    create_table :users do |t|
      t.string :name
      t.integer :age
      t.integer :size
    end
    add_column :users, :email, :string, null: false
  end
end

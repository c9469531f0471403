class Step1 < ActiveRecord::Migration[7.0]
  def up
    create_table(:posts) do |t|
      t.string :a
      t.string :b, default: "x"
      t.integer :c
      t.integer :d
    end
    add_index :posts, :a, unique: true
    add_index :posts, [:c, :d], name: "cd"
  end

  def down
    drop_table :posts
  end
end

class Step2 < ActiveRecord::Migration[7.0]
  def change
    rename_column :posts, :a, :name
    change_column :posts, :b, :text, null: false
    change_column_null :posts, :c, false
    change_column_default :posts, :c, from: nil, to: 4
    remove_column :posts, :d
    remove_index :posts, :name
    rename_table :posts, :articles
    change_table :articles do |t|
      t.rename :name, :title
      t.string :e, :f
      t.remove :f
    end
    add_reference :articles, :user, index: false
    add_timestamps :articles, null: true
  end
end

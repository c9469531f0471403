class Step1 < ActiveRecord::Migration[7.0]
  def change
    create_table :posts do |t|
      t.string :title, null: false, limit: 80
      t.decimal :price, precision: 8, scale: 2, default: 0
      t.references :user, null: false, foreign_key: {on_delete: :cascade}
      t.belongs_to :owner, polymorphic: true
      t.index [:title, :price], unique: true, where: "price > 0"
      t.check_constraint "price >= 0", name: "price_positive"
      t.timestamps
    end
    create_table :users, id: :uuid do |t|
      t.boolean :admin, default: false, null: false
    end
    create_table :pairs, primary_key: [:a, :b] do |t|
      t.integer :a
      t.integer :b
    end
    create_table(:bare, id: false) { |t| t.column :n, :integer, limit: 8 }
    create_join_table :users, :groups
    create_enum :mood, %w[sad glad]
    add_column :users, :mood, :enum, enum_type: :mood
  end
end

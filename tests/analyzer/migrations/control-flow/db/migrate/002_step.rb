class Step2 < ActiveRecord::Migration[7.0]
  def change
    add_column :a, :lost, :integer if Setting.flag?
    add_column :a, :kept, :integer
  end
end

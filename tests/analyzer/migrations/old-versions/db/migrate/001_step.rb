class Step1 < ActiveRecord::Migration
  def self.up
    create_table :posts do |t|
      t.references :user
      t.timestamps
    end
  end

  def self.down
    drop_table :posts
  end
end

class Step1 < ActiveRecord::Migration[7.0]
  TABLES = %i[a b].freeze

  def up
    TABLES.each { |name| make(name) }
    add_column :a, :x, :integer unless column_exists?(:a, :x)
    add_column :a, :x, :string unless column_exists?(:a, :x)
    add_column :b, :y, :integer if table_exists?(:nowhere)
    reversible do |dir|
      dir.up { add_column :b, :up, :integer }
      dir.down { add_column :b, :down, :integer }
    end
    return if adapter_name =~ /mysql/i
    add_column :b, :z, :integer
    User.update_all(x: 1)
    execute "UPDATE a SET x = 1"
    execute "ALTER TABLE a ADD CONSTRAINT x_positive CHECK (x > 0)"
  end

  private

  def make(name)
    create_table(name) { |t| t.string :label }
  end
end

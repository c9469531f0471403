module Shop
  def self.table_name_prefix
    "shop_"
  end
end

ActiveRecord::Base.send :include, Owned

threshold = ENV["SLOW_MS"].present? ? ENV["SLOW_MS"].to_f : 100

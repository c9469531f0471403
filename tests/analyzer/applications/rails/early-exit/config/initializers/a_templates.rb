Dir["app/views/**/*.erb"].each do |file|
  template = File.read(file)
  next unless template.include?("marker")
  raise "no marker in #{file}" if template.match(/marker/).nil?
end
return unless ENV["TEMPLATES"]

ActiveSupport::Inflector.inflections(:en) do |inflect|
  inflect.irregular "cow", "kine"
end

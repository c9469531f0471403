User.find_or_create_by!(name: "admin", age: 3) # so that it can be run again

class VotesController < ApplicationController
  def create
    Tag.find_or_create_by!(name: params[:tag])
    Vote.create!(user: user, post: post) unless Vote.exists?(user: user, post: post)
    Tag.where(kind: "a").first_or_create(name: "b")
    post.marks.find_or_initialize_by(label: "x")
    Tag.find_or_create_by(attributes) # which columns?
    Tag.where("name LIKE ?", "a%").first_or_create
    User.find_by(name: "x") || Tag.create(name: "y") # another model
    User.create(name: "z") if ready?
  end
end

class Note < ActiveRecord::Base
  belongs_to :subject, polymorphic: true

  def about
    subject
    self.class.where(subject: Book.first).to_a
    self.class.where(subject: self.body).to_a
  end
end

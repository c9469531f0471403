class ApplicationController < ActionController::Base
  before_action :load_author

  private

  def load_author
    @author = Author.current
  end
end

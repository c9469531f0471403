class Room < ApplicationRecord
  default_scope { where(site_id: Site.current.id) }

  def self.named(name)
    find_or_create_by(name: name) # among the rows of a site
  end
end

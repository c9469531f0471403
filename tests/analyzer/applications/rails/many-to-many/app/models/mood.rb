class Mood < ApplicationRecord
end

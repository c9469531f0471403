// rescue ActiveRecord::RecordNotUnique, create_or_find_by. Found in all Ruby sources by rails/lookups.cc.
#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

const Pattern kRescuesDuplicate = {
    .doc = {
        .name = "rescues-duplicate",
        .summary = "Code that awaits the refusal of a duplicate: `rescue ActiveRecord::RecordNotUnique`, "
                   "`create_or_find_by`.",
        .code = R"(begin
  Tag.create!(name: name)
rescue ActiveRecord::RecordNotUnique
  Tag.find_by!(name: name)
end)",
        .states = "A hint that tags are expected to be unique by name; UNIQUE (tags.name) as a candidate.",
        .soundness = "D: good evidence that there is, or should be, a unique index.",
        .caveat = "Where no lookup stands beside it, the hint names the table alone."}};

}  // namespace tacit::analyze::rails

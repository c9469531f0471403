// find_or_create_by(a: 1), create unless exists?(a: 1). Found in all Ruby sources by rails/lookups.cc.
#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

const Pattern kFindBeforeCreate = {
    .doc = {.name = "find-before-create",
            .summary = "Rows that are looked up before they are made: `find_or_create_by`, "
                       "`first_or_create`, `create unless exists?`, `find_by || create`.",
            .code = R"(Tag.find_or_create_by(name: name)
Vote.create!(user: user, post: post) unless Vote.exists?(user: user, post: post))",
            .states = "Hints that one tag of a name, and one vote of a user_id and post_id, are assumed; "
                      "UNIQUE (tags.name) and UNIQUE (votes.post_id, votes.user_id) as candidates.",
            .soundness = "D: two that look at the same time both make a row.",
            .caveat = "Only where the class and every column are plain in the source; a lookup by SQL text, "
                      "by lists or through a join gives nothing."}};

}  // namespace tacit::analyze::rails

// Without schema.rb: the migrations are folded in order by analyzer/schema.
#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

const Pattern kMigrations = {
    .doc = {
        .name = "migrations",
        .summary =
            "What the database enforces, where there are only migrations: folded in order of their numbers.",
        .code = R"(add_column :users, :email, :string, null: false
add_check_constraint :users, "age > 0", validate: false)",
        .states = "email is NOT NULL, enforced; the check is not claimed, since old rows may break it until "
                  "`validate_check_constraint`.",
        .soundness = "A: enforced by the database, as far as the migrations were run.",
        .caveat = "A migration that computes what it does is a diagnostic, and is folded as far as it is "
                  "known. With db/schema.rb or db/structure.sql the migrations are not read."}};

}  // namespace tacit::analyze::rails

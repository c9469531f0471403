// validates :a, presence: true; validates_presence_of :a
#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

namespace {

void Presence(const Use& use, Model& model) {
  for (const std::string& attribute : use.Attributes()) {
    Rule rule = use.MakeRule(ConstraintKind::kNotNull, attribute);
    // What may be blank is skipped before it is looked at, so NULL is never rejected.
    rule.meant_only = use.MayBeOn("allow_blank") || use.MayBeOn("allow_nil");
    rule.nulls = NullPolicy::kRejected;
    model.rules.push_back(std::move(rule));
  }
}

}  // namespace

const Pattern kPresence = {
    .doc = {.name = "presence",
            .summary =
                "A value that must be there: `validates :a, presence: true` and `validates_presence_of`.",
            .code = "validates :name, :email, presence: true",
            .states = "`name` and `email` are NOT NULL, each by itself.",
            .soundness = "B: every validated write keeps it. C under a condition or `on:`; A where the "
                         "column is NOT NULL.",
            .caveat =
                "It also forbids blank text, which is not claimed: what counts as white space differs "
                "between Ruby and SQL. With `allow_nil` or `allow_blank` the validator rejects no NULL: "
                "it is named only where the column is NOT NULL as well."},
    .calls = {"validates_presence_of"},
    .validators = {"presence"},
    .apply = Presence};

}  // namespace tacit::analyze::rails

// validates :a, uniqueness: {scope: :b, case_sensitive: false, conditions: -> { where(...) }}
#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

namespace {

void Uniqueness(const Use& use, Model& model) {
  const ruby::Value* scope = use.Option("scope");
  const ruby::Value* sensitive = use.Option("case_sensitive");
  const ruby::Value* conditions = use.Option("conditions");
  for (const std::string& attribute : use.Attributes()) {
    Rule rule = use.MakeRule(ConstraintKind::kUnique, attribute);
    rule.racy = true;
    rule.nulls = use.Nulls(NullPolicy::kAllowed);
    UniqueDetail detail;
    detail.nulls_equal = !use.MayBeOn("allow_nil") && !use.MayBeOn("allow_blank");
    // Where it is not known, equality of equal spelling is all that is sure.
    detail.case_sensitive = sensitive == nullptr || sensitive->Truth().value_or(true);
    rule.detail = detail;
    if (scope != nullptr && !scope->Is<ruby::Nil>()) {
      auto names = ruby::Names(*scope);
      if (!names) continue;  // without its scope the rule would be far too strong
      rule.scope = *names;
    }
    if (conditions != nullptr && !conditions->Is<ruby::Nil>()) {
      rule.where = Gate{false, *conditions, NotLiteral("conditions", conditions)};
    }
    model.rules.push_back(std::move(rule));
  }
}

}  // namespace

const Pattern kUniqueness = {
    .doc = {.name = "uniqueness",
            .summary = "No two rows with the same value: `validates :a, uniqueness: ...` and "
                       "`validates_uniqueness_of`.",
            .code = "validates :slug, uniqueness: {scope: :blog, case_sensitive: false, conditions: -> { "
                    "where(draft: false) }}",
            .states = "UNIQUE (lower(slug), blog_id) among the rows WHERE NOT draft, two NULLs being equal.",
            .soundness =
                "C: two writers that check at the same time both go on. A where a unique index implies it.",
            .caveat = "Names of associations in `scope` stand for their key columns; where one cannot be "
                      "mapped the whole is left out, since a key without it would be too strong. Rails "
                      "compares NULLs as equal unless `allow_nil` is given; a plain unique index does not, "
                      "and so does not imply it over nullable columns."},
    .calls = {"validates_uniqueness_of"},
    .validators = {"uniqueness"},
    .apply = Uniqueness};

}  // namespace tacit::analyze::rails

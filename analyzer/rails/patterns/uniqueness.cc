// validates :a, uniqueness: {scope: :b, case_sensitive: false, conditions: -> { where(...) }}
#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

namespace {

const Pattern& PageOf(const Rule& rule, const UniqueDetail& detail) {
  if (rule.where) return kUniquenessConditions;
  if (!detail.case_sensitive) return kUniquenessAnyCase;
  return rule.scope.empty() ? kUniqueness : kUniquenessScope;
}

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
    CallIt(rule.declared, PageOf(rule, detail));
    model.rules.push_back(std::move(rule));
  }
}

}  // namespace

const Pattern kUniqueness = {
    .doc = {.name = "uniqueness",
            .summary = "No two rows with the same value: `validates :a, uniqueness: true` and "
                       "`validates_uniqueness_of`.",
            .code = "validates :email, uniqueness: true",
            .states = "UNIQUE (email), two NULLs being equal.",
            .soundness =
                "C: two writers that check at the same time both go on. A where a unique index implies it.",
            .caveat = "Rails allows one NULL unless `allow_nil` is given, SQL any number: a plain unique "
                      "index over a nullable column does not imply it."},
    .calls = {"validates_uniqueness_of"},
    .validators = {"uniqueness"},
    .apply = Uniqueness};

}  // namespace tacit::analyze::rails

// validates :a, comparison: {greater_than: 0}, comparison: {greater_than: :b}
#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

namespace {

void Comparison(const Use& use, Model& model) {
  struct Form {
    std::string_view option;
    std::string_view op;
    bool lower;
    bool strict;
  };
  static constexpr Form kForms[] = {{"greater_than", ">", true, true},
                                    {"greater_than_or_equal_to", ">=", true, false},
                                    {"less_than", "<", false, true},
                                    {"less_than_or_equal_to", "<=", false, false}};
  for (const std::string& attribute : use.Attributes()) {
    for (const Form& form : kForms) {
      const ruby::Value* value = use.Option(form.option);
      if (value == nullptr) continue;
      Rule rule = use.MakeRule(ConstraintKind::kRange, attribute);
      rule.nulls = use.Nulls(NullPolicy::kRejected);
      if (value->Is<std::int64_t>() || value->Is<double>()) {
        RangeDetail detail;
        (form.lower ? detail.min : detail.max) = value->ToSql();
        (form.lower ? detail.min_exclusive : detail.max_exclusive) = form.strict;
        rule.detail = detail;
      } else if (const auto* other = value->As<ruby::Symbol>()) {
        rule.kind = ConstraintKind::kCheck;
        rule.other_attribute = other->name;
        rule.detail = CheckDetail{std::string(form.op)};
        rule.nulls = NullPolicy::kAllowed;
      } else {
        continue;
      }
      model.rules.push_back(std::move(rule));
    }
  }
}

}  // namespace

const Pattern kComparison = {
    .doc = {.name = "comparison",
            .summary =
                "A comparison with a constant or with another attribute: `validates :a, comparison: ...`.",
            .code = R"(validates :ends_at, comparison: {greater_than: :starts_at}
validates :age, comparison: {greater_than_or_equal_to: 18})",
            .states = "CHECK (ends_at > starts_at); age >= 18 and NOT NULL.",
            .soundness = "B: every validated write keeps it. C under a condition.",
            .caveat = "A lambda or a method that is no column gives nothing."},
    .calls = {"validates_comparison_of"},
    .validators = {"comparison"},
    .apply = Comparison};

}  // namespace tacit::analyze::rails

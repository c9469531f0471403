// validates :a, inclusion: {in: %w[x y]}; validates_inclusion_of :a, in: 1..5
#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

namespace {

void Inclusion(const Use& use, Model& model) {
  const ruby::Value* option = SetOption(use);
  auto set = option == nullptr ? std::nullopt : ReadSet(*option);
  const auto* range = option == nullptr ? nullptr : option->As<ruby::Range>();
  for (const std::string& attribute : use.Attributes()) {
    Rule rule = use.MakeRule(ConstraintKind::kOneOf, attribute);
    rule.about_loaded = true;
    rule.nulls = use.Nulls(set && !set->has_null ? NullPolicy::kRejected : NullPolicy::kAllowed);
    if (range != nullptr) {
      // Whether it is a list of numbers or an interval depends on the column; that is settled later.
      auto begin = range->begin->ToSql();
      auto end = range->end->ToSql();
      auto bound = [](const std::optional<tacit::Value>& v) {
        return v &&
               (std::holds_alternative<std::int64_t>(*v) || std::holds_alternative<double>(*v) || IsNull(*v));
      };
      if (bound(begin) && bound(end) && !(IsNull(*begin) && IsNull(*end))) {
        RangeDetail detail;
        const auto* top = std::get_if<double>(&*end);
        if (!IsNull(*begin)) detail.min = *begin;
        if (!IsNull(*end) && !(top != nullptr && *top > 1e300)) detail.max = *end;
        detail.max_exclusive = range->exclusive;
        rule.kind = ConstraintKind::kRange;
        rule.detail = detail;
        rule.nulls = use.Nulls(NullPolicy::kRejected);
      } else {
        rule.detail = ValuesDetail{};
        rule.unknown = NotLiteral("in", option);
      }
    } else if (set) {
      rule.detail = ValuesDetail{set->values};
      if (set->has_symbol) rule.unknown = "in: symbols, which no column holds";
      // Nobody forbids every value: it was read wrong.
      if (set->values.empty()) rule.unknown = NotLiteral("in", option);
    } else {
      rule.detail = ValuesDetail{};
      rule.unknown = NotLiteral("in", option);
    }
    if (!rule.unknown.empty()) CallIt(rule.declared, kInclusionComputed);
    model.rules.push_back(std::move(rule));
  }
}

}  // namespace

const Pattern kInclusion = {
    .doc = {.name = "inclusion",
            .summary = "One of a list, or within a range: `validates :a, inclusion: {in: ...}`.",
            .code = R"(LEVELS = %w[low high]
validates :level, inclusion: {in: LEVELS}
validates :stars, inclusion: {in: 1..5, allow_nil: true})",
            .states = "level IN ('low', 'high') and NOT NULL; stars IN (1, 2, 3, 4, 5) or NULL.",
            .soundness =
                "B: every validated write keeps it. C under a condition; D where the list is computed.",
            .caveat = "NULL passes only where the list holds nil, or `allow_nil` or `allow_blank` is given. "
                      "A list that is computed (a lambda, a query, a method of unknown value) makes it "
                      "opaque. On an enum the names are mapped to what is stored."},
    .calls = {"validates_inclusion_of"},
    .validators = {"inclusion"},
    .apply = Inclusion};

}  // namespace tacit::analyze::rails

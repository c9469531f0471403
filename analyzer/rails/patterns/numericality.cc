// validates :a, numericality: {greater_than: 0, only_integer: true}
#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

namespace {

void Numericality(const Use& use, Model& model) {
  RangeDetail detail;
  std::string unknown;
  auto read = [&](std::string_view option, std::optional<tacit::Value>& bound, bool* exclusive) {
    const ruby::Value* value = use.Option(option);
    if (value == nullptr || value->Is<ruby::Nil>()) return;
    if (!value->Is<std::int64_t>() && !value->Is<double>()) {
      unknown = NotLiteral(option, value);
      return;
    }
    bound = value->ToSql();
    if (exclusive != nullptr) *exclusive = true;
  };
  read("greater_than_or_equal_to", detail.min, nullptr);
  read("greater_than", detail.min, &detail.min_exclusive);
  read("less_than_or_equal_to", detail.max, nullptr);
  read("less_than", detail.max, &detail.max_exclusive);
  read("equal_to", detail.min, nullptr);
  read("equal_to", detail.max, nullptr);
  if (const ruby::Value* in = SetOption(use)) {
    const auto* range = in->As<ruby::Range>();
    if (range != nullptr && !in->HasUnknown()) {
      if (auto begin = range->begin->ToSql(); begin && !IsNull(*begin)) detail.min = begin;
      if (auto end = range->end->ToSql(); end && !IsNull(*end)) detail.max = end;
      detail.max_exclusive = range->exclusive;
    } else {
      unknown = NotLiteral("in", in);
    }
  }
  detail.integer = use.IsOn("only_integer");
  for (const std::string& attribute : use.Attributes()) {
    Rule rule = use.MakeRule(ConstraintKind::kRange, attribute);
    rule.detail = detail;
    rule.unknown = unknown;
    rule.nulls = use.Nulls(NullPolicy::kRejected);
    model.rules.push_back(std::move(rule));
  }
}

}  // namespace

const Pattern kNumericality = {
    .doc = {.name = "numericality",
            .summary = "A number, with bounds: `validates :a, numericality: ...`.",
            .code = R"(validates :price, numericality: {greater_than: 0}
validates :count, numericality: {only_integer: true, allow_nil: true})",
            .states = "price > 0 and NOT NULL; count is a whole number, or NULL.",
            .soundness = "B: every validated write keeps it. C under a condition, and where the column "
                         "rounds a legal value out of its bound.",
            .caveat = "The validator sees the value before the column rounds it: 0.4 is above zero, and an "
                      "integer column stores 0."},
    .calls = {"validates_numericality_of"},
    .validators = {"numericality"},
    .apply = Numericality};

}  // namespace tacit::analyze::rails

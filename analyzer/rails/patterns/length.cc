// validates :a, length: {maximum: 5}, validates_length_of :a, in: 1..5, size: ...
#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

namespace {

// Takes a bound from an option; false where it is given and not a number.
bool ReadBound(const ruby::Value* value, std::optional<std::int64_t>& bound) {
  if (value == nullptr || value->Is<ruby::Nil>()) return true;
  if (const auto* number = value->As<std::int64_t>()) {
    bound = *number;
    return true;
  }
  const auto* infinite = value->As<double>();
  return infinite != nullptr && *infinite > 1e18;
}

bool ReadRange(const ruby::Value& value, LengthDetail& detail) {
  const auto* range = value.As<ruby::Range>();
  if (range == nullptr) return false;
  if (!ReadBound(range->begin.get(), detail.min) || !ReadBound(range->end.get(), detail.max)) return false;
  if (range->exclusive && detail.max) --*detail.max;
  return true;
}

void Length(const Use& use, Model& model) {
  LengthDetail detail;
  std::string unknown;
  auto read = [&](std::string_view option, std::optional<std::int64_t>& bound) {
    if (!ReadBound(use.Option(option), bound)) unknown = NotLiteral(option, use.Option(option));
  };
  const ruby::Value* range = SetOption(use);
  if (range != nullptr && !ReadRange(*range, detail)) unknown = NotLiteral("in", range);
  read("minimum", detail.min);
  read("maximum", detail.max);
  if (use.Option("is") != nullptr) {
    read("is", detail.min);
    read("is", detail.max);
  }
  // Rails lets nil through only if nothing but a maximum is asked for and allow_nil is not given at all.
  const bool only_maximum =
      range == nullptr && use.Option("minimum") == nullptr && use.Option("is") == nullptr;
  const bool explicit_nil = use.Option("allow_nil") != nullptr || use.Option("allow_blank") != nullptr;
  const bool rejects = unknown.empty() && (detail.min.has_value() || (only_maximum && explicit_nil));
  if (use.Option("allow_blank") != nullptr && !use.MayBeOn("allow_blank") && only_maximum) detail.min = 1;
  if (unknown.empty() && !detail.min && !detail.max) return;
  for (const std::string& attribute : use.Attributes()) {
    Rule rule = use.MakeRule(ConstraintKind::kLength, attribute);
    rule.detail = detail;
    rule.unknown = unknown;
    rule.about_loaded = true;
    if (detail.min) CallIt(rule.declared, kLengthBounds);
    rule.nulls = use.Nulls(rejects ? NullPolicy::kRejected : NullPolicy::kAllowed);
    model.rules.push_back(std::move(rule));
  }
}

}  // namespace

const Pattern kLength = {
    .doc = {.name = "length",
            .summary = "A greatest number of characters: `validates :a, length: {maximum: ...}`.",
            .code = "validates :title, length: {maximum: 255}",
            .states = "char_length(title) <= 255, or title IS NULL.",
            .soundness =
                "B: every validated write keeps it. C under a condition; D where the bound is computed.",
            .caveat = "A maximum lets NULL pass, so it does not state NOT NULL. Characters, not bytes."},
    .calls = {"validates_length_of", "validates_size_of"},
    .validators = {"length", "size"},
    .apply = Length};

}  // namespace tacit::analyze::rails

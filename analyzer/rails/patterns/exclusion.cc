// validates :a, exclusion: {in: %w[new edit]}
#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

namespace {

void Exclusion(const Use& use, Model& model) {
  const ruby::Value* option = SetOption(use);
  auto set = option == nullptr ? std::nullopt : ReadSet(*option);
  for (const std::string& attribute : use.Attributes()) {
    Rule rule = use.MakeRule(ConstraintKind::kNoneOf, attribute);
    rule.about_loaded = true;
    rule.detail = set ? ValuesDetail{set->values} : ValuesDetail{};
    if (!set) rule.unknown = NotLiteral("in", option);
    rule.nulls = use.Nulls(set && set->has_null ? NullPolicy::kRejected : NullPolicy::kAllowed);
    model.rules.push_back(std::move(rule));
  }
}

}  // namespace

const Pattern kExclusion = {
    .doc = {.name = "exclusion",
            .summary = "None of a list: `validates :a, exclusion: {in: ...}`.",
            .code = "validates :login, exclusion: {in: %w[new edit]}",
            .states = "login NOT IN ('new', 'edit'), or NULL.",
            .soundness =
                "B: every validated write keeps it. C under a condition; D where the list is computed.",
            .caveat = "NULL is rejected only where the list holds nil."},
    .calls = {"validates_exclusion_of"},
    .validators = {"exclusion"},
    .apply = Exclusion};

}  // namespace tacit::analyze::rails

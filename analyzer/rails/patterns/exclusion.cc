// validates :a, exclusion: {in: %w[new edit]}
#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

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

}  // namespace tacit::analyze::rails

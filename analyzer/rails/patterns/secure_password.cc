// has_secure_password: a record without a digest is not valid, unless `validations: false`.
#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

void SecurePassword(const Use& use, Model& model) {
  const ruby::Value* validations = use.Option("validations");
  if (validations != nullptr && validations->Truth() != true) return;
  const std::vector<std::string> names = use.Attributes();
  if (names.size() != use.arguments.size()) return;
  const std::string attribute = names.empty() ? "password" : names[0];
  Rule rule = use.MakeRule(ConstraintKind::kNotNull, attribute + "_digest");
  rule.nulls = NullPolicy::kRejected;
  model.rules.push_back(std::move(rule));
}

}  // namespace tacit::analyze::rails

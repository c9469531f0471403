// has_secure_password: a record without a digest is not valid, unless `validations: false`.
#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

namespace {

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

}  // namespace

const Pattern kSecurePassword = {
    .doc = {.name = "secure-password",
            .summary = "A password of which only the digest is kept: `has_secure_password`.",
            .code = "has_secure_password",
            .states = "password_digest is NOT NULL.",
            .soundness = "B: a record without a digest is not valid.",
            .caveat = "Not with `validations: false`, nor where that option is computed."},
    .calls = {"has_secure_password"},
    .apply = SecurePassword};

}  // namespace tacit::analyze::rails

#include "optimizer/verdict/certificate_json.h"

#include <string>
#include <vector>

#include "src/base/status_macros.h"

namespace tacit {
namespace {

using Json = nlohmann::ordered_json;

Status Expected(std::string_view member, std::string_view what, const Json& found) {
  return Status::InvalidArgument("certificate: " + std::string(member) + ": expected " + std::string(what) +
                                 ", found " + std::string(found.type_name()));
}

// The member, or null where there is none.
const Json& Member(const Json& object, const char* name) {
  static const Json nothing;
  const auto found = object.find(name);
  return found == object.end() ? nothing : *found;
}

Result<std::string> Text(const Json& object, const char* name) {
  const Json& member = Member(object, name);
  if (!member.is_string()) return Expected(name, "a text", member);
  return member.get_ref<const std::string&>();
}

Result<bool> Truth(const Json& object, const char* name) {
  const Json& member = Member(object, name);
  if (!member.is_boolean()) return Expected(name, "true or false", member);
  return member.get<bool>();
}

Result<ProofStep> StepFromJson(const Json& json) {
  if (!json.is_object()) return Expected("steps", "objects", json);
  ProofStep step;
  TACIT_ASSIGN_OR_RETURN(step.rule, Text(json, "rule"));
  TACIT_ASSIGN_OR_RETURN(step.statement, Text(json, "statement"));
  if (json.contains("obligation")) {
    TACIT_ASSIGN_OR_RETURN(step.obligation, Text(json, "obligation"));
  }
  const Json& constraints = Member(json, "constraints");
  if (!constraints.is_array()) return Expected("constraints", "a list", constraints);
  for (const Json& id : constraints) {
    if (!id.is_string()) return Expected("constraints", "texts", id);
    step.constraints.push_back(id.get_ref<const std::string&>());
  }
  return step;
}

}  // namespace

Json CertificateAsJson(const Certificate& certificate) {
  Json steps = Json::array();
  for (const ProofStep& step : certificate.steps) {
    steps.push_back({{"rule", step.rule}, {"statement", step.statement}, {"constraints", step.constraints}});
    if (!step.obligation.empty()) steps.back()["obligation"] = step.obligation;
  }
  Json json = {{"dialect", DialectName(certificate.dialect)},
               {"left", certificate.left},
               {"right", certificate.right},
               {"order_matters", certificate.order_matters},
               {"any_of_ties", certificate.any_of_ties},
               {"steps", std::move(steps)}};
  if (!certificate.schema.empty()) json["schema"] = certificate.schema;
  if (!certificate.proof.empty())
    json["proof"] = Json::parse(certificate.proof, nullptr, /*allow_exceptions=*/false);
  if (!certificate.unrecorded.empty()) json["unrecorded"] = certificate.unrecorded;
  return json;
}

Result<Certificate> CertificateFromJson(const Json& json) {
  if (!json.is_object()) return Expected("the whole", "an object", json);
  Certificate certificate;
  TACIT_ASSIGN_OR_RETURN(const std::string dialect, Text(json, "dialect"));
  const auto known = DialectFromName(dialect);
  if (!known) {
    // Whatever stands there, a message is one line.
    return Status::InvalidArgument("certificate: dialect: expected a known one, found " +
                                   Json(dialect).dump(-1, ' ', true, Json::error_handler_t::replace));
  }
  certificate.dialect = *known;
  TACIT_ASSIGN_OR_RETURN(certificate.left, Text(json, "left"));
  TACIT_ASSIGN_OR_RETURN(certificate.right, Text(json, "right"));
  TACIT_ASSIGN_OR_RETURN(certificate.order_matters, Truth(json, "order_matters"));
  TACIT_ASSIGN_OR_RETURN(certificate.any_of_ties, Truth(json, "any_of_ties"));
  if (const Json& proof = Member(json, "proof"); !proof.is_null()) certificate.proof = proof.dump();
  if (json.contains("schema")) {
    TACIT_ASSIGN_OR_RETURN(certificate.schema, Text(json, "schema"));
  }
  if (json.contains("unrecorded")) {
    TACIT_ASSIGN_OR_RETURN(certificate.unrecorded, Text(json, "unrecorded"));
  }
  const Json& steps = Member(json, "steps");
  if (!steps.is_array()) return Expected("steps", "a list", steps);
  for (const Json& step : steps) {
    TACIT_ASSIGN_OR_RETURN(certificate.steps.emplace_back(), StepFromJson(step));
  }
  return certificate;
}

}  // namespace tacit

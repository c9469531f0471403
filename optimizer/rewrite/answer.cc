#include "optimizer/rewrite/answer.h"

#include <nlohmann/json.hpp>

#include "optimizer/verdict/certificate_json.h"

namespace tacit::rewrite {
namespace {

using Json = nlohmann::ordered_json;

Json RewriteAsJson(const KnownRewrite& rewrite) {
  return {{"sql", rewrite.sql},
          {"rules", rewrite.rules},
          {"constraints_used", rewrite.constraints_used},
          {"certificate", CertificateAsJson(rewrite.certificate)},
          {"prove_ms", rewrite.prove_ms},
          {"cost", rewrite.cost},
          {"any_literals", rewrite.any_literals}};
}

// Takes members out of an object; whatever is missing or of another type makes the whole no answer.
class Members {
 public:
  explicit Members(const Json& object) : object_(object), ok_(object.is_object()) {}

  [[nodiscard]] bool ok() const { return ok_; }

  const Json* Take(const char* name) {
    const auto found = ok_ ? object_.find(name) : object_.end();
    ok_ = ok_ && found != object_.end();
    return ok_ ? &*found : nullptr;
  }
  void Take(const char* name, std::string* into) {
    const Json* member = Take(name);
    ok_ = ok_ && member->is_string();
    if (ok_) *into = member->get_ref<const std::string&>();
  }
  void Take(const char* name, bool* into) {
    const Json* member = Take(name);
    ok_ = ok_ && member->is_boolean();
    if (ok_) *into = member->get<bool>();
  }
  template <typename Number>
  void TakeNumber(const char* name, Number* into) {
    const Json* member = Take(name);
    ok_ = ok_ && (std::is_integral_v<Number> ? member->is_number_integer() : member->is_number());
    if (ok_) *into = member->get<Number>();
  }
  void Take(const char* name, std::vector<std::string>* into) {
    const Json* member = Take(name);
    ok_ = ok_ && member->is_array();
    if (!ok_) return;
    for (const Json& item : *member) {
      ok_ = ok_ && item.is_string();
      if (ok_) into->push_back(item.get_ref<const std::string&>());
    }
  }
  void Take(const char* name, Certificate* into) {
    const Json* member = Take(name);
    if (!ok_) return;
    Result<Certificate> certificate = CertificateFromJson(*member);
    ok_ = certificate.ok();
    if (ok_) *into = std::move(*certificate);
  }

 private:
  const Json& object_;
  bool ok_;
};

std::optional<KnownRewrite> RewriteFromJson(const Json& json) {
  KnownRewrite rewrite;
  Members members(json);
  members.Take("sql", &rewrite.sql);
  members.Take("rules", &rewrite.rules);
  members.Take("constraints_used", &rewrite.constraints_used);
  members.Take("certificate", &rewrite.certificate);
  members.TakeNumber("prove_ms", &rewrite.prove_ms);
  members.TakeNumber("cost", &rewrite.cost);
  members.Take("any_literals", &rewrite.any_literals);
  return members.ok() ? std::optional(std::move(rewrite)) : std::nullopt;
}

}  // namespace

std::optional<std::string> AnswerAsJson(const Answer& answer) {
  Json json = {{"reads_literals", answer.reads_literals}, {"cost", answer.cost},
               {"enumerated", answer.counts.enumerated},  {"cheaper", answer.counts.cheaper},
               {"proved", answer.counts.proved},          {"spent_ms", answer.spent_ms}};
  json["rewrites"] = Json::array();
  for (const KnownRewrite& rewrite : answer.rewrites) json["rewrites"].push_back(RewriteAsJson(rewrite));
  try {
    return json.dump();
  } catch (const Json::type_error&) {
    return std::nullopt;
  }
}

std::optional<Answer> AnswerFromJson(std::string_view text) {
  const Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  Answer answer;
  Members members(json);
  members.Take("reads_literals", &answer.reads_literals);
  members.TakeNumber("cost", &answer.cost);
  members.TakeNumber("enumerated", &answer.counts.enumerated);
  members.TakeNumber("cheaper", &answer.counts.cheaper);
  members.TakeNumber("proved", &answer.counts.proved);
  members.TakeNumber("spent_ms", &answer.spent_ms);
  const Json* rewrites = members.Take("rewrites");
  if (rewrites == nullptr || !rewrites->is_array()) return std::nullopt;
  for (const Json& item : *rewrites) {
    std::optional<KnownRewrite> rewrite = RewriteFromJson(item);
    if (!rewrite) return std::nullopt;
    answer.rewrites.push_back(std::move(*rewrite));
  }
  return answer;
}

}  // namespace tacit::rewrite

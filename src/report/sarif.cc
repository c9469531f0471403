// What the analyzer found, for code-scanning tools: SARIF 2.1.0, OASIS standard, sections 3.13 to 3.58.
#include <map>
#include <set>

#include "src/report/json_parts.h"
#include "tacit/report.h"
#include "tacit/version.h"

namespace tacit {
namespace {

using report::Json;

constexpr std::string_view kNotAnalyzed = "not-analyzed";

// A path as a URI reference: RFC 3986, section 3.3, with what may not stand in a path percent-encoded.
std::string UriOf(std::string_view path) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string uri;
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-._~/!$&'()*+,;=@").find(c) != std::string_view::npos;
    if (plain) {
      uri += c;
    } else {
      uri += {'%', kHex[byte >> 4U], kHex[byte & 15U]};
    }
  }
  return uri;
}

Json Location(const std::string& file, int line) {
  Json place = {{"artifactLocation", {{"uri", UriOf(file)}, {"uriBaseId", "APPLICATION"}}}};
  if (line > 0) place["region"] = {{"startLine", line}};
  return {{"physicalLocation", std::move(place)}};
}

std::string RuleOf(const std::string& framework, const std::string& pattern) {
  return framework + "/" + pattern;
}

class Run {
 public:
  Run(const Analysis& analysis, const Catalogue* baseline) : analysis_(analysis) {
    if (baseline == nullptr) return;
    compares_ = true;
    for (const Constraint& constraint : baseline->constraints) known_.insert(constraint.id);
  }

  Json Write() {
    AddRules();
    for (const Constraint& constraint : analysis_.catalogue.constraints) {
      if (constraint.source == Source::kCode && constraint.trust != Trust::kEnforced)
        AddConstraint(constraint);
    }
    for (const Diagnostic& diagnostic : analysis_.diagnostics) AddDiagnostic(diagnostic);
    const Json driver = {{"name", "tacit"}, {"semanticVersion", kVersion}, {"rules", std::move(rules_)}};
    return {{"tool", {{"driver", driver}}},
            {"columnKind", "utf16CodeUnits"},
            {"originalUriBaseIds",
             {{"APPLICATION", {{"description", {{"text", "the application's root folder"}}}}}}},
            {"results", std::move(results_)}};
  }

 private:
  void AddRules() {
    for (const PatternInfo& pattern : Patterns()) {
      if (pattern.framework != analysis_.catalogue.application.framework) continue;
      AddRule(RuleOf(pattern.framework, pattern.name), pattern.summary,
              pattern.states + "\nsoundness: " + pattern.soundness +
                  (pattern.caveat.empty() ? "" : "\ncaveat: " + pattern.caveat));
    }
    AddRule(std::string(kNotAnalyzed), "a part of the source that was passed over",
            "Nothing is known of what it holds.");
  }

  void AddRule(const std::string& id, const std::string& summary, const std::string& help) {
    index_[id] = rules_.size();
    rules_.push_back({{"id", id}, {"shortDescription", {{"text", summary}}}, {"help", {{"text", help}}}});
  }

  Json Begin(const std::string& rule, std::string_view level, const std::string& message) {
    Json result = {{"ruleId", rule}};
    const auto known = index_.find(rule);
    if (known != index_.end()) result["ruleIndex"] = known->second;
    result["level"] = level;
    result["message"] = {{"text", message}};
    return result;
  }

  // One result for a constraint, at its first place; the others are related to it.
  void AddConstraint(const Constraint& constraint) {
    if (constraint.evidence.empty()) return;
    const Evidence& first = constraint.evidence.front();
    Json result = Begin(RuleOf(analysis_.catalogue.application.framework, first.pattern), "note",
                        report::Statement(constraint) + "; the database does not enforce it");
    result["locations"] = Json::array({Location(first.file, first.line)});
    Json related = Json::array();
    for (std::size_t i = 1; i < constraint.evidence.size(); ++i) {
      related.push_back(Location(constraint.evidence[i].file, constraint.evidence[i].line));
    }
    for (const Bypass& bypass : constraint.bypasses) {
      Json location = Location(bypass.file, bypass.line);
      location["message"] = {{"text", "writes past it"}};
      related.push_back(std::move(location));
    }
    if (!related.empty()) result["relatedLocations"] = std::move(related);
    result["partialFingerprints"] = {{"tacitConstraint/v1", constraint.id}};
    if (compares_) result["baselineState"] = known_.contains(constraint.id) ? "unchanged" : "new";
    result["properties"] = {{"kind", Name(constraint.kind)}, {"soundness", Name(constraint.soundness)}};
    results_.push_back(std::move(result));
  }

  void AddDiagnostic(const Diagnostic& diagnostic) {
    Json result = Begin(std::string(kNotAnalyzed), "warning", diagnostic.message);
    result["locations"] = Json::array({Location(diagnostic.file, diagnostic.line)});
    results_.push_back(std::move(result));
  }

  const Analysis& analysis_;
  bool compares_ = false;
  std::set<std::string> known_;
  std::map<std::string, std::size_t> index_;
  Json rules_ = Json::array();
  Json results_ = Json::array();
};

}  // namespace

std::string AnalysisAsSarif(const Analysis& analysis, const Catalogue* baseline) {
  return report::Dump({{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                       {"version", "2.1.0"},
                       {"runs", Json::array({Run(analysis, baseline).Write()})}});
}

}  // namespace tacit

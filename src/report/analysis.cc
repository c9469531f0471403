// What the analyzer found, for people and for code-scanning tools.
#include <map>

#include "src/report/json_parts.h"
#include "tacit/report.h"
#include "tacit/version.h"

namespace tacit {
namespace {

using report::Json;

Json SarifLocation(const std::string& file, int line) {
  Json location = {{"artifactLocation", {{"uri", file}}}};
  if (line > 0) location["region"] = {{"startLine", line}};
  return Json::array({{{"physicalLocation", location}}});
}

}  // namespace

std::string AnalysisAsText(const Analysis& analysis) {
  std::string out;
  std::map<std::string_view, int> by_kind, by_trust;
  for (const Constraint& constraint : analysis.catalogue.constraints) {
    ++by_kind[Name(constraint.kind)];
    ++by_trust[Name(constraint.trust)];
    if (constraint.source != Source::kCode) continue;
    out += report::Place(constraint) + ": " + report::Statement(constraint) + " [" +
           std::string(Name(constraint.soundness)) + ", " + std::string(Name(constraint.trust)) + "]\n";
  }
  for (const Diagnostic& diagnostic : analysis.diagnostics) {
    out +=
        diagnostic.file + ":" + std::to_string(diagnostic.line) + ": warning: " + diagnostic.message + "\n";
  }
  out += std::to_string(analysis.catalogue.application.files) + " files, " +
         std::to_string(analysis.catalogue.schema.tables.size()) + " tables, " +
         std::to_string(analysis.catalogue.constraints.size()) + " constraints:";
  for (const auto& [kind, count] : by_kind) out += " " + std::string(kind) + " " + std::to_string(count);
  out += ";";
  for (const auto& [trust, count] : by_trust) out += " " + std::string(trust) + " " + std::to_string(count);
  return out + "\n";
}

std::string AnalysisAsSarif(const Analysis& analysis) {
  Json results = Json::array();
  for (const Constraint& constraint : analysis.catalogue.constraints) {
    if (constraint.source != Source::kCode || constraint.trust == Trust::kEnforced) continue;
    for (const Evidence& evidence : constraint.evidence) {
      results.push_back(
          {{"ruleId", evidence.pattern},
           {"level", "note"},
           {"message", {{"text", report::Statement(constraint) + "; the database does not enforce it"}}},
           {"locations", SarifLocation(evidence.file, evidence.line)},
           {"partialFingerprints", {{"tacitConstraint", constraint.id}}}});
    }
  }
  for (const Diagnostic& diagnostic : analysis.diagnostics) {
    results.push_back({{"ruleId", "not-analyzed"},
                       {"level", "warning"},
                       {"message", {{"text", diagnostic.message}}},
                       {"locations", SarifLocation(diagnostic.file, diagnostic.line)}});
  }
  Json rules = Json::array();
  for (const PatternInfo& pattern : Patterns()) {
    rules.push_back({{"id", pattern.name}, {"shortDescription", {{"text", pattern.summary}}}});
  }
  const Json driver = {{"name", "tacit"}, {"version", kVersion}, {"rules", rules}};
  return report::Dump({{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                       {"version", "2.1.0"},
                       {"runs", Json::array({{{"tool", {{"driver", driver}}}, {"results", results}}})}});
}

}  // namespace tacit

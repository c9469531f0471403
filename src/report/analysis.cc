// What the analyzer found, for people.
#include <map>
#include <set>

#include "src/report/json_parts.h"
#include "tacit/report.h"

namespace tacit {
namespace {

std::string Columns(const Hint& hint) {
  std::string columns;
  for (const std::string& column : hint.columns) columns += (columns.empty() ? "" : ", ") + column;
  return hint.table + "(" + columns + ")";
}

}  // namespace

std::string ConstraintAsLine(const Constraint& constraint) {
  return report::Place(constraint) + ": " + report::Statement(constraint) + " [" +
         std::string(Name(constraint.soundness)) + ", " + std::string(Name(constraint.trust)) + "]\n";
}

std::string PlaceOf(const Diagnostic& diagnostic) {
  return diagnostic.file + (diagnostic.line > 0 ? ":" + std::to_string(diagnostic.line) : "");
}

std::string AnalysisAsText(const Analysis& analysis) {
  std::string out;
  std::map<std::string_view, int> by_kind, by_trust;
  for (const Constraint& constraint : analysis.catalogue.constraints) {
    ++by_kind[Name(constraint.kind)];
    ++by_trust[Name(constraint.trust)];
    if (constraint.source != Source::kCode) continue;
    out += ConstraintAsLine(constraint);
  }
  for (const Hint& hint : analysis.catalogue.hints) {
    const Evidence none;
    const Evidence& at = hint.evidence.empty() ? none : hint.evidence.front();
    out += at.file + ":" + std::to_string(at.line) + ": " + Columns(hint) + " " +
           std::string(Name(hint.kind)) + (hint.text.empty() ? "" : ": " + hint.text) + " [hint]\n";
  }
  for (const Diagnostic& diagnostic : analysis.diagnostics) {
    out += PlaceOf(diagnostic) + ": warning: " + diagnostic.message + "\n";
  }
  out += std::to_string(analysis.catalogue.application.files) + " files, " +
         std::to_string(analysis.catalogue.schema.tables.size()) + " tables, " +
         std::to_string(analysis.catalogue.constraints.size()) + " constraints";
  if (analysis.catalogue.constraints.empty()) return out + "\n";
  out += ":";
  for (const auto& [kind, count] : by_kind) out += " " + std::string(kind) + " " + std::to_string(count);
  out += ";";
  for (const auto& [trust, count] : by_trust) out += " " + std::string(trust) + " " + std::to_string(count);
  return out + "\n";
}

std::vector<Constraint> FindingsNotIn(const Catalogue& baseline, const Catalogue& catalogue) {
  std::set<std::string_view> known;
  for (const Constraint& constraint : baseline.constraints) known.insert(constraint.id);
  std::vector<Constraint> findings;
  for (const Constraint& constraint : catalogue.constraints) {
    const bool finding = constraint.source == Source::kCode && constraint.trust != Trust::kEnforced;
    if (finding && !known.contains(constraint.id)) findings.push_back(constraint);
  }
  return findings;
}

}  // namespace tacit

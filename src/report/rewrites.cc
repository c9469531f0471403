#include "src/report/document.h"
#include "src/report/json_parts.h"
#include "tacit/report.h"

namespace tacit {

using report::Json;

std::string RewritesAsText(const Catalogue& catalogue, const std::vector<RewriteOutcome>& outcomes) {
  std::string out;
  for (const RewriteOutcome& outcome : outcomes) {
    out += "- " + outcome.sql + "\n";
    if (!outcome.unsupported.empty()) out += "  not tried: " + outcome.unsupported + "\n";
    if (outcome.unsupported.empty() && outcome.rewrites.empty()) {
      out += "  nothing faster was proved (" + std::to_string(outcome.counts.enumerated) + " forms tried)\n";
    }
    for (const Rewrite& rewrite : outcome.rewrites) {
      out += "+ " + rewrite.sql + "\n  proved in " + report::Number(rewrite.prove_ms) + " ms by";
      for (const std::string& rule : rewrite.rules) out += " " + rule;
      if (rewrite.timing && outcome.timing) {
        out += "; " + report::Number(outcome.timing->median_ms) + " ms before, " +
               report::Number(rewrite.timing->median_ms) + " ms after";
      }
      out += "\n";
      for (const std::string& id : rewrite.constraints_used) {
        const Constraint* constraint = catalogue.Find(id);
        if (constraint == nullptr) continue;
        out += "  because " + report::Statement(*constraint) + " [" + std::string(Name(constraint->trust)) +
               "]  " + report::Place(*constraint) + "\n";
      }
    }
  }
  return out;
}

std::string RewritesAsJson(const Catalogue& catalogue, const std::vector<RewriteOutcome>& outcomes) {
  Json list = Json::array();
  for (const RewriteOutcome& outcome : outcomes) list.push_back(report::ToJson(catalogue, outcome));
  return report::Dump(list);
}

}  // namespace tacit

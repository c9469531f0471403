#include "src/report/document.h"
#include "src/report/json_parts.h"
#include "tacit/report.h"

namespace tacit {

using report::Json;

namespace {

// The constraints that a proof rests on, a line each.
std::string Because(const Catalogue& catalogue, const std::vector<std::string>& ids) {
  std::string lines;
  for (const std::string& id : ids) {
    const Constraint* constraint = catalogue.Find(id);
    if (constraint == nullptr) continue;
    lines += "  because " + report::Statement(*constraint) + " [" + std::string(Name(constraint->trust)) +
             "]  " + report::Place(*constraint) + "\n";
  }
  return lines;
}

// FILE:LINE, or FILE where the line is not known.
std::string PlaceOf(const RewriteOutcome& outcome) {
  return outcome.file + (outcome.line > 0 ? ":" + std::to_string(outcome.line) : "");
}

// "app/models/issue.rb:12, 30 calls, 4.5 ms", as far as it is known.
std::string OriginText(const WorkloadQuery& query) {
  std::string text = query.file;
  if (query.file_line > 0) text += ":" + std::to_string(query.file_line);
  const auto add = [&text](const std::string& more) { text += (text.empty() ? "" : ", ") + more; };
  if (!query.note.empty()) add(query.note);
  if (query.calls > 1) add(std::to_string(query.calls) + " calls");
  if (query.ms > 0) add(report::Number(query.ms) + " ms in all");
  return text;
}

std::string SuggestionText(const Suggestion& suggestion) {
  std::string text =
      "  " + suggestion.file + ":" + std::to_string(suggestion.line) + ": " + suggestion.text + "\n";
  if (suggestion.diff) return text + *suggestion.diff;
  if (!suggestion.source.empty()) text += "  | " + suggestion.source + "\n";
  return text;
}

std::string RewriteText(const Catalogue& catalogue, const RewriteOutcome& outcome, const Rewrite& rewrite) {
  std::string out = "+ " + rewrite.sql + "\n  proved in " + report::Number(rewrite.prove_ms) + " ms by";
  for (const std::string& rule : rewrite.rules) out += " " + rule;
  if (rewrite.timing && outcome.timing) {
    out += "; " + report::Number(outcome.timing->median_ms) + " ms before, " +
           report::Number(rewrite.timing->median_ms) + " ms after";
  }
  out += "\n";
  return out + Because(catalogue, rewrite.constraints_used);
}

Json WorkloadAsJson(const WorkloadQuery& query) {
  return {{"calls", query.calls},         {"ms", query.ms},    {"line", query.line}, {"file", query.file},
          {"file_line", query.file_line}, {"note", query.note}};
}

Json SuggestionAsJson(const std::optional<Suggestion>& suggestion) {
  if (!suggestion) return nullptr;
  return {{"file", suggestion->file},
          {"line", suggestion->line},
          {"source", suggestion->source},
          {"text", suggestion->text},
          {"diff", suggestion->diff ? Json(*suggestion->diff) : Json(nullptr)}};
}

}  // namespace

std::string RewritesAsText(const Catalogue& catalogue, const std::vector<RewrittenQuery>& queries) {
  std::string out;
  for (const auto& [query, outcome, suggestion] : queries) {
    out += "- " + outcome.sql + "\n";
    if (const std::string origin = OriginText(query); !origin.empty()) out += "  from " + origin + "\n";
    if (!outcome.unsupported.empty()) out += "  not tried: " + outcome.unsupported + "\n";
    if (outcome.unsupported.empty() && outcome.rewrites.empty()) {
      out += "  nothing faster was proved (" + std::to_string(outcome.counts.enumerated) + " forms tried)\n";
    }
    for (const Rewrite& rewrite : outcome.rewrites) out += RewriteText(catalogue, outcome, rewrite);
    for (const Guard& guard : outcome.guards) {
      out += "? no row unless " + guard.predicate + ", in " + guard.query + "\n";
      if (!outcome.file.empty()) out += "  check it before the query at " + PlaceOf(outcome) + "\n";
      out += Because(catalogue, guard.constraints_used);
    }
    if (suggestion) out += SuggestionText(*suggestion);
  }
  return out;
}

std::string RewritesAsJson(const Catalogue& catalogue, const std::vector<RewrittenQuery>& queries) {
  Json list = Json::array();
  for (const RewrittenQuery& query : queries) {
    Json json = report::ToJson(catalogue, query.outcome);
    json["workload"] = WorkloadAsJson(query.query);
    json["suggestion"] = SuggestionAsJson(query.suggestion);
    list.push_back(std::move(json));
  }
  return report::Dump(list);
}

}  // namespace tacit

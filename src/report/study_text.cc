#include <cstdio>

#include "src/report/document.h"
#include "tacit/report.h"

namespace tacit {
namespace {

using report::Json;

std::string Padded(std::string text, std::size_t width) {
  if (text.size() < width) text.append(width - text.size(), ' ');
  return text;
}

std::string RightPadded(const std::string& text, std::size_t width) {
  return text.size() < width ? std::string(width - text.size(), ' ') + text : text;
}

std::string Count(const Json& object, const char* member) { return std::to_string(object.value(member, 0)); }

// Breaks at blanks so that a query can be read on a terminal.
std::string Wrapped(std::string_view text, std::string_view indent, std::size_t width) {
  std::string out(indent);
  std::size_t column = 0;
  while (!text.empty()) {
    const std::size_t blank = text.find_first_of(" \n\t");
    const std::string_view word = text.substr(0, blank);
    text.remove_prefix(blank == std::string_view::npos ? text.size() : blank + 1);
    if (word.empty()) continue;
    if (column > 0 && column + 1 + word.size() > width) {
      out += "\n" + std::string(indent);
      column = 0;
    }
    out += (column > 0 ? " " : "") + std::string(word);
    column += word.size() + (column > 0 ? 1 : 0);
  }
  return out + "\n";
}

void AppendConstraints(const Json& study, std::string* out) {
  *out += "Constraints           total   code schema  enforced verified declared\n";
  for (const Json& row : study.at("constraints_by_kind")) {
    *out += "  " + Padded(row.value("kind", ""), 18);
    for (const auto& [member, width] : {std::pair("total", 7),
                                        {"code", 7},
                                        {"schema", 7},
                                        {"enforced", 10},
                                        {"verified", 9},
                                        {"declared", 9}}) {
      *out += RightPadded(Count(row, member), static_cast<std::size_t>(width));
    }
    *out += "\n";
  }
}

void AppendTimes(const Json& times, std::string* out) {
  const auto time = [&](const char* member) {
    return times.contains(member) ? report::Number(times[member].get<double>()) + " ms" : std::string("-");
  };
  *out += "   before " + time("original_ms") + "; rewrite alone " + time("rewrite_ms") +
          "; constraints alone " + time("constraints_ms") + "; both " + time("both_ms") + "\n";
}

void AppendBest(const Json& study, std::string* out) {
  const std::vector<const Json*> best = report::BestRewrites(study, 10);
  if (best.empty()) {
    *out += "\nNo query gained from a proved rewrite.\n";
    return;
  }
  *out += "\nThe best rewrites, each proved and measured\n";
  int number = 0;
  for (const Json* query : best) {
    const Json& rewrite = query->at("on_installed").at("rewrites").at(0);
    *out += "\n" + std::to_string(++number) + ". " + report::Number(query->value("rewrite_gain", 1.0)) +
            "x faster";
    if (!query->value("file", "").empty()) {
      *out += "   " + query->value("file", "") + ":" + std::to_string(query->value("line", 0)) + "   " +
              query->value("note", "");
    }
    *out += "\n" + Wrapped(query->value("sql", ""), "   - ", 104) +
            Wrapped(rewrite.value("sql", ""), "   + ", 104);
    AppendTimes(query->at("times"), out);
    *out += "   proved in " + report::Number(rewrite.value("prove_ms", 0.0)) + " ms by";
    for (const Json& rule : rewrite.at("rules")) *out += " " + rule.get<std::string>();
    *out += "\n";
    for (const Json& constraint : rewrite.at("constraints_used")) {
      *out += "   because " + constraint.value("statement", constraint.value("id", ""));
      if (!constraint.value("place", "").empty()) *out += "  (" + constraint.value("place", "") + ")";
      *out += "\n";
    }
  }
}

void AppendTotals(const Json& study, std::string* out) {
  const Json& t = study.at("totals");
  int holds = 0, violated = 0, unknown = 0;
  for (const Json& checked : study.at("checked")) {
    const std::string result = checked.value("result", "");
    (result == "holds" ? holds : result == "violated" ? violated : unknown) += 1;
  }
  *out += "\nOn the data: " + std::to_string(holds) + " constraints hold, " + std::to_string(violated) +
          " violated, " + std::to_string(unknown) + " have no form that could be checked; " +
          std::to_string(study.at("install").value("steps", 0)) + " were installed in a copy\n";
  *out += "\nOf " + Count(t, "queries") + " queries: " + Count(t, "proved_on_enforced") +
          " have a proved rewrite on what the database enforces today, " + Count(t, "proved_on_installed") +
          " once the declared constraints are installed (" + Count(t, "with_candidates") +
          " had candidates, " + Count(t, "unsupported") + " are outside the algebra)\n";
  *out += "Faster than before by more than " + report::Percent(study.value("margin", 0.0)) +
          " %: " + Count(t, "gained_by_rewrite_alone") + " by the rewrite alone, " +
          Count(t, "gained_by_constraints_alone") + " by the constraints alone, " +
          Count(t, "gained_by_both") + " by both; " + Count(t, "gained") + " in all, " +
          Count(t, "twice_as_fast") + " at least twice as fast, " + Count(t, "not_gained") +
          " did not gain\n";
}

void AppendSteps(const Json& study, std::string* out) {
  *out += "\nTime\n";
  for (const Json& step : study.at("steps")) {
    *out += "  " + Padded(step.value("name", ""), 46) +
            RightPadded(report::Number(step.value("seconds", 0.0)), 8) + " s\n";
  }
}

}  // namespace

Result<std::string> StudyTextFromJson(std::string_view json, std::string_view name) {
  Result<Json> study = report::ParseStudy(json, name);
  if (!study.ok()) return study.status();
  try {
    std::string out;
    AppendConstraints(*study, &out);
    AppendBest(*study, &out);
    AppendTotals(*study, &out);
    AppendSteps(*study, &out);
    return out;
  } catch (const Json::exception&) {
    return Status::InvalidArgument(std::string(name) +
                                   ": a member of the study is missing or has another type");
  }
}

}  // namespace tacit

#include "src/report/json_parts.h"
#include "tacit/report.h"

namespace tacit {
namespace {

using report::Json;

std::string ExampleText(const CheckedConstraint& checked) {
  std::string text;
  for (const Row& row : checked.examples) {
    text += "    for example:";
    for (std::size_t i = 0; i < row.size() && i < checked.example_columns.size(); ++i) {
      text += " " + checked.example_columns[i] + "=" + report::ValueText(row[i]);
    }
    text += "\n";
  }
  return text;
}

}  // namespace

std::string CheckAsText(const Catalogue& catalogue, const std::vector<CheckedConstraint>& checked) {
  std::string out;
  int holds = 0, violated = 0, unknown = 0;
  for (const CheckedConstraint& c : checked) {
    const Constraint* constraint = catalogue.Find(c.id);
    const std::string statement = constraint == nullptr ? c.id : report::Statement(*constraint);
    const std::string place = constraint == nullptr ? "" : report::Place(*constraint);
    switch (c.result) {
      case CheckResult::kHolds: ++holds; break;
      case CheckResult::kViolated:
        ++violated;
        out += "violated by " + std::to_string(c.violations) + " rows: " + statement + "  (" + place + ")\n" +
               ExampleText(c) + "    all of them: " + c.query + "\n";
        break;
      case CheckResult::kUnknown:
        ++unknown;
        out += "unknown: " + statement + "  (" + place + "): " + c.reason + "\n";
        break;
    }
  }
  return out + std::to_string(holds) + " hold, " + std::to_string(violated) + " violated, " +
         std::to_string(unknown) + " unknown\n";
}

std::string CheckAsJson(const Catalogue& catalogue, const std::vector<CheckedConstraint>& checked) {
  Json list = Json::array();
  for (const CheckedConstraint& c : checked) list.push_back(report::ToJson(catalogue, c));
  return report::Dump(list);
}

}  // namespace tacit

#include "tacit/rules.h"
#include "src/report/json_parts.h"

namespace tacit {

using report::Json;

namespace {

std::string Sql(const QueryPair& pair, const char* between) {
  return "```sql\n" + pair.before + "\n-- " + between + "\n" + pair.after + "\n```\n";
}

// Who does a known rewrite.
std::string DoneBy(const RewriteKind& kind) {
  std::string by;
  for (const std::string& rule : kind.rules) by += (by.empty() ? "[" : ", [") + rule + "](#" + rule + ")";
  if (kind.remark.empty()) return by;
  return by.empty() ? kind.remark : by + "; " + kind.remark;
}

Json ToJson(const QueryPair& pair) { return {{"before", pair.before}, {"after", pair.after}}; }

}  // namespace

std::string RulesAsMarkdown(const RuleBook& book) {
  std::string page =
      "# Rules\n\n"
      "Every rule of `tacit rewrite`, made by `tacit rules` from the rules' tables. A rule proposes; nothing "
      "rests on its being\n"
      "right, since each rewrite is proved before it is shown. The two queries of an example are proved to "
      "mean the same. Those\n"
      "of a near-miss are what the rule would make if it did not ask for one condition: a small database "
      "tells them apart.\n"
      "A test does both. The queries are over this schema:\n\n"
      "```sql\n" +
      book.schema +
      "```\n\n"
      "## Rewrites that are known\n\n"
      "What constraints allow, from the literature and other optimizers, and who does it here.\n\n"
      "| | rewrite | done by |\n|---|---|---|\n";
  for (std::size_t i = 0; i < book.kinds.size(); ++i) {
    page +=
        "| " + std::to_string(i + 1) + " | " + book.kinds[i].rewrite + " | " + DoneBy(book.kinds[i]) + " |\n";
  }
  page += "\n## The rules, in the order in which they are tried\n";
  for (const RuleInfo& rule : book.rules) {
    page += "\n### " + rule.name + "\n\n" + rule.summary + ".\n\nNeeds: " + rule.precondition + ".\n\n" +
            Sql(rule.example, "becomes") + "\nNot unless " + rule.lacks + ":\n\n" +
            Sql(rule.near_miss, "is not");
  }
  return page;
}

std::string RulesAsJson(const RuleBook& book) {
  Json rules = Json::array();
  for (const RuleInfo& rule : book.rules) {
    Json near_miss = ToJson(rule.near_miss);
    near_miss["lacks"] = rule.lacks;
    rules.push_back({{"name", rule.name},
                     {"summary", rule.summary},
                     {"precondition", rule.precondition},
                     {"example", ToJson(rule.example)},
                     {"near_miss", std::move(near_miss)}});
  }
  Json kinds = Json::array();
  for (const RewriteKind& rewrite : book.kinds) {
    kinds.push_back({{"rewrite", rewrite.rewrite}, {"rules", rewrite.rules}, {"remark", rewrite.remark}});
  }
  return report::Dump({{"schema", book.schema}, {"rules", std::move(rules)}, {"kinds", std::move(kinds)}});
}

}  // namespace tacit

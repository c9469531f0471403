#include "tests/optimizer/rules/cases.h"

#include <gtest/gtest.h>

#include <sstream>

#include "optimizer/enumerate/search.h"
#include "optimizer/rules/example_schema.h"
#include "src/base/file.h"
#include "src/sql/ddl.h"

namespace tacit::testing {
namespace {

std::string Fixture(const std::string& name) {
  auto text = base::ReadFile(std::string(TACIT_TEST_DATA) + "/optimizer/rules/" + name);
  EXPECT_TRUE(text.ok()) << text.status().message();
  return text.ok() ? *text : std::string();
}

void ReadFile(const std::string& file, std::vector<RuleCase>& cases) {
  std::istringstream lines(Fixture(file));
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    const std::size_t space = line.find(' ');
    const std::string word = line.substr(0, space);
    const std::string rest = space == std::string::npos ? "" : line.substr(space + 1);
    if (word.empty() || word[0] == '#') continue;
    if (word == "rule") {
      cases.push_back({file, number, rest, "", "", "", false});
    } else if (word == "query") {
      cases.back().query = rest;
    } else if (word == "gives") {
      cases.back().gives = rest;
    } else if (word == "wrong") {
      cases.back().wrong = rest;
    } else if (word == "unproved") {
      cases.back().unproved = true;
    } else {
      EXPECT_EQ(word, "nothing") << file << ":" << number;
    }
  }
}

}  // namespace

std::vector<RuleCase> ReadRuleCases() {
  std::vector<RuleCase> cases;
  for (const char* file :
       {"distinct.txt", "nulls.txt", "domain.txt", "joins.txt", "outer_joins.txt", "subquery.txt",
        "values.txt", "predicates.txt", "aggregates.txt", "push.txt", "others.txt"}) {
    const std::size_t before = cases.size();
    ReadFile(file, cases);
    EXPECT_GT(cases.size(), before) << file;
  }
  return cases;
}

std::vector<rules::Rule> AllRulesAndFolding() {
  std::vector<rules::Rule> all(rules::AllRules().begin(), rules::AllRules().end());
  all.push_back(enumerate::kSimplified);
  return all;
}

Catalogue RuleSchema() {
  auto ddl = sql::ParseDdl(rules::ExampleSchema());
  EXPECT_TRUE(ddl.ok()) << ddl.status().message();
  Catalogue catalogue;
  if (!ddl.ok()) return catalogue;
  catalogue.schema = ddl->schema;
  catalogue.constraints = ConstraintsOfSchema(catalogue.schema);
  return catalogue;
}

}  // namespace tacit::testing

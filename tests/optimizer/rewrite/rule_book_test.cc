// The catalogue of rules: whole, and as the documentation has it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "src/base/file.h"
#include "tacit/rules.h"

namespace tacit {
namespace {

TEST(RuleBookTest, RulesAreAllDescribed) {
  std::set<std::string> names;
  for (const RuleInfo& rule : Rules().rules) {
    EXPECT_TRUE(names.insert(rule.name).second) << rule.name << " a second time";
    for (const std::string& text : {rule.summary, rule.precondition, rule.lacks, rule.example.before,
                                    rule.example.after, rule.near_miss.before, rule.near_miss.after}) {
      EXPECT_FALSE(text.empty()) << rule.name;
    }
  }
}

// A known rewrite names rules that there are, or says why there is none; a rule does some known rewrite.
TEST(RuleBookTest, KindsAndRulesNameEachOther) {
  const RuleBook book = Rules();
  std::set<std::string> rules;
  for (const RuleInfo& rule : book.rules) rules.insert(rule.name);
  std::set<std::string> named;
  for (const RewriteKind& kind : book.kinds) {
    EXPECT_FALSE(kind.rules.empty() && kind.remark.empty()) << kind.rewrite;
    named.insert(kind.rules.begin(), kind.rules.end());
  }
  named.insert("scalar-null-test-to-exists");  // our own
  EXPECT_EQ(named, rules);
  EXPECT_EQ(book.kinds.size(), 45U);
}

TEST(RuleBookTest, IsInTheDocumentation) {
  const Result<std::string> page = base::ReadFile(std::string(TACIT_TEST_DATA) + "/../docs/rules.md");
  ASSERT_TRUE(page.ok()) << page.status().message();
  const std::string expected = RulesAsMarkdown(Rules());
  const auto [found, wanted] = std::mismatch(page->begin(), page->end(), expected.begin(), expected.end());
  EXPECT_TRUE(found == page->end() && wanted == expected.end())
      << "docs/rules.md differs from line " << 1 + std::count(page->begin(), found, '\n')
      << " on; make it anew: tacit rules -o docs/rules.md";
}

}  // namespace
}  // namespace tacit

// The functions that every connection adds answer as PostgreSQL's of the same name.
#include <gtest/gtest.h>

#include <memory>

#include "tacit/connection.h"

namespace tacit {
namespace {

struct Case {
  const char* expression;
  Value expected;
};

TEST(FunctionsTest, AnswerAsPostgresql) {
  Result<std::unique_ptr<Connection>> opened =
      Connection::Open("sqlite::memory:", Connection::Access::kCreate);
  ASSERT_TRUE(opened.ok());
  const std::vector<Case> cases = {
      {"btrim('  a b ')", "a b"},
      {"btrim('xyaxbyx', 'xy')", "axb"},
      {"btrim('xx', 'x')", ""},
      {"btrim('éaé', 'é')", "a"},
      {"btrim(NULL)", std::monostate()},
      {"\"left\"('abcde', 2)", "ab"},
      {"\"left\"('abcde', -2)", "abc"},
      {"\"left\"('éà', 1)", "é"},
      {"\"left\"('abc', -9)", ""},
      {"\"left\"('abc', 9)", "abc"},
      {"\"left\"('abc', -9223372036854775808)", ""},
      {"\"right\"('abcde', 2)", "de"},
      {"\"right\"('abcde', -2)", "cde"},
      {"\"right\"('éà', 1)", "à"},
      {"\"right\"('abc', -9)", ""},
      {"\"right\"('abc', 9)", "abc"},
      {"strpos('héllo', 'l')", std::int64_t{3}},
      {"strpos('hello', 'x')", std::int64_t{0}},
      {"strpos('hello', '')", std::int64_t{1}},
      {"strpos('hello', NULL)", std::monostate()},
      {"starts_with('hello', 'he')", std::int64_t{1}},
      {"starts_with('hello', 'lo')", std::int64_t{0}},
      {"concat('a', NULL, 1, 'b')", "a1b"},
      {"concat()", ""},
  };
  for (const Case& c : cases) {
    const Result<ResultSet> result = (*opened)->Run(std::string("SELECT ") + c.expression);
    ASSERT_TRUE(result.ok()) << c.expression << ": " << result.status().message();
    EXPECT_EQ(result->rows[0][0], c.expected) << c.expression;
  }
}

}  // namespace
}  // namespace tacit

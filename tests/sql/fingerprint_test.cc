#include "src/sql/fingerprint.h"

#include <gtest/gtest.h>

#include "src/sql/print.h"
#include "tests/sql/bind_fixture.h"

namespace tacit::sql {
namespace {

QueryPtr Query(const std::string& sql) {
  Result<QueryPtr> q = Bind(sql, TestSchema(), Dialect::kPostgresql);
  EXPECT_TRUE(q.ok()) << q.status().message();
  return *q;
}

std::string PrintOf(const std::string& sql) { return Fingerprint(Query(sql)); }

TEST(FingerprintTest, LiteralsAliasesAndOrderOfConjunctsDoNotCount) {
  const std::string one = PrintOf("SELECT a FROM t WHERE a = 1 AND b IN ('x', 'y') AND id > 2");
  EXPECT_EQ(one.size(), 16U);
  EXPECT_EQ(one, PrintOf("SELECT z.a AS q FROM t AS z WHERE z.id > 7 AND z.b IN ('p', 'q') AND z.a = 3"));
  EXPECT_EQ(one, PrintOf("SELECT a FROM t WHERE a = $1 AND b IN ($2, $3) AND id > $4"));
  EXPECT_EQ(PrintOf("SELECT 1 FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.id = t.a) AND id NOT IN (SELECT "
                    "t_id FROM u)"),
            PrintOf("SELECT 1 FROM t WHERE id NOT IN (SELECT t_id FROM u) AND EXISTS (SELECT 1 FROM u WHERE "
                    "u.id = t.a)"));
}

TEST(FingerprintTest, StructureCounts) {
  const std::string one = PrintOf("SELECT a FROM t WHERE a = 1");
  for (const char* other :
       {"SELECT a FROM t WHERE a <> 1", "SELECT a FROM t WHERE id = 1", "SELECT id FROM t WHERE a = 1",
        "SELECT a FROM t WHERE a IS NULL", "SELECT a FROM t WHERE a = 1 LIMIT 1",
        "SELECT DISTINCT a FROM t WHERE a = 1", "SELECT a FROM t", "SELECT a FROM t WHERE a IN (1, 2)",
        "SELECT a FROM t WHERE a = 1 ORDER BY a", "SELECT t_id FROM u WHERE t_id = 1"}) {
    EXPECT_NE(one, PrintOf(other)) << other;
  }
  EXPECT_NE(PrintOf("SELECT a FROM t LIMIT 1"), PrintOf("SELECT a FROM t LIMIT 2"));
  EXPECT_NE(PrintOf("SELECT a FROM t WHERE c = TRUE"), PrintOf("SELECT a FROM t WHERE c = FALSE"));
  EXPECT_NE(PrintOf("SELECT a FROM t WHERE b LIKE 'x%'"), PrintOf("SELECT a FROM t WHERE b LIKE 'y%'"));
  EXPECT_NE(PrintOf("SELECT 1 FROM t x JOIN t y ON x.a = y.id"),
            PrintOf("SELECT 1 FROM t x JOIN t y ON x.id = y.a"));
}

TEST(FingerprintTest, IsTheSameOnEveryMachine) {
  EXPECT_EQ(PrintOf("SELECT a FROM t WHERE a = 1"), "0f5a84611325146e");
}

TEST(TemplateTest, LiteralsBecomeParametersAndComeBack) {
  const Template made =
      MakeTemplate(Query("SELECT a FROM t WHERE a = 5 AND b IN ('x', 'y') AND c = TRUE AND id > $1"));
  EXPECT_EQ(Print(made.query, TestSchema(), Dialect::kPostgresql),
            "SELECT a FROM t WHERE a = $2 AND b IN ($3, $4) AND c = TRUE AND id > $1");
  ASSERT_EQ(made.literals.size(), 4U);
  EXPECT_EQ(made.literals[0]->parameter, 1);
  EXPECT_EQ(made.literals[1]->literal, Value(std::int64_t{5}));
  EXPECT_EQ(made.literals[3]->literal, Value(std::string("y")));
}

TEST(TemplateTest, TwoInstancesOfOneTemplateHaveTheSameQuery) {
  const Template a = MakeTemplate(Query("SELECT a FROM t WHERE a = 1 AND b <> 'p' LIMIT 3"));
  const Template b = MakeTemplate(Query("SELECT a FROM t AS z WHERE a = 2 AND b <> 'q' LIMIT 3"));
  EXPECT_TRUE(SameQuery(a.query, b.query));
  const Template c = MakeTemplate(Query("SELECT a FROM t WHERE a = 1 AND b <> 'p' LIMIT 4"));
  EXPECT_FALSE(SameQuery(a.query, c.query));
}

}  // namespace
}  // namespace tacit::sql

// Keys, dependencies, constants and row bounds of query nodes.
#include "optimizer/algebra/properties.h"

#include <gtest/gtest.h>

#include <string>

#include "src/sql/bind.h"
#include "src/sql/ddl.h"

namespace tacit::algebra {
namespace {

constexpr char kDdl[] = R"(
CREATE TABLE a (id integer PRIMARY KEY, b_id integer, code varchar(9) UNIQUE, x integer NOT NULL);
CREATE TABLE b (id integer PRIMARY KEY, x integer, y integer NOT NULL);
CREATE TABLE link (a_id integer NOT NULL, b_id integer NOT NULL, UNIQUE (a_id, b_id));
)";

class PropertiesTest : public ::testing::Test {
 protected:
  PropertiesTest() {
    auto ddl = sql::ParseDdl(kDdl);
    EXPECT_TRUE(ddl.ok()) << ddl.status().message();
    catalogue_.schema = ddl->schema;
    catalogue_.constraints = ConstraintsOfSchema(catalogue_.schema);
    facts_ = Facts::Build(catalogue_, Trust::kEnforced, Dialect::kPostgresql);
  }

  struct Case {
    sql::QueryPtr query;
    Properties rows;
    ColumnSet all;
  };
  Case Of(const std::string& sql) const {
    auto bound = sql::Bind(sql, catalogue_.schema, Dialect::kPostgresql);
    EXPECT_TRUE(bound.ok()) << sql << ": " << bound.status().message();
    Analyser analyser(facts_);
    Case c{*bound, analyser.Of(*bound), {}};
    for (const sql::OutputColumn& column : (*bound)->columns) c.all.insert(column.id);
    return c;
  }
  bool DistinctRows(const std::string& sql) const {
    const Case c = Of(sql);
    return c.rows.IsKey(c.all);
  }
  bool OneRow(const std::string& sql) const { return Of(sql).rows.AtMostOneRow(); }
  bool FirstNotNull(const std::string& sql) const {
    const Case c = Of(sql);
    return c.rows.NotNull(c.query->columns[0].id);
  }

  Catalogue catalogue_;
  Facts facts_;
};

TEST_F(PropertiesTest, KeysOfTables) {
  EXPECT_TRUE(DistinctRows("SELECT id FROM a"));
  EXPECT_TRUE(DistinctRows("SELECT a_id, b_id FROM link"));
  EXPECT_FALSE(DistinctRows("SELECT a_id FROM link"));
  EXPECT_FALSE(DistinctRows("SELECT x FROM a"));
  EXPECT_FALSE(DistinctRows("SELECT id + 1 FROM a")) << "not known to be injective";
}

TEST_F(PropertiesTest, NullableKeyHoldsOnceNullsAreOut) {
  EXPECT_FALSE(DistinctRows("SELECT code FROM a"));
  EXPECT_TRUE(DistinctRows("SELECT code FROM a WHERE code IS NOT NULL"));
  EXPECT_TRUE(DistinctRows("SELECT code FROM a WHERE code > 'm'"));
  EXPECT_FALSE(OneRow("SELECT * FROM a WHERE code IS NULL"));
  EXPECT_TRUE(OneRow("SELECT * FROM a WHERE code = 'm'"));
}

TEST_F(PropertiesTest, JoinsFollowKeys) {
  EXPECT_TRUE(DistinctRows("SELECT a.id FROM a JOIN b ON b.id = a.b_id"));
  EXPECT_FALSE(DistinctRows("SELECT b.id FROM a JOIN b ON b.id = a.b_id"));
  EXPECT_TRUE(DistinctRows("SELECT a.id FROM a JOIN link ON link.a_id = a.id WHERE link.b_id = 3"));
  EXPECT_FALSE(DistinctRows("SELECT a.id FROM a JOIN link ON link.a_id = a.id WHERE link.b_id > 3"));
  EXPECT_TRUE(OneRow("SELECT * FROM a JOIN b ON b.id = a.b_id WHERE a.id = 3"));
  EXPECT_TRUE(OneRow("SELECT * FROM a JOIN b ON b.id = a.b_id WHERE a.id = $1"));
}

TEST_F(PropertiesTest, OuterJoins) {
  EXPECT_TRUE(DistinctRows("SELECT a.id FROM a LEFT JOIN b ON b.id = a.b_id"));
  EXPECT_FALSE(DistinctRows("SELECT a.id FROM a LEFT JOIN b ON b.x = a.b_id"));
  EXPECT_TRUE(DistinctRows("SELECT a.id FROM a LEFT JOIN link ON link.a_id = a.id AND link.b_id = 3"));
  EXPECT_FALSE(OneRow("SELECT * FROM a LEFT JOIN b ON b.id = 3 AND a.id = 4"));
  EXPECT_FALSE(DistinctRows("SELECT b.id FROM a FULL JOIN b ON b.id = a.b_id"));
  EXPECT_FALSE(FirstNotNull("SELECT b.y FROM a LEFT JOIN b ON b.id = a.b_id"));
  EXPECT_TRUE(FirstNotNull("SELECT b.x FROM a LEFT JOIN b ON b.id = a.b_id WHERE b.x = 1"));
  EXPECT_TRUE(FirstNotNull("SELECT a.x FROM a LEFT JOIN b ON b.id = a.b_id"));
  EXPECT_FALSE(FirstNotNull("SELECT a.x FROM a RIGHT JOIN b ON b.id = a.b_id"));
}

// A constant of the optional side is not one of the rows that the join adds.
TEST_F(PropertiesTest, ConstantsDoNotCrossOuterJoins) {
  EXPECT_FALSE(DistinctRows("SELECT a.x FROM a LEFT JOIN (SELECT 1 AS one) c ON c.one = a.id"));
  const Case c = Of("SELECT b.x FROM a LEFT JOIN (SELECT x FROM b WHERE x = 3 AND id = 3) b ON TRUE");
  EXPECT_EQ(c.rows.ConstantOf(c.query->columns[0].id), nullptr);
}

TEST_F(PropertiesTest, Aggregates) {
  EXPECT_TRUE(OneRow("SELECT count(*) FROM a"));
  EXPECT_TRUE(DistinctRows("SELECT b_id, count(*) FROM a GROUP BY b_id"));
  EXPECT_FALSE(DistinctRows("SELECT count(*) FROM a GROUP BY b_id"));
  EXPECT_TRUE(OneRow("SELECT b_id FROM a WHERE b_id = 3 GROUP BY b_id"));
  EXPECT_FALSE(FirstNotNull("SELECT sum(x) FROM a"));
  EXPECT_TRUE(FirstNotNull("SELECT count(b_id) FROM a"));
}

TEST_F(PropertiesTest, SetOperations) {
  EXPECT_TRUE(DistinctRows("SELECT x FROM a UNION SELECT y FROM b"));
  EXPECT_FALSE(DistinctRows("SELECT id FROM a UNION ALL SELECT id FROM b"));
  EXPECT_TRUE(DistinctRows("SELECT id FROM a EXCEPT ALL SELECT id FROM b"));
  EXPECT_FALSE(FirstNotNull("SELECT id FROM a UNION SELECT x FROM b"));
}

TEST_F(PropertiesTest, LimitsAndContradictions) {
  EXPECT_TRUE(OneRow("SELECT x FROM a LIMIT 1"));
  EXPECT_FALSE(OneRow("SELECT x FROM a LIMIT 2"));
  EXPECT_TRUE(Of("SELECT x FROM a WHERE FALSE").rows.empty());
  EXPECT_FALSE(Of("SELECT count(*) FROM a WHERE FALSE").rows.empty());
  EXPECT_FALSE(Of("SELECT a.id FROM a LEFT JOIN (SELECT id FROM b WHERE FALSE) b ON TRUE").rows.empty());
}

TEST_F(PropertiesTest, NotNullWhereTrueKeepsToThreeValuedLogic) {
  const auto columns = [&](const std::string& predicate) {
    auto bound = sql::BindPredicate(predicate, *catalogue_.schema.Find("b"), Dialect::kPostgresql);
    EXPECT_TRUE(bound.ok()) << predicate;
    std::string names;
    for (const sql::ColumnId& id : NotNullWhereTrue(*bound)) {
      names += catalogue_.schema.Find("b")->columns[static_cast<std::size_t>(id.index)].name + " ";
    }
    return names;
  };
  EXPECT_EQ(columns("x = y"), "x y ");
  EXPECT_EQ(columns("x = 1 OR x > 5"), "x ");
  EXPECT_EQ(columns("x = 1 OR y = 2"), "");
  EXPECT_EQ(columns("x IS NULL"), "");
  EXPECT_EQ(columns("x IS NOT NULL AND y IS NULL"), "x ");
  EXPECT_EQ(columns("(x = 1) IS NOT TRUE"), "");
  EXPECT_EQ(columns("NOT (x = 1)"), "x ");
  EXPECT_EQ(columns("NOT (x = 1 AND y = 2)"), "");
  EXPECT_EQ(columns("x IN (1, 2)"), "x ");
  EXPECT_EQ(columns("x NOT IN (1, 2)"), "x ");
  EXPECT_EQ(columns("coalesce(x, 1) = 1"), "");
  EXPECT_EQ(columns("x IS NOT DISTINCT FROM y"), "");
}

}  // namespace
}  // namespace tacit::algebra

#include "src/sql/type.h"

#include <gtest/gtest.h>

namespace tacit::sql {
namespace {

TEST(TypeFromNameTest, SpellingsOfOneTypeAreOneType) {
  for (const char* name :
       {"varchar(30)", "character varying(30)", "CHARACTER  VARYING ( 30 )", "nvarchar(30)",
        "pg_catalog.varchar(30)", "varchar(30) COLLATE \"C\"", "varchar(30) character set utf8"}) {
    const Type type = TypeFromName(name);
    EXPECT_EQ(type.kind, TypeKind::kText) << name;
    EXPECT_EQ(type.length, 30) << name;
    EXPECT_EQ(type.name, "varchar(30)") << name;
  }
}

TEST(TypeFromNameTest, Kinds) {
  const std::pair<const char*, TypeKind> cases[] = {
      {"int4", TypeKind::kInteger},
      {"INT(11) unsigned", TypeKind::kInteger},
      {"bigserial", TypeKind::kInteger},
      {"tinyint(4)", TypeKind::kInteger},
      {"tinyint(1)", TypeKind::kBoolean},
      {"decimal(10, 2)", TypeKind::kNumeric},
      {"double precision", TypeKind::kFloat},
      {"float(24)", TypeKind::kFloat},
      {"string", TypeKind::kText},
      {"datetime(6)", TypeKind::kTimestamp},
      {"timestamp(6) without time zone", TypeKind::kTimestamp},
      {"timestamp with time zone", TypeKind::kTimestamp},
      {"time with time zone", TypeKind::kTime},
      {"interval day to second", TypeKind::kInterval},
      {"longblob", TypeKind::kBytes},
      {"jsonb", TypeKind::kJson},
      {"uuid", TypeKind::kUuid},
  };
  for (const auto& [name, kind] : cases) EXPECT_EQ(TypeFromName(name).kind, kind) << name;
}

TEST(TypeFromNameTest, PrecisionIsKeptBecauseACastRounds) {
  EXPECT_EQ(TypeFromName("numeric(10,2)").name, "numeric(10,2)");
  EXPECT_EQ(TypeFromName("DECIMAL ( 10 , 2 )").name, "numeric(10,2)");
  EXPECT_EQ(TypeFromName("timestamp(3) without time zone").name, "timestamp(3)");
}

TEST(TypeFromNameTest, FixedLengthCharHasALength) {
  EXPECT_EQ(TypeFromName("char(4)").length, 4);
  EXPECT_EQ(TypeFromName("char").length, 1);
  EXPECT_EQ(TypeFromName("bpchar").length, std::nullopt);
}

TEST(TypeFromNameTest, TypesWithRulesOfTheirOwnStayUnknown) {
  for (const char* name :
       {"citext", "money", "integer[]", "enum('a','b')", "mood", "", "(", "x(3", "bit(3)"}) {
    EXPECT_EQ(TypeFromName(name).kind, TypeKind::kUnknown) << name;
  }
  EXPECT_EQ(TypeFromName("citext").name, "citext");
}

TEST(CommonTypeTest, UnifiesAsUnionDoes) {
  const auto common = [](const char* a, const char* b) {
    return CommonType(TypeFromName(a), TypeFromName(b)).kind;
  };
  EXPECT_EQ(common("integer", "numeric"), TypeKind::kNumeric);
  EXPECT_EQ(common("float", "numeric"), TypeKind::kFloat);
  EXPECT_EQ(common("char(3)", "varchar(9)"), TypeKind::kText);
  EXPECT_EQ(common("date", "timestamp"), TypeKind::kTimestamp);
  EXPECT_EQ(common("mood", "uuid"), TypeKind::kUuid);
  EXPECT_EQ(common("boolean", "integer"), TypeKind::kUnknown);
  EXPECT_EQ(CommonType(TypeFromName("integer"), TypeFromName("bigint")).name, "bigint");
}

}  // namespace
}  // namespace tacit::sql

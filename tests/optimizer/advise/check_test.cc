#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tacit/advisor.h"
#include "tests/optimizer/advise/laws.h"
#include "tests/optimizer/advise/people.h"

namespace tacit {
namespace {

using ::testing::HasSubstr;
using testing::Kept;
using testing::Make;
using testing::Open;
using testing::People;

CheckedConstraint CheckOne(const Constraint& constraint, const std::vector<std::string>& inserts) {
  const auto db = Open(inserts);
  Catalogue catalogue = People();
  catalogue.constraints = {constraint};
  const auto checked = CheckConstraints(catalogue, *db);
  EXPECT_TRUE(checked.ok()) << checked.status().message();
  return checked.ok() && checked->size() == 1 ? checked->front() : CheckedConstraint();
}

TEST(CheckConstraints, KeptAndBroken) { testing::ExpectKeptAndBroken(testing::Open); }

TEST(CheckConstraints, CountsOfTheOracle) {
  const auto db = Connection::Open("sqlite::memory:", Connection::Access::kCreate);
  ASSERT_TRUE(db.ok());
  testing::ExpectCountsOfTheOracle(**db, /*formats=*/false);
}

TEST(CheckConstraints, PolymorphicReferences) {
  const auto db = Connection::Open("sqlite::memory:", Connection::Access::kCreate);
  ASSERT_TRUE(db.ok());
  testing::ExpectPolymorphicReferences(**db);
}

TEST(CheckConstraints, WhatCannotBeAskedIsUnknownWithItsReason) {
  const std::vector<std::pair<Constraint, std::string>> cases = [] {
    Constraint opaque = Make(ConstraintKind::kNotNull, {"name"});
    opaque.condition = Condition{.text = "active?", .opaque = true};
    Constraint elsewhere = Make(ConstraintKind::kNotNull, {"name"});
    elsewhere.table = "nowhere";
    const Constraint column = Make(ConstraintKind::kNotNull, {"gone"});
    const Constraint format =
        Make(ConstraintKind::kFormat, {"name"}, FormatDetail{.regex = "a", .dialect = "ruby"});
    const Constraint mixed = Make(ConstraintKind::kOneOf, {"age"}, ValuesDetail{{Value("young")}});
    return std::vector<std::pair<Constraint, std::string>>{
        {opaque, "it applies where active?"},
        {elsewhere, "no such table: nowhere"},
        {column, "no such column: people.gone"},
        {format, "regular expression"},
        {mixed, "a string beside column age of type integer"}};
  }();
  for (const auto& [constraint, reason] : cases) {
    const CheckedConstraint checked = CheckOne(constraint, {});
    EXPECT_EQ(checked.result, CheckResult::kUnknown) << reason;
    EXPECT_THAT(checked.reason, HasSubstr(reason));
    EXPECT_TRUE(checked.query.empty());
  }
}

TEST(CheckConstraints, OneResultEachInTheCataloguesOrder) {
  const auto db =
      Open({"INSERT INTO people (id, name) VALUES (1, NULL), (2, NULL), (3, NULL), (4, NULL), (5, 'x')"});
  Catalogue catalogue = People();
  for (const Kept& kept : testing::EveryKind()) catalogue.constraints.push_back(kept.constraint);
  const auto checked = CheckConstraints(catalogue, *db);
  ASSERT_TRUE(checked.ok());
  ASSERT_EQ(checked->size(), catalogue.constraints.size());
  for (std::size_t i = 0; i < checked->size(); ++i) EXPECT_EQ((*checked)[i].id, catalogue.constraints[i].id);
  EXPECT_EQ((*checked)[0].id, "not_null");
  EXPECT_EQ((*checked)[0].violations, 4);
  EXPECT_EQ((*checked)[0].examples.size(), 3U);
}

TEST(WithVerified, RaisesWhatHoldsAndIsDeclaredByTheCodeOnly) {
  Catalogue catalogue = People();
  for (const std::string id : {"holds", "violated", "unknown", "schema", "absent"}) {
    catalogue.constraints.push_back(Make(ConstraintKind::kNotNull, {"name"}));
    catalogue.constraints.back().id = id;
    if (id == "schema") catalogue.constraints.back().source = Source::kSchema;
  }
  const Catalogue verified = WithVerified(catalogue, {{.id = "holds", .result = CheckResult::kHolds},
                                                      {.id = "violated", .result = CheckResult::kViolated},
                                                      {.id = "unknown", .result = CheckResult::kUnknown},
                                                      {.id = "schema", .result = CheckResult::kHolds}});
  for (const Constraint& c : verified.constraints) {
    EXPECT_EQ(c.trust, c.id == "holds" ? Trust::kVerified : Trust::kDeclared) << c.id;
  }
}

}  // namespace
}  // namespace tacit

// The schema over which pairs of queries are proved, and the pairs' two sides: must be proved, must not be.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "optimizer/prove/prove.h"
#include "src/sql/bind.h"
#include "src/sql/ddl.h"
#include "tacit/catalogue.h"

namespace tacit::prove {

// author <- book (writer required, editor optional) <- copy; shelf has a composite key; loan and fee nothing
// at all.
inline constexpr const char* kSchema = R"(
CREATE TABLE author (id integer PRIMARY KEY, name text NOT NULL, email text UNIQUE, rank integer NOT NULL, age integer);
CREATE TABLE book (id integer PRIMARY KEY, writer_id integer NOT NULL REFERENCES author(id),
                   editor_id integer REFERENCES author(id), pages integer NOT NULL, price integer,
                   state text NOT NULL CHECK (state IN ('draft', 'out', 'gone')), stars integer CHECK (stars BETWEEN 1 AND 5),
                   level integer NOT NULL CHECK (level BETWEEN 1 AND 3), code char(4), hidden boolean NOT NULL,
                   gift boolean, weight double precision);
CREATE TABLE copy (id integer PRIMARY KEY, book_id integer, place integer, note text);
CREATE TABLE shelf (hall integer NOT NULL, row_no integer NOT NULL, label text, UNIQUE (hall, row_no));
CREATE TABLE loan (copy_id integer, days integer);
CREATE TABLE fee (amount numeric NOT NULL, days integer NOT NULL);
CREATE TABLE member (id integer PRIMARY KEY, handle text NOT NULL, closed boolean NOT NULL);
CREATE UNIQUE INDEX member_open_handle ON member (handle) WHERE NOT closed;
)";

struct Pair {
  const char* name;
  const char* left;
  const char* right;
};

class ProveTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    const auto ddl = sql::ParseDdl(kSchema);
    ASSERT_TRUE(ddl.ok()) << ddl.status().message();
    catalogue_ = new Catalogue;
    catalogue_->schema = ddl->schema;
    catalogue_->constraints = ConstraintsOfSchema(ddl->schema);
    facts_ = new algebra::Facts(algebra::Facts::Build(*catalogue_, Trust::kEnforced, Dialect::kPostgresql));
  }
  static void TearDownTestSuite() {
    delete facts_;
    delete catalogue_;
  }

  static Verdict Decide(const std::string& left, const std::string& right,
                        Dialect dialect = Dialect::kPostgresql, Ties ties = Ties::kRefuse) {
    const auto a = sql::Bind(left, catalogue_->schema, dialect);
    const auto b = sql::Bind(right, catalogue_->schema, dialect);
    if (!a.ok()) return Verdict::Unknown("bind: " + a.status().message());
    if (!b.ok()) return Verdict::Unknown("bind: " + b.status().message());
    Limits limits;
    limits.ties = ties;
    limits.deadline_ms = 20'000;  // slow machines and sanitizers; the work itself is bounded in steps
    return ProveEqual(*a, *b, catalogue_->schema, *facts_, dialect, limits);
  }

  static void ExpectProved(const std::vector<Pair>& pairs) {
    for (const Pair& pair : pairs) {
      const Verdict verdict = Decide(pair.left, pair.right);
      EXPECT_TRUE(verdict.proved()) << pair.name << ": " << verdict.reason();
    }
  }
  static void ExpectNotProved(const std::vector<Pair>& pairs) {
    for (const Pair& pair : pairs) {
      const Verdict verdict = Decide(pair.left, pair.right);
      EXPECT_FALSE(verdict.proved()) << pair.name;
      EXPECT_THAT(verdict.reason(), testing::Not(testing::StartsWith("bind"))) << pair.name;
      EXPECT_THAT(verdict.reason(), testing::Not(testing::StartsWith("unsupported"))) << pair.name;
    }
  }

  inline static Catalogue* catalogue_ = nullptr;
  inline static algebra::Facts* facts_ = nullptr;
};

}  // namespace tacit::prove

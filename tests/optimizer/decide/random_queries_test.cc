// What is proved of a query and its mutation holds on databases made at random: with fractions, NULLs, rows
// that repeat, and tables of no rows. TACIT_RANDOM_PAIRS in the environment asks for more pairs than a test
// has time for.
#include "tests/optimizer/decide/random_queries.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <string>

#include "optimizer/prove/prove.h"
#include "optimizer/test/refute.h"
#include "src/sql/bind.h"
#include "tacit/prover.h"

namespace tacit {
namespace {

constexpr int kDatabases = 80;
constexpr std::int64_t kProofMs = 150;
constexpr std::int64_t kDoubtMs = 3'000;

// A schema with what is made for it once.
struct Setting {
  explicit Setting(std::uint64_t number)
      : catalogue(CatalogueFromDdl(testing::RandomSchema(number), "random").value()),
        facts(algebra::Facts::Build(catalogue, Trust::kEnforced, Dialect::kPostgresql)) {
    refute::Limits many;
    many.random_databases = kDatabases;
    tester = refute::MakeTester(catalogue.schema, facts, Dialect::kPostgresql, many).value();
  }

  Catalogue catalogue;
  algebra::Facts facts;
  std::unique_ptr<refute::Tester> tester;
};

struct Counts {
  int proved = 0;
  int identical = 0;  // ... of them, for their form alone
  int contradicted = 0;
  int unbound = 0;
  int untested = 0;  // proved, but no database can be tried
};

Counts RunMutations(std::uint64_t first, std::uint64_t count) {
  Counts counts;
  std::map<std::uint64_t, std::unique_ptr<Setting>> settings;
  for (std::uint64_t number = first; number < first + count; ++number) {
    std::unique_ptr<Setting>& setting = settings[number % testing::kRandomSchemas];
    if (setting == nullptr) setting = std::make_unique<Setting>(number);
    const Schema& schema = setting->catalogue.schema;
    const auto [left, right] = testing::MutatedPair(number);
    if (left == right) continue;
    const auto a = sql::Bind(left, schema, Dialect::kPostgresql, sql::Expand::kYes);
    const auto b = sql::Bind(right, schema, Dialect::kPostgresql, sql::Expand::kYes);
    if (!a.ok() || !b.ok()) {
      ++counts.unbound;
      if (std::getenv("TACIT_RANDOM_PAIRS") != nullptr) {
        std::printf("unbound: %s | %s\n", (a.ok() ? b : a).status().message().c_str(),
                    (a.ok() ? right : left).c_str());
      }
      continue;
    }
    prove::Limits limits;
    limits.ties = prove::Ties::kAny;
    limits.deadline_ms = kProofMs;
    const Verdict verdict = prove::ProveEqual(*a, *b, schema, setting->facts, Dialect::kPostgresql, limits);
    if (!verdict.proved()) continue;
    ++counts.proved;
    counts.identical += sql::SameQuery(*a, *b) ? 1 : 0;
    const auto witness = setting->tester->Refute(*a, *b, kDoubtMs);
    counts.untested += witness.ok() ? 0 : 1;
    if (!witness.ok() || !witness->has_value()) continue;
    ++counts.contradicted;
    ADD_FAILURE() << "pair " << number << " over schema " << number % testing::kRandomSchemas << "\n"
                  << left << "\n"
                  << right << "\n"
                  << (*witness)->script;
  }
  return counts;
}

TEST(RandomQueries, WhatIsProvedOfAMutationHolds) {
  const char* asked = std::getenv("TACIT_RANDOM_PAIRS");
  const char* from = std::getenv("TACIT_RANDOM_FIRST");
  const std::uint64_t pairs = asked == nullptr ? 400 : std::strtoull(asked, nullptr, 10);
  const Counts counts = RunMutations(from == nullptr ? 1 : std::strtoull(from, nullptr, 10), pairs);
  const double all = static_cast<double>(pairs);
  EXPECT_EQ(counts.contradicted, 0);
  // The grammar gets past the binder, and mutations that change nothing are met.
  EXPECT_LT(counts.unbound, 0.1 * all);
  EXPECT_GT(counts.proved - counts.identical, 0.01 * all);
  EXPECT_LT(counts.untested, 0.1 * counts.proved + 1);
  std::printf("%d proved, %d of them for their form alone, %d contradicted, %d untested, %d unbound\n",
              counts.proved, counts.identical, counts.contradicted, counts.untested, counts.unbound);
  RecordProperty("proved", counts.proved);
  RecordProperty("contradicted", counts.contradicted);
}

}  // namespace
}  // namespace tacit

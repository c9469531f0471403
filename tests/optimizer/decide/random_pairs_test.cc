// What is proved of pairs made at random holds on databases made at random, in the interpreter and in SQLite.
#include "tests/optimizer/decide/random_pairs.h"

#include <gtest/gtest.h>

#include "optimizer/prove/prove.h"
#include "optimizer/test/refute.h"
#include "src/sql/bind.h"
#include "tacit/prover.h"

namespace tacit {
namespace {

struct Counts {
  int proved = 0;
  int refuted = 0;
  int open = 0;
};

// `databases` for each pair that is proved.
Counts RunPairs(std::uint64_t first, std::uint64_t count, int databases) {
  Counts counts;
  const auto catalogue = CatalogueFromDdl(testing::kRandomPairsDdl, "random").value();
  const auto facts = algebra::Facts::Build(catalogue, Trust::kEnforced, Dialect::kPostgresql);
  refute::Limits many;
  many.random_databases = databases;
  const auto tester = refute::MakeTester(catalogue.schema, facts, Dialect::kPostgresql, many).value();
  for (std::uint64_t number = first; number < first + count; ++number) {
    const auto [left, right] = testing::RandomPair(number);
    const auto a = sql::Bind(left, catalogue.schema, Dialect::kPostgresql, sql::Expand::kYes);
    const auto b = sql::Bind(right, catalogue.schema, Dialect::kPostgresql, sql::Expand::kYes);
    EXPECT_TRUE(a.ok()) << left << ": " << a.status().message();
    EXPECT_TRUE(b.ok()) << right << ": " << b.status().message();
    if (!a.ok() || !b.ok()) continue;
    prove::Limits limits;
    limits.ties = prove::Ties::kAny;
    limits.deadline_ms = 20'000;
    const Verdict verdict = prove::ProveEqual(*a, *b, catalogue.schema, facts, Dialect::kPostgresql, limits);
    const auto witness = verdict.proved() ? tester->Refute(*a, *b, 60'000) : tester->RefuteQuickly(*a, *b);
    EXPECT_TRUE(witness.ok()) << left << "\n" << right << "\n" << witness.status().message();
    const bool differ = witness.ok() && witness->has_value();
    EXPECT_FALSE(verdict.proved() && differ) << "pair " << number << "\n"
                                             << left << "\n"
                                             << right << "\n"
                                             << (*witness)->script;
    ++(verdict.proved() ? counts.proved : differ ? counts.refuted : counts.open);
  }
  return counts;
}

TEST(RandomPairs, WhatIsProvedHolds) {
  const Counts counts = RunPairs(1, 200, 40);
  EXPECT_GT(counts.proved, 60);
  EXPECT_GT(counts.refuted, 80);
  EXPECT_LT(counts.open, 20);
  RecordProperty("proved", counts.proved);
  RecordProperty("refuted", counts.refuted);
}

}  // namespace
}  // namespace tacit

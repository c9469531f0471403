#include "src/estimator/rows/kept_rows.h"

#include <gtest/gtest.h>

#include <map>
#include <numeric>
#include <set>

#include "src/estimator/rows/count_loop.h"
#include "tests/estimator/tables.h"

namespace tacit::estimator {
namespace {

std::vector<ColumnValues> ValuesOf(const CodedTable& table) {
  std::vector<ColumnValues> values;
  for (const CodedColumn& column : table.columns) values.push_back(column.values);
  return values;
}

std::vector<std::uint32_t> AllRows(const CodedTable& table) {
  std::vector<std::uint32_t> rows(static_cast<std::size_t>(table.coded_rows));
  std::iota(rows.begin(), rows.end(), 0U);
  return rows;
}

Condition Leaf(std::uint32_t column, CodeSet set) {
  Condition leaf;
  leaf.kind = Condition::Kind::kLeaf;
  leaf.column = column;
  leaf.set = std::move(set);
  return leaf;
}

// How often each combination of codes stands in the rows, told by asking.
void ExpectSameRows(const KeptRows& a, const KeptRows& b, const std::vector<ColumnValues>& values) {
  ASSERT_EQ(a.rows(), b.rows());
  ASSERT_EQ(a.distinct(), b.distinct());
  KeptRows::Scratch scratch;
  std::vector<std::uint32_t> by(values.size());
  std::iota(by.begin(), by.end(), 0U);
  EXPECT_EQ(a.Groups(Condition(), values, by, scratch), b.Groups(Condition(), values, by, scratch));
  for (std::uint32_t column = 0; column < values.size(); ++column) {
    for (std::size_t atom = 0; atom < values[column].atoms().size(); ++atom) {
      const Condition leaf =
          Leaf(column, CodeSet::Of(static_cast<double>(atom), static_cast<double>(atom) + 1));
      ASSERT_EQ(a.Count(leaf, values, scratch), b.Count(leaf, values, scratch));
    }
  }
}

TEST(KeptRowsTest, ComesBackFromItsBytes) {
  Random random(1);
  for (int round = 0; round < 60; ++round) {
    const std::size_t columns = 1 + static_cast<std::size_t>(Draw(random, round % 10 == 0 ? 60 : 6));
    const MadeTable made =
        MakeTable(random, columns, static_cast<std::size_t>(1 + Draw(random, 300)), 1 + Draw(random, 400));
    const CodedTable table = Coded(made);
    const std::vector<ColumnValues> values = ValuesOf(table);
    const Result<KeptRows> kept = KeptRows::Of(table, AllRows(table));
    ASSERT_TRUE(kept.ok());
    EXPECT_EQ(kept->rows(), table.rows);
    const Result<KeptRows> back = KeptRows::Unpack(kept->Pack(), values);
    ASSERT_TRUE(back.ok()) << back.status().message();
    ExpectSameRows(*kept, *back, values);
  }
}

TEST(KeptRowsTest, OfNoRowsIsEmpty) {
  Random random(2);
  const CodedTable table = Coded(MakeTable(random, 3, 10, 4));
  const Result<KeptRows> none = KeptRows::Of(table, {});
  ASSERT_TRUE(none.ok());
  const Result<KeptRows> back = KeptRows::Unpack(none->Pack(), ValuesOf(table));
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(back->rows(), 0);
}

TEST(KeptRowsTest, CountsAsTheDefinitionDoes) {
  Random random(3);
  for (int round = 0; round < 30; ++round) {
    const int number = round % 3 == 0 ? 2000 : 30;  // codes of one byte and of two
    const MadeTable made = MakeTable(random, 4, 6000, number);
    const CodedTable table = Coded(made);
    const std::vector<ColumnValues> values = ValuesOf(table);
    const Result<KeptRows> kept = KeptRows::Of(table, AllRows(table));
    ASSERT_TRUE(kept.ok());
    KeptRows::Scratch scratch;
    for (int i = 0; i < 12; ++i) {
      const Predicate predicate = MakePredicate(random, made, 4);
      const Result<Condition> condition = MakeCondition(predicate, values);
      ASSERT_TRUE(condition.ok());
      ASSERT_EQ(kept->Count(*condition, values, scratch), CountTrue(predicate, made));
      const std::vector<std::uint32_t> by = {2, 0};
      std::map<std::pair<std::uint32_t, std::uint32_t>, std::int64_t> groups;
      for (std::size_t row = 0; row < made.rows.size(); ++row) {
        if (Truth(predicate, made, made.rows[row]) == true)
          ++groups[{table.columns[2].codes[row], table.columns[0].codes[row]}];
      }
      std::vector<std::int64_t> expected;
      for (const auto& [key, count] : groups) expected.push_back(count);
      ASSERT_EQ(kept->Groups(*condition, values, by, scratch), expected);
    }
  }
}

TEST(KeptRowsTest, WeighsRowsWhereASetCutsAnAtom) {
  Random random(4);
  const CodedTable table = Coded(MakeTable(random, 2, 500, 10));
  const std::vector<ColumnValues> values = ValuesOf(table);
  const Result<KeptRows> kept = KeptRows::Of(table, AllRows(table));
  ASSERT_TRUE(kept.ok());
  KeptRows::Scratch scratch;
  const double one = kept->Count(Leaf(0, CodeSet::Of(2, 3)), values, scratch);
  EXPECT_DOUBLE_EQ(kept->Count(Leaf(0, CodeSet::Of(2.25, 3)), values, scratch), 0.75 * one);
}

TEST(KeptRowsTest, WhatFollowsFromOthersCostsNothing) {
  Random random(5);
  MadeTable two = MakeTable(random, 2, 20000, 60);
  for (Row& row : two.rows) row[1] = std::int64_t{Draw(random, 60)};
  MadeTable three = two;
  three.names.push_back("c2");
  for (Row& row : three.rows) {
    const auto a = std::get<std::int64_t>(row[0]);
    row.push_back((a * 131 + 7) % 1009);
  }
  const auto bytes = [](const MadeTable& made) {
    const CodedTable table = Coded(made);
    return KeptRows::Of(table, AllRows(table))->Pack().size();
  };
  EXPECT_LT(static_cast<double>(bytes(three)), 1.03 * static_cast<double>(bytes(two)) + 300);
}

TEST(KeptRowsTest, BytesThatWereForgedGiveCorruptionOrSomeRows) {
  Random random(6);
  const CodedTable table = Coded(MakeTable(random, 4, 200, 30));
  const std::vector<ColumnValues> values = ValuesOf(table);
  const std::string bytes = KeptRows::Of(table, AllRows(table))->Pack();
  int refused = 0;
  const auto look = [&](const std::string& forged) {
    const Result<KeptRows> rows = KeptRows::Unpack(forged, values);
    if (!rows.ok()) {
      EXPECT_EQ(rows.status().code(), StatusCode::kCorruption);
      ++refused;
      return;
    }
    KeptRows::Scratch scratch;
    EXPECT_GE(rows->Count(Leaf(1, CodeSet::Of(0, 5)), values, scratch), 0);
  };
  for (std::size_t size = 0; size < bytes.size(); size += 1 + size / 50) look(bytes.substr(0, size));
  for (int i = 0; i < 1000; ++i) {
    std::string forged = bytes;
    forged[static_cast<std::size_t>(Draw(random, static_cast<int>(i % 2 == 0 ? 40 : forged.size())))] =
        static_cast<char>(Draw(random, 256));
    look(forged);
  }
  EXPECT_GT(refused, 50);
  // A number of rows that the bytes cannot hold takes no memory.
  std::string huge = bytes;
  huge[3] = '\x7F';
  EXPECT_FALSE(KeptRows::Unpack(huge, values).ok());
}

TEST(CountKernelTest, EachGivesWhatTheScalarOneGives) {
  Random random(7);
  std::vector<const CountKernel*> kernels;
  for (const CountKernel* kernel : {Avx2CountKernel(), Avx512CountKernel()}) {
    if (kernel != nullptr) kernels.push_back(kernel);
  }
  std::vector<std::uint8_t> members(1 << 16);
  for (std::uint8_t& member : members) member = Draw(random, 3) == 0 ? 0xFF : 0;
  for (int round = 0; round < 300; ++round) {
    const std::uint8_t width = static_cast<std::uint8_t>(1 << Draw(random, 3));
    const std::size_t count = static_cast<std::size_t>(Draw(random, 500));
    std::vector<std::uint8_t> codes(count * width);
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint32_t code = static_cast<std::uint32_t>(Draw(random, width == 1 ? 256 : 65536));
      std::memcpy(codes.data() + i * width, &code, width);
    }
    const auto least = static_cast<std::uint32_t>(Draw(random, 200));
    const auto range =
        static_cast<std::uint32_t>(Draw(random, width == 1 ? 255 - static_cast<int>(least) + 1 : 40000));
    for (const CountKernel* kernel : kernels) {
      std::vector<std::uint8_t> mine(count), expected(count);
      EXPECT_EQ(kernel->between(codes.data(), width, least, range, count, mine.data()),
                ScalarCountKernel().between(codes.data(), width, least, range, count, expected.data()));
      EXPECT_EQ(mine, expected);
      std::vector<std::uint8_t> looked(count), looked_expected(count);
      EXPECT_EQ(
          kernel->look_up(codes.data(), width, members.data(), count, looked.data()),
          ScalarCountKernel().look_up(codes.data(), width, members.data(), count, looked_expected.data()));
      EXPECT_EQ(looked, looked_expected);
      for (const bool both : {true, false}) {
        std::vector<std::uint8_t> into = mine, into_expected = mine;
        EXPECT_EQ(kernel->join(looked.data(), into.data(), count, both),
                  ScalarCountKernel().join(looked.data(), into_expected.data(), count, both));
        EXPECT_EQ(into, into_expected);
      }
    }
  }
}

}  // namespace
}  // namespace tacit::estimator

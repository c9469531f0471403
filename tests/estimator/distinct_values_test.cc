#include "src/estimator/table/distinct_values.h"

#include <gtest/gtest.h>

#include <bit>
#include <map>
#include <random>
#include <string>
#include <tuple>

#include "tests/estimator/made_rows.h"

namespace tacit::estimator {
namespace {

TEST(DistinctValues, NumbersThemAsTheyCome) {
  std::mt19937_64 random(1);
  DistinctValues values;
  std::map<std::tuple<Cell::Kind, std::string, std::uint64_t>, std::uint32_t> model;
  for (int i = 0; i < 200'000; ++i) {
    const std::uint64_t number = random() % (static_cast<std::uint64_t>(i) / 4 + 1);
    const std::string text = std::string(number % 40, 'x') + std::to_string(number);
    Cell cell;
    switch (random() % 4) {
      case 0: cell = IntegerCell(static_cast<std::int64_t>(number)); break;
      case 1: cell = RealCell(static_cast<double>(number) / 8); break;
      case 2: cell = TextCell(text); break;
      default: cell = TextCell(text, Cell::Kind::kBlob);
    }
    const std::uint64_t bits = cell.kind == Cell::Kind::kInteger ? static_cast<std::uint64_t>(cell.integer)
                                                                 : std::bit_cast<std::uint64_t>(cell.real);
    const auto expected = model.emplace(std::tuple(cell.kind, std::string(cell.bytes), bits),
                                        static_cast<std::uint32_t>(model.size()));
    const std::uint32_t found = values.NumberOf(cell);
    ASSERT_EQ(found, expected.first->second);
    const Cell back = values.at(found);
    ASSERT_EQ(back.kind, cell.kind);
    if (cell.kind == Cell::Kind::kInteger) {
      ASSERT_EQ(back.integer, cell.integer);
    } else if (cell.kind == Cell::Kind::kReal) {
      ASSERT_EQ(back.real, cell.real);
    } else {
      ASSERT_EQ(back.bytes, cell.bytes);
    }
  }
  EXPECT_EQ(values.size(), model.size());
  EXPECT_GT(values.memory_bytes(), model.size() * 8);
}

TEST(DistinctValues, TellAnEmptyTextFromOtherKindsOfNothing) {
  DistinctValues values;
  EXPECT_EQ(values.NumberOf(TextCell("")), 0U);
  EXPECT_EQ(values.NumberOf(TextCell("", Cell::Kind::kBlob)), 1U);
  EXPECT_EQ(values.NumberOf(TextCell(std::string_view("\0", 1))), 2U);
  EXPECT_EQ(values.NumberOf(IntegerCell(0)), 3U);
  EXPECT_EQ(values.NumberOf(RealCell(0)), 4U);
  EXPECT_EQ(values.NumberOf(TextCell(std::string_view("\0\0\0\0\0\0\0\0", 8))), 5U);
  EXPECT_EQ(values.NumberOf(TextCell("")), 0U);
}

}  // namespace
}  // namespace tacit::estimator

#include "tests/estimator/columns.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "src/estimator/table/value_order.h"

namespace tacit::estimator {
namespace {

std::int64_t RandomInteger(std::mt19937_64& random) {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
  const auto small = static_cast<std::int64_t>(random() % 64) - 32;
  switch (random() % 8) {
    case 0: return small >= 0 ? kMost - small : kLeast - small;
    case 1: return (std::int64_t{1} << 53) + small;
    case 2: return -(std::int64_t{1} << 53) + small;
    case 3: return static_cast<std::int64_t>(random());
    default: return small * static_cast<std::int64_t>(1 + random() % 3);
  }
}

double RandomReal(std::mt19937_64& random) {
  using Limits = std::numeric_limits<double>;
  static constexpr double kRare[] = {0.0,
                                     -0.0,
                                     Limits::quiet_NaN(),
                                     Limits::infinity(),
                                     -Limits::infinity(),
                                     Limits::max(),
                                     Limits::lowest(),
                                     Limits::denorm_min(),
                                     0x1p53,
                                     0x1p63,
                                     -0x1p63};
  switch (random() % 4) {
    case 0: return kRare[random() % std::size(kRare)];
    case 1: return static_cast<double>(RandomInteger(random));
    case 2: return static_cast<double>(RandomInteger(random) % 1'000) / 100;
    default: return std::ldexp(static_cast<double>(random()), static_cast<int>(random() % 100) - 50);
  }
}

std::string RandomBytes(std::mt19937_64& random) {
  static const std::string kBeginnings[] = {"",    "", "a", "https://example.org/", std::string(9, '\0'),
                                            "\xFF"};
  std::string bytes = kBeginnings[random() % std::size(kBeginnings)];
  for (std::size_t left = random() % 4; left > 0; --left) {
    bytes += random() % 2 == 0 ? static_cast<char>('a' + random() % 3) : static_cast<char>(random());
  }
  return bytes;
}

}  // namespace

Value RandomValue(ColumnType type, std::mt19937_64& random) {
  switch (type) {
    case ColumnType::kReal: return RandomReal(random);
    case ColumnType::kText: return RandomBytes(random);
    case ColumnType::kBlob: return Blob{RandomBytes(random)};
    case ColumnType::kBoolean: return static_cast<std::int64_t>(random() % 2);
    case ColumnType::kInteger:
    case ColumnType::kDate:
    case ColumnType::kTimestamp: break;
  }
  return RandomInteger(random);
}

MadeColumn RandomColumn(ColumnType type, std::size_t most_values, bool exact, std::mt19937_64& random) {
  std::vector<Value> values(random() % (most_values + 1));
  for (Value& value : values) value = RandomValue(type, random);
  const auto less = [](const Value& a, const Value& b) { return Compare(a, b) < 0; };
  std::sort(values.begin(), values.end(), less);
  const auto same = [](const Value& a, const Value& b) { return Compare(a, b) == 0; };
  values.erase(std::unique(values.begin(), values.end(), same), values.end());

  std::vector<MadeColumn::Entry> entries;
  std::vector<ColumnValues::Atom> atoms;
  for (const Value& value : values) {
    const auto rows = static_cast<std::int64_t>(random() % 4 == 0 ? random() % 100'000 : random() % 3) + 1;
    if (atoms.empty() || exact || random() % 4 == 0) {
      atoms.push_back({value, value, 1, rows});
    } else {
      atoms.back().last = value;
      ++atoms.back().distinct;
      atoms.back().rows += rows;
    }
    entries.push_back({value, rows, static_cast<std::uint32_t>(atoms.size() - 1)});
  }
  const auto nulls = static_cast<std::int64_t>(random() % 3 == 0 ? random() % 1'000 : 0);
  return {ColumnValues::Create("made", type, std::move(atoms), nulls).value(), std::move(entries)};
}

void ExpectSame(const ColumnValues& a, const ColumnValues& b) {
  EXPECT_EQ(a.name(), b.name());
  EXPECT_EQ(a.type(), b.type());
  EXPECT_EQ(a.null_rows(), b.null_rows());
  EXPECT_EQ(a.value_rows(), b.value_rows());
  EXPECT_EQ(a.distinct(), b.distinct());
  EXPECT_EQ(a.exact(), b.exact());
  ASSERT_EQ(a.atoms().size(), b.atoms().size());
  for (std::size_t i = 0; i < a.atoms().size(); ++i) {
    EXPECT_TRUE(Compare(a.atoms()[i].first, b.atoms()[i].first) == 0) << i;
    EXPECT_TRUE(Compare(a.atoms()[i].last, b.atoms()[i].last) == 0) << i;
    EXPECT_EQ(a.atoms()[i].first.index(), b.atoms()[i].first.index());
    EXPECT_EQ(a.atoms()[i].distinct, b.atoms()[i].distinct);
    EXPECT_EQ(a.atoms()[i].rows, b.atoms()[i].rows);
  }
}

}  // namespace tacit::estimator

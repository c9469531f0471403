// A column's bytes: there and back, and whatever else they hold.
#include <gtest/gtest.h>

#include <cstring>
#include <memory>

#include "src/estimator/table/values.h"
#include "src/estimator/table/varint.h"
#include "tests/estimator/columns.h"

namespace tacit::estimator {
namespace {

// Of bytes that end where memory does, as AddressSanitizer sees it.
Result<ColumnValues> Unpack(std::string_view bytes) {
  const auto own = std::make_unique<char[]>(bytes.size());
  if (!bytes.empty()) std::memcpy(own.get(), bytes.data(), bytes.size());
  std::string_view rest(own.get(), bytes.size());
  return UnpackValues(rest);
}

TEST(PackedValues, ComeBack) {
  std::mt19937_64 random(1);
  for (int round = 0; round < 2'000; ++round) {
    const ColumnType type = kTypes[static_cast<std::size_t>(round) % std::size(kTypes)];
    const ColumnValues values = RandomColumn(type, 100, random() % 2 == 0, random).values;
    const std::string packed = PackValues(values) + "what follows";
    std::string_view rest = packed;
    const Result<ColumnValues> back = UnpackValues(rest);
    ASSERT_TRUE(back.ok()) << back.status().message();
    ExpectSame(values, *back);
    EXPECT_EQ(rest, "what follows");
    EXPECT_EQ(PackValues(*back) + "what follows", packed);
  }
}

TEST(PackedValues, OfDecimalsAreSmallAndExact) {
  std::vector<ColumnValues::Atom> atoms;
  for (int i = -500; i < 500; ++i) {
    atoms.push_back({static_cast<double>(i) / 100, static_cast<double>(i) / 100, 1, 1});
  }
  const ColumnValues values = ColumnValues::Create("price", ColumnType::kReal, std::move(atoms), 0).value();
  const std::string packed = PackValues(values);
  EXPECT_LT(packed.size(), 2'050U);
  const ColumnValues back = Unpack(packed).value();
  for (std::size_t i = 0; i < 1'000; ++i) EXPECT_EQ(back.atoms()[i].first, values.atoms()[i].first);
}

TEST(PackedValues, ThatEndEarlyAreRefused) {
  std::mt19937_64 random(2);
  for (const ColumnType type : kTypes) {
    const std::string packed = PackValues(RandomColumn(type, 20, false, random).values);
    for (std::size_t size = 0; size < packed.size(); ++size) {
      const Result<ColumnValues> values = Unpack(std::string_view(packed).substr(0, size));
      ASSERT_FALSE(values.ok()) << Name(type) << ", " << size << " of " << packed.size();
      EXPECT_EQ(values.status().code(), StatusCode::kCorruption);
    }
  }
}

TEST(PackedValues, ThatWereChangedAreAColumnOrRefused) {
  std::mt19937_64 random(3);
  int taken = 0;
  for (int round = 0; round < 50'000; ++round) {
    const ColumnType type = kTypes[random() % std::size(kTypes)];
    std::string packed = PackValues(RandomColumn(type, 8, random() % 2 == 0, random).values);
    for (std::size_t left = 1 + random() % 3; left > 0; --left) {
      packed[random() % packed.size()] = static_cast<char>(random());
    }
    const Result<ColumnValues> values = Unpack(packed);
    if (!values.ok()) {
      ASSERT_EQ(values.status().code(), StatusCode::kCorruption);
      continue;
    }
    ++taken;
    const Result<ColumnValues> again = Unpack(PackValues(*values));
    ASSERT_TRUE(again.ok()) << again.status().message();
    ExpectSame(*values, *again);
  }
  EXPECT_GT(taken, 1'000) << "hardly any of the changed bytes came through: what is tested?";
}

// A column "c" of a type, with as many atoms as it says, and what follows.
std::string Forged(ColumnType type, std::uint64_t atoms, const std::string& rest) {
  std::string packed;
  PutVarint(packed, 1);
  packed += 'c';
  packed += static_cast<char>(type);
  packed += '\0';
  packed += '\1';
  PutVarint(packed, 0);
  PutVarint(packed, atoms);
  return packed + rest;
}

TEST(PackedValues, TakeNoMoreMemoryThanTheirBytesAreWorth) {
  EXPECT_FALSE(Unpack(Forged(ColumnType::kInteger, std::uint64_t{1} << 40U, "\1\1")).ok());
  EXPECT_FALSE(Unpack(Forged(ColumnType::kInteger, ~std::uint64_t{0}, "")).ok());
  // A text of a megabyte, and after it texts that share all of it.
  std::string rest;
  PutVarint(rest, 0);
  PutVarint(rest, 1 << 20);
  rest += std::string(1 << 20, 'x') + '\1';
  for (int i = 0; i < 10'000; ++i) {
    PutVarint(rest, static_cast<std::uint64_t>((1 << 20) + i));
    rest += "\1x\1";
  }
  const Result<ColumnValues> values = Unpack(Forged(ColumnType::kText, 10'001, rest));
  ASSERT_FALSE(values.ok());
  EXPECT_EQ(values.status().code(), StatusCode::kCorruption);
}

TEST(Varint, ComesBackOrIsRefused) {
  for (unsigned shift = 0; shift < 64; ++shift) {
    for (const std::uint64_t value :
         {std::uint64_t{1} << shift, (std::uint64_t{1} << shift) - 1, ~std::uint64_t{0} >> shift}) {
      std::string bytes;
      PutVarint(bytes, value);
      std::string_view rest = bytes;
      EXPECT_EQ(TakeVarint(rest), value);
      EXPECT_TRUE(rest.empty());
      EXPECT_EQ(UnZigZag(ZigZag(value)), value);
      rest = std::string_view(bytes).substr(0, bytes.size() - 1);
      EXPECT_EQ(TakeVarint(rest), std::nullopt);
    }
  }
  std::string_view too_long = "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x02";
  EXPECT_EQ(TakeVarint(too_long), std::nullopt) << "65 bits";
  EXPECT_EQ(ZigZag(static_cast<std::uint64_t>(std::int64_t{-1})), 1U);
}

}  // namespace
}  // namespace tacit::estimator

// Tuples of random columns: their codes' order against the order that SQL gives the tuples.
#include "tacit/tuple_code.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "tests/encoder/domain_laws.h"

namespace tacit::encoder {
namespace {

using ::testing::HasSubstr;

TupleCode MadeTuple(std::vector<TupleField> fields) {
  Result<TupleCode> tuple = TupleCode::Make(std::move(fields));
  EXPECT_TRUE(tuple.ok()) << tuple.status().message();
  return *std::move(tuple);
}

// A domain with some of its values in their order.
struct Sample {
  DomainCode code;
  std::vector<Value> values;
};

std::vector<Sample> Samples() {
  std::vector<Value> integers;
  for (std::int64_t i = -4; i <= 4; ++i) integers.emplace_back(i);
  return {
      {DomainCode::Boolean(), {false, true}},
      {Made(DomainCode::Enum({"open", "shut", "gone"}, EnumOrder::kDeclared)), {"open", "shut", "gone"}},
      {Made(DomainCode::Integers(-4, 4)), integers},
      {Made(DomainCode::Integers(INT64_MIN, INT64_MAX)),
       {INT64_MIN, std::int64_t{-1}, std::int64_t{0}, INT64_MAX}},
      {Made(DomainCode::Integers(7, 7)), {std::int64_t{7}}},
      {DomainCode::Dates(), {"0001-01-01", "1999-12-31", "2000-01-01", "9999-12-31"}},
      {RubyFormat(R"(\A[ab]{0,9}\z)"), {"", "a", "aa", "aaaaaaaaa", "aab", "ab", "b", "ba", "bbbbbbbbb"}},
      {RubyFormat(R"(\A[a-z]*\z)"), {"", "a", "aa", "aab", "b", "z", "zz", "zzzzzzzzzzzzzzzzzzzzzzzzzz"}},
      {DomainCode::AnyText(), {"", "\x01", "\x01\x01", "a", "ab", "b", "\xFF", "\xFF\xFF"}},
      {DomainCode::AnyBytes(),
       {Blob{""}, Blob{std::string(1, '\0')}, Blob{std::string(2, '\0')}, Blob{std::string("\0\1", 2)},
        Blob{"\1"}, Blob{"\xFF"}, Blob{"\xFF\xFF"}}},
  };
}

// A field, and the rank of each of its sample's values; that of NULL is the last.
struct Field {
  TupleField field;
  std::vector<Value> values;
};

// The order of SQL, written down once more: less, equal or greater.
int Compare(const Field& field, std::size_t a, std::size_t b) {
  if (a == b) return 0;
  const std::size_t null = field.values.size() - 1;
  if (a == null || b == null) return (a == null) == (field.field.nulls == NullOrder::kFirst) ? -1 : 1;
  return (a < b) != field.field.descending ? -1 : 1;
}

class RandomTuples {
 public:
  explicit RandomTuples(std::uint64_t seed) : random_(seed) {
    static const std::vector<Sample> kSamples = Samples();
    std::vector<TupleField> fields;
    for (std::uint64_t i = 1 + random_() % 5; i > 0; --i) {
      const Sample& sample = kSamples[random_() % kSamples.size()];
      Field field{.field = {.code = sample.code,
                            .descending = random_() % 2 == 0,
                            .nulls = static_cast<NullOrder>(random_() % 3)},
                  .values = sample.values};
      field.values.emplace_back();
      fields.push_back(field.field);
      fields_.push_back(std::move(field));
    }
    tuple_ = MadeTuple(std::move(fields));
  }

  [[nodiscard]] const TupleCode& tuple() const { return *tuple_; }
  std::vector<std::size_t> Ranks() {
    std::vector<std::size_t> ranks;
    for (const Field& field : fields_) {
      const std::size_t nulls = field.field.nulls == NullOrder::kNoNulls ? 1 : 0;
      ranks.push_back(random_() % (field.values.size() - nulls));
    }
    return ranks;
  }
  [[nodiscard]] Row RowOf(const std::vector<std::size_t>& ranks) const {
    Row row;
    for (std::size_t i = 0; i < ranks.size(); ++i) row.push_back(fields_[i].values[ranks[i]]);
    return row;
  }
  [[nodiscard]] int CompareRanks(const std::vector<std::size_t>& a, const std::vector<std::size_t>& b) const {
    for (std::size_t i = 0; i < a.size(); ++i) {
      if (const int order = Compare(fields_[i], a[i], b[i]); order != 0) return order;
    }
    return 0;
  }

 private:
  std::mt19937_64 random_;
  std::vector<Field> fields_;
  std::optional<TupleCode> tuple_;
};

int Sign(int number) { return (number > 0) - (number < 0); }

TEST(TupleCode, CodesHaveTheTuplesOrder) {
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    RandomTuples tuples(seed);
    std::vector<std::vector<std::size_t>> ranks;
    std::vector<std::string> codes;
    for (int i = 0; i < 40; ++i) {
      ranks.push_back(tuples.Ranks());
      const Row row = tuples.RowOf(ranks.back());
      codes.push_back(tuples.tuple().Encode(row).value());
      ASSERT_EQ(tuples.tuple().Decode(codes.back()).value(), row);
      ASSERT_GE(codes.back().size(), tuples.tuple().min_bytes());
      ASSERT_LE(codes.back().size(), tuples.tuple().max_bytes().value_or(SIZE_MAX));
    }
    for (std::size_t i = 0; i < codes.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        ASSERT_EQ(Sign(codes[i].compare(codes[j])), tuples.CompareRanks(ranks[i], ranks[j]))
            << "seed " << seed;
      }
    }
  }
}

TEST(TupleCode, NearBytesAreNoCodesOrThoseOfOtherTuples) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    RandomTuples tuples(seed);
    const std::string code = tuples.tuple().Encode(tuples.RowOf(tuples.Ranks())).value();
    std::vector<std::string> near = {code + '\0', code + '\xFF', code.substr(0, code.size() / 2)};
    for (std::size_t bit = 0; bit < code.size() * 8; ++bit) {
      near.push_back(code);
      near.back()[bit / 8] = static_cast<char>(near.back()[bit / 8] ^ (1 << (bit % 8)));
    }
    for (const std::string& bytes : near) {
      const Result<Row> row = tuples.tuple().Decode(bytes);
      if (row.ok()) {
        ASSERT_EQ(tuples.tuple().Encode(*row).value(), bytes) << "seed " << seed;
      } else {
        ASSERT_EQ(row.status().code(), StatusCode::kCorruption);
      }
    }
  }
}

TEST(TupleCode, TheTuplesOfAPrefixAreARange) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    RandomTuples tuples(seed);
    std::vector<std::vector<std::size_t>> ranks;
    for (int i = 0; i < 30; ++i) ranks.push_back(tuples.Ranks());
    for (std::size_t count = 0; count <= ranks[0].size(); ++count) {
      for (const auto& sought : ranks) {
        const Row row = tuples.RowOf(sought);
        const auto range = tuples.tuple().EncodePrefix({row.data(), count}).value();
        for (const auto& other : ranks) {
          const std::string code = tuples.tuple().Encode(tuples.RowOf(other)).value();
          const bool inside = code >= range.low && (!range.high || code < *range.high);
          const auto end = static_cast<std::ptrdiff_t>(count);
          ASSERT_EQ(inside, std::equal(sought.begin(), sought.begin() + end, other.begin()))
              << "seed " << seed;
        }
      }
    }
  }
}

TEST(TupleCode, FieldsArePackedWithoutGaps) {
  const DomainCode four = Made(DomainCode::Enum({"a", "b", "c", "d"}));
  const TupleCode enums = MadeTuple({{four}, {four}, {four}});
  EXPECT_EQ(enums.max_bytes(), 1U);
  EXPECT_EQ(enums.Encode(Row{"d", "a", "c"}).value(), "\xC8");

  const TupleCode booleans = MadeTuple(std::vector<TupleField>(8, {DomainCode::Boolean()}));
  EXPECT_EQ(booleans.max_bytes(), 1U);
  EXPECT_EQ(booleans.Encode(Row{true, false, true, false, true, false, true, true}).value(), "\xAB");

  const TupleCode mixed = MadeTuple({{DomainCode::Boolean()},
                                     {Made(DomainCode::Integers(0, 127))},
                                     {RubyFormat(R"(\A[0-9a-f]{40}\z)")},
                                     {DomainCode::Uuid()}});
  EXPECT_EQ(mixed.min_bytes(), 37U);
  EXPECT_EQ(mixed.max_bytes(), 37U);

  const TupleCode one = MadeTuple({{Made(DomainCode::Integers(7, 7))}});
  EXPECT_EQ(one.max_bytes(), 0U);
  EXPECT_EQ(one.Encode(Row{std::int64_t{7}}).value(), "");
  EXPECT_EQ(one.Decode("").value(), Row{std::int64_t{7}});
}

TEST(TupleCode, NullsStandWhereTheFieldSays) {
  const DomainCode code = Made(DomainCode::Integers(0, 3));
  for (const bool descending : {false, true}) {
    const TupleCode first = MadeTuple({{code, descending, NullOrder::kFirst}});
    const TupleCode last = MadeTuple({{code, descending, NullOrder::kLast}});
    for (std::int64_t i = 0; i <= 3; ++i) {
      EXPECT_LT(first.Encode(Row{{}}).value(), first.Encode(Row{i}).value());
      EXPECT_GT(last.Encode(Row{{}}).value(), last.Encode(Row{i}).value());
    }
    EXPECT_EQ(first.min_bytes(), 1U);
  }
}

TEST(TupleCode, WrongRowsAreRefused) {
  const TupleCode tuple = MadeTuple({{DomainCode::Boolean()}, {Made(DomainCode::Integers(1, 5))}});
  const auto message = [&](const Row& row) {
    const Status status = tuple.Encode(row).status();
    EXPECT_EQ(status.code(), StatusCode::kInvalidArgument);
    return status.message();
  };
  EXPECT_THAT(message({true}), HasSubstr("expected 2 values; found 1"));
  EXPECT_THAT(message({true, std::int64_t{1}, {}}), HasSubstr("expected 2 values; found 3"));
  EXPECT_THAT(message({true, std::int64_t{6}}), HasSubstr("field 2: expected integers from 1 to 5; found 6"));
  EXPECT_THAT(message({{}, std::int64_t{1}}), HasSubstr("field 1: expected false and true; found NULL"));
  EXPECT_THAT(tuple.EncodePrefix(Row{true, std::int64_t{1}, {}}).status().message(), HasSubstr("at most 2"));
  EXPECT_FALSE(tuple.EncodePrefix(Row{std::int64_t{1}}).ok());
  EXPECT_FALSE(TupleCode::Make({}).ok());
}

}  // namespace
}  // namespace tacit::encoder

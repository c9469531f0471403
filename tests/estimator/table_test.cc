#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "src/estimator/table/coded_table.h"
#include "src/estimator/table/distinct_values.h"
#include "tests/estimator/tables.h"

namespace tacit::estimator {
namespace {

TEST(CodeTableTest, CodesEachValueInOrder) {
  Random random(1);
  for (int round = 0; round < 30; ++round) {
    const MadeTable made = MakeTable(random, 6, 500, 1 + Draw(random, 60));
    const CodedTable table = Coded(made);
    EXPECT_EQ(table.rows, 500);
    EXPECT_EQ(table.coded_rows, 500);
    for (std::size_t column = 0; column < 6; ++column) {
      const CodedColumn& coded = table.columns[column];
      std::map<std::uint32_t, std::int64_t> counts;
      for (std::size_t row = 0; row < made.rows.size(); ++row) {
        const Value& value = made.rows[row][column];
        ++counts[coded.codes[row]];
        if (IsNull(value)) {
          EXPECT_EQ(coded.codes[row], coded.values.atoms().size());
        } else {
          EXPECT_EQ(coded.values.AtomOf(value), coded.codes[row]);
        }
      }
      for (std::size_t atom = 0; atom < coded.values.atoms().size(); ++atom) {
        EXPECT_EQ(coded.values.atoms()[atom].rows, counts[static_cast<std::uint32_t>(atom)]);
      }
      EXPECT_EQ(coded.values.value_rows() + coded.values.null_rows(), 500);
    }
  }
}

TEST(CodeTableTest, TakesRunsWhereValuesAreTooMany) {
  Random random(2);
  MadeTable made;
  made.names = {"many"};
  for (int i = 0; i < 5000; ++i)
    made.rows.push_back({std::int64_t{Draw(random, 4) == 0 ? 77 : Draw(random, 100000)}});
  CodeOptions options;
  options.max_atoms = 100;
  const CodedTable table = Coded(made, options);
  const ColumnValues& values = table.columns[0].values;
  EXPECT_LE(values.atoms().size(), 100U);
  EXPECT_GT(values.atoms().size(), 30U);
  EXPECT_FALSE(values.exact());
  EXPECT_EQ(values.value_rows(), 5000);
  const ColumnValues::Range often = values.Find(std::int64_t{77});
  const double rows = values.RowsBelow(often.end) - values.RowsBelow(often.begin);
  EXPECT_NEAR(rows, 1250, 120) << "a frequent value stays by itself";
  for (std::size_t row = 0; row < made.rows.size(); ++row) {
    EXPECT_EQ(values.AtomOf(made.rows[row][0]), table.columns[0].codes[row]);
  }
}

TEST(CodeTableTest, SamplesWhatIsLargerThanItsMemory) {
  MadeTable made;
  made.names = {"row", "half"};
  const std::int64_t rows = 400'000;
  for (std::int64_t i = 0; i < rows; ++i) made.rows.push_back({i, i % 2});
  CodeOptions options;
  options.memory_bytes = 1 << 20;
  const CodedTable table = Coded(made, options);
  EXPECT_EQ(table.rows, rows);
  ASSERT_LT(table.coded_rows, rows / 4);
  ASSERT_GT(table.coded_rows, 2'000);
  // The half is exact, as its values fit; of the other the sample is spread evenly.
  EXPECT_EQ(table.columns[1].values.atoms()[0].rows, rows / 2);
  const ColumnValues& values = table.columns[0].values;
  EXPECT_EQ(values.value_rows(), rows);
  for (int part = 1; part < 10; ++part) {
    const double below = values.RowsBelow(values.Find(rows * part / 10).begin);
    EXPECT_NEAR(below / static_cast<double>(rows), part / 10.0, 0.03);
  }
  const CodedTable again = Coded(made, options);
  EXPECT_EQ(again.columns[0].codes, table.columns[0].codes);
}

TEST(CodeTableTest, SaysWhatIsWrong) {
  MadeTable made;
  made.names = {"a", "b"};
  MadeRows none(made);
  EXPECT_EQ(CodeTable(none, {}).status().code(), StatusCode::kInvalidArgument);
  made.rows.push_back({std::int64_t{1}, std::int64_t{2}});
  CodeOptions options;
  options.columns = {"c"};
  MadeRows source(made);
  const Status missing = CodeTable(source, options).status();
  EXPECT_NE(missing.message().find("no column 'c'; there are a, b"), std::string::npos) << missing.message();
  options.columns = {"b", "b"};
  EXPECT_FALSE(CodeTable(source, options).ok());
}

TEST(CodeTableTest, EntropyIsThatOfDistinctRows) {
  MadeTable made;
  made.names = {"a", "b"};
  for (int i = 0; i < 64; ++i) made.rows.push_back({std::int64_t{i % 8}, std::int64_t{i % 2}});
  EXPECT_NEAR(EntropyBits(Coded(made)), 3, 1e-9);
}

TEST(DistinctValuesTest, NumbersEachValueOnce) {
  Random random(3);
  DistinctValues values;
  std::map<std::string, std::uint32_t> expected;
  for (int i = 0; i < 20000; ++i) {
    const std::string text =
        std::to_string(Draw(random, 3000)) + std::string(static_cast<std::size_t>(Draw(random, 3)) * 7, 'x');
    Cell cell;
    cell.kind = Cell::Kind::kText;
    cell.bytes = text;
    const std::uint32_t number = values.NumberOf(cell);
    EXPECT_EQ(expected.try_emplace(text, number).first->second, number);
    EXPECT_EQ(values.at(number).bytes, text);
  }
  EXPECT_EQ(values.size(), expected.size());
  Cell one;
  one.kind = Cell::Kind::kInteger;
  one.integer = 1;
  const std::uint32_t integer = values.NumberOf(one);
  one.kind = Cell::Kind::kText;
  one.bytes = std::string_view("\1\0\0\0\0\0\0\0", 8);
  EXPECT_NE(values.NumberOf(one), integer) << "values of two kinds are two";
}

}  // namespace
}  // namespace tacit::estimator

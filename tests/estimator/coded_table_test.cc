// Tables as codes, against their rows.
#include "src/estimator/table/coded_table.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <random>

#include "src/estimator/table/value_order.h"
#include "tests/estimator/made_rows.h"

namespace tacit::estimator {
namespace {

// One column, of these cells.
Result<CodedTable> Code(const std::vector<Cell>& cells, const CodeOptions& options = {},
                        const std::string& type = "") {
  MadeRows rows(
      {{"c", type}}, static_cast<std::int64_t>(cells.size()),
      [&](std::int64_t number, std::vector<Cell>& row) { row[0] = cells[static_cast<std::size_t>(number)]; });
  return CodeTable(rows, options);
}

Result<CodedTable> CodeTexts(const std::vector<std::string>& texts, const std::string& type = "") {
  std::vector<Cell> cells;
  for (const std::string& text : texts) cells.push_back(text == "NULL" ? Cell() : TextCell(text));
  return Code(cells, {}, type);
}

std::int64_t Rows(const ColumnValues& values) { return values.value_rows() + values.null_rows(); }

TEST(CodedTable, KnowsEachRow) {
  std::mt19937_64 random(1);
  for (int round = 0; round < 300; ++round) {
    const std::int64_t rows = 1 + static_cast<std::int64_t>(random() % 300);
    const std::uint64_t spread = 1 + random() % 100;
    std::vector<std::int64_t> integers;
    std::vector<std::string> texts;
    for (std::int64_t i = 0; i < rows; ++i) {
      integers.push_back(static_cast<std::int64_t>(random() % spread) - 20);
      texts.push_back(random() % 10 == 0 ? "NULL" : "t" + std::to_string(random() % spread));
    }
    MadeRows source({{"number", ""}, {"text", ""}}, rows, [&](std::int64_t number, std::vector<Cell>& row) {
      const auto at = static_cast<std::size_t>(number);
      row[0] = IntegerCell(integers[at]);
      if (texts[at] != "NULL") row[1] = TextCell(texts[at]);
    });
    const CodedTable table = CodeTable(source, {}).value();
    ASSERT_EQ(table.rows, rows);
    ASSERT_EQ(table.coded_rows, rows);
    const ColumnValues& number = table.columns[0].values;
    const ColumnValues& text = table.columns[1].values;
    EXPECT_EQ(number.type(), ColumnType::kInteger);
    EXPECT_EQ(Rows(number), rows);
    EXPECT_EQ(Rows(text), rows);
    EXPECT_EQ(text.null_rows(), std::count(texts.begin(), texts.end(), "NULL"));
    std::map<std::int64_t, std::int64_t> counts;
    for (const std::int64_t integer : integers) ++counts[integer];
    ASSERT_EQ(number.atoms().size(), counts.size());
    for (const ColumnValues::Atom& atom : number.atoms()) {
      ASSERT_EQ(atom.rows, counts[std::get<std::int64_t>(atom.first)]);
    }
    for (std::size_t i = 0; i < texts.size(); ++i) {
      ASSERT_EQ(number.atoms()[table.columns[0].codes[i]].first, Value(integers[i]));
      const std::uint32_t code = table.columns[1].codes[i];
      if (texts[i] == "NULL") {
        ASSERT_EQ(code, text.atoms().size());
      } else {
        ASSERT_EQ(text.atoms()[code].first, Value(texts[i]));
      }
    }
  }
}

TEST(CodedTable, FindsTypes) {
  const auto type_of = [](const Result<CodedTable>& table) { return table.value().columns[0].values.type(); };
  EXPECT_EQ(type_of(CodeTexts({"1", "NULL", "-2"})), ColumnType::kInteger);
  EXPECT_EQ(type_of(CodeTexts({"1", "2"}, "VARCHAR(9)")), ColumnType::kText) << "SQL compares them as texts";
  EXPECT_EQ(type_of(CodeTexts({"007", "8"})), ColumnType::kText);
  EXPECT_EQ(type_of(CodeTexts({"1", "2.5"})), ColumnType::kReal);
  EXPECT_EQ(type_of(CodeTexts({"12345678901234567890"}, "numeric(20,0)")), ColumnType::kReal);
  EXPECT_EQ(type_of(CodeTexts({"12345678901234567890"})), ColumnType::kText);
  EXPECT_EQ(type_of(CodeTexts({"2001-01-01", "NULL"})), ColumnType::kDate);
  EXPECT_EQ(type_of(CodeTexts({"2001-01-01 00:00:00+00"}, "timestamptz")), ColumnType::kTimestamp);
  EXPECT_EQ(type_of(CodeTexts({"true", "false"}, "boolean")), ColumnType::kBoolean);
  EXPECT_EQ(type_of(CodeTexts({"NULL", "NULL"})), ColumnType::kText);
  EXPECT_EQ(type_of(CodeTexts({"", "1"})), ColumnType::kText);

  EXPECT_EQ(type_of(Code({IntegerCell(1), RealCell(0.5)})), ColumnType::kReal);
  EXPECT_EQ(type_of(Code({IntegerCell(1), TextCell("2")})), ColumnType::kText);
  EXPECT_EQ(type_of(Code({IntegerCell(1), TextCell("x", Cell::Kind::kBlob)})), ColumnType::kBlob);
}

TEST(CodedTable, MeetsDifferentWaysToWriteAValue) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const auto column = [](const Result<CodedTable>& table) { return table.value().columns[0]; };
  const CodedColumn reals = column(CodeTexts({"1.0", "1.00", "1", "-0.0", "0.0", "nan", "NaN", "-7.5"}));
  EXPECT_EQ(reals.values.distinct(), 4);
  EXPECT_EQ(reals.codes, (std::vector<std::uint32_t>{2, 2, 2, 1, 1, 3, 3, 0}));
  const CodedColumn numbers =
      column(Code({RealCell(-0.0), IntegerCell(0), RealCell(nan), RealCell(0.0), RealCell(-nan)}));
  EXPECT_EQ(numbers.codes, (std::vector<std::uint32_t>{0, 0, 1, 0, 1}));
  const CodedColumn moments =
      column(CodeTexts({"2001-01-01 12:00:00Z", "2001-01-01T13:00+01", "2001-01-01 11:59:59.9999999"}));
  EXPECT_EQ(moments.codes, (std::vector<std::uint32_t>{1, 1, 0}));
  // Numbers among texts are the texts that they are written as, however small.
  const CodedColumn mixed =
      column(Code({IntegerCell(1), TextCell("1"), RealCell(1e-10), RealCell(2e-10), TextCell("x")}));
  EXPECT_EQ(mixed.values.distinct(), 4);
  EXPECT_EQ(mixed.codes[0], mixed.codes[1]);
  EXPECT_NE(mixed.codes[2], mixed.codes[3]);
}

TEST(CodedTable, OrdersLongTextsByAllTheirBytes) {
  std::mt19937_64 random(2);
  std::vector<std::string> texts;
  for (int i = 0; i < 2'000; ++i) {
    std::string text(random() % 12, 'a');
    for (char& c : text) c = static_cast<char>(random() % 3 == 0 ? random() : 'a');
    texts.push_back("x" + text);
  }
  const CodedTable table = CodeTexts(texts).value();  // Create refuses values that do not rise
  for (std::size_t i = 0; i < texts.size(); ++i) {
    ASSERT_EQ(table.columns[0].values.atoms()[table.columns[0].codes[i]].first, Value(texts[i]));
  }
}

TEST(CodedTable, TakesTheColumnsThatAreNamed) {
  const auto code = [](std::vector<std::string> columns) {
    MadeRows rows({{"a", ""}, {"b", ""}, {"c", ""}}, 3, [](std::int64_t number, std::vector<Cell>& row) {
      row[0] = IntegerCell(number);
      row[1] = RealCell(static_cast<double>(number) + 0.5);
      row[2] = TextCell("x");
    });
    CodeOptions options;
    options.columns = std::move(columns);
    return CodeTable(rows, options);
  };
  const CodedTable table = code({"c", "a"}).value();
  ASSERT_EQ(table.columns.size(), 2U);
  EXPECT_EQ(table.columns[0].values.name(), "c");
  EXPECT_EQ(table.columns[0].values.type(), ColumnType::kText);
  EXPECT_EQ(table.columns[1].values.name(), "a");
  EXPECT_EQ(table.columns[1].codes, (std::vector<std::uint32_t>{0, 1, 2}));
  EXPECT_EQ(code({}).value().columns.size(), 3U);
  EXPECT_EQ(code({"a", "d"}).status().message(), "made: no column 'd'; there are a, b, c");
  EXPECT_EQ(code({"a", "a"}).status().message(), "made: the column 'a' is named twice");
  EXPECT_EQ(code({"d"}).status().code(), StatusCode::kInvalidArgument);
}

TEST(CodedTable, SaysWhatItCannot) {
  EXPECT_EQ(Code(std::vector<Cell>()).status().message(), "made: no rows: a model needs at least one");
  CodeOptions options;
  options.max_atoms = 15;
  EXPECT_EQ(Code({IntegerCell(1)}, options).status().code(), StatusCode::kInvalidArgument);

  const auto fill = [](std::int64_t number, std::vector<Cell>& row) { row[0] = IntegerCell(number); };
  MadeRows broken({{"c", ""}}, 10, fill);
  broken.FailAtTheEnd(Status::Corruption("broken"));
  EXPECT_EQ(CodeTable(broken, {}).status().message(), "broken");

  MadeRows many({{"c", ""}}, 1'000'000, fill);
  CodeOptions impatient;
  double last = 0;
  impatient.progress = [&](double share) {
    EXPECT_GT(share, last);
    last = share;
    return share < 0.5;
  };
  const Result<CodedTable> given_up = CodeTable(many, impatient);
  EXPECT_EQ(given_up.status().code(), StatusCode::kResourceExhausted);
  EXPECT_TRUE(last >= 0.5 && last < 0.6) << last;
}

TEST(CodedTable, MakesRunsOfManyValues) {
  constexpr std::int64_t kRows = 300'000;
  for (const std::uint32_t atoms : {24U, 100U, 4'096U}) {
    MadeRows rows({{"c", ""}}, kRows, [](std::int64_t number, std::vector<Cell>& row) {
      // A fifth of the rows has one value; the others each their own.
      row[0] = IntegerCell(number % 5 == 0 ? 424'242 : number * 7'919 % 1'000'003);
    });
    CodeOptions options;
    options.max_atoms = atoms;
    const CodedTable table = CodeTable(rows, options).value();
    const ColumnValues& values = table.columns[0].values;
    EXPECT_LE(values.atoms().size(), atoms);
    EXPECT_GT(values.atoms().size(), atoms / 4);
    EXPECT_FALSE(values.exact());
    EXPECT_EQ(values.value_rows(), kRows);
    EXPECT_NEAR(static_cast<double>(values.distinct()), 0.8 * kRows + 1, 1);
    const std::uint32_t frequent = values.AtomOf(std::int64_t{424'242}).value();
    EXPECT_EQ(values.atoms()[frequent].distinct, 1);
    EXPECT_NEAR(static_cast<double>(values.atoms()[frequent].rows), 0.2 * kRows, 1);
    for (std::int64_t number = 0; number < kRows; ++number) {
      const std::int64_t value = number % 5 == 0 ? 424'242 : number * 7'919 % 1'000'003;
      ASSERT_EQ(values.AtomOf(value), table.columns[0].codes[static_cast<std::size_t>(number)]);
    }
    // Half of the range has half of what is spread over it.
    const double below = values.RowsBelow(values.Find(std::int64_t{212'121}).begin);
    EXPECT_NEAR(below, 0.8 * kRows * 0.2121, 0.8 * kRows / atoms * 4);
  }
}

TEST(CodedTable, KeepsLongTextsWithinAColumnsBytes) {
  std::mt19937_64 random(3);
  std::vector<std::string> texts;
  for (int i = 0; i < 3'000; ++i) {
    std::string text(1'000, ' ');
    for (char& c : text) c = static_cast<char>('a' + random() % 26);
    texts.push_back(std::move(text));
  }
  std::vector<Cell> cells;
  for (const std::string& text : texts) cells.push_back(TextCell(text));
  CodeOptions options;
  options.max_column_bytes = 100'000;
  const CodedTable table = Code(cells, options).value();
  const ColumnValues& values = table.columns[0].values;
  EXPECT_LE(PackValues(values).size(), 100'000U);
  EXPECT_GT(PackValues(values).size(), 50'000U) << "what is allowed is made use of";
  EXPECT_EQ(values.distinct(), 3'000);
  for (std::size_t i = 0; i < texts.size(); ++i)
    ASSERT_EQ(values.AtomOf(texts[i]), table.columns[0].codes[i]);
  options.max_column_bytes = 0;
  EXPECT_TRUE(Code(cells, options).value().columns[0].values.exact());
  options.max_column_bytes = 1'000;
  EXPECT_LE(Code(cells, options).value().columns[0].values.atoms().size(), 16U)
      << "no fewer than 16 are asked for";
}

TEST(CodedTable, RefusesValuesThatNoModelCouldHold) {
  const std::string long_text(std::size_t{3} << 20, 'x');
  std::vector<std::string> texts(40, long_text);
  for (std::size_t i = 0; i < texts.size(); ++i) texts[i] += static_cast<char>('a' + i);
  const Result<CodedTable> table = CodeTexts(texts);
  ASSERT_FALSE(table.ok());
  EXPECT_EQ(table.status().message(),
            "made: column c: its values are too long for a model: name the other columns");
}

// A table that does not fit: `part` of 20 each row is in, a text of its own, and a seldom NULL.
MadeRows LongRows(std::int64_t rows, std::size_t text_bytes) {
  return {{{"part", ""}, {"text", ""}, {"seldom", ""}},
          rows,
          [=, text = std::string()](std::int64_t number, std::vector<Cell>& row) mutable {
            text.assign(text_bytes, 'x');
            text += std::to_string(number * 7'919 % rows);
            row[0] = IntegerCell(number * 20 / rows);
            row[1] = TextCell(text);
            if (number % 10 != 0) row[2] = IntegerCell(number % 10);
          }};
}

TEST(CodedTable, SamplesUniformlyWhatDoesNotFit) {
  // Too many rows; and rows with values that are too long, of which part is given up again and again.
  for (const std::size_t text_bytes : {std::size_t{0}, std::size_t{200}}) {
    constexpr std::int64_t kRows = 100'000;
    std::vector<double> seen(20);
    double all = 0;
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
      MadeRows rows = LongRows(kRows, text_bytes);
      CodeOptions options;
      options.memory_bytes = 2 << 20;
      options.seed = seed;
      const Result<CodedTable> coded = CodeTable(rows, options);
      ASSERT_TRUE(coded.ok()) << coded.status().message();
      const CodedTable& table = *coded;
      ASSERT_EQ(table.rows, kRows);
      ASSERT_LT(table.coded_rows, kRows / 2);
      ASSERT_GT(table.coded_rows, 500);
      for (const CodedColumn& column : table.columns) {
        ASSERT_EQ(column.codes.size(), static_cast<std::size_t>(table.coded_rows));
        ASSERT_EQ(Rows(column.values), kRows);
      }
      // A column of few values is counted over all rows.
      for (const ColumnValues::Atom& atom : table.columns[0].values.atoms()) ASSERT_EQ(atom.rows, kRows / 20);
      ASSERT_EQ(table.columns[2].values.null_rows(), kRows / 10);
      for (const std::uint32_t code : table.columns[0].codes) ++seen[code];
      all += static_cast<double>(table.coded_rows);
    }
    // Chi-square with 19 degrees of freedom is below 43.8 but once in a thousand.
    double chi = 0;
    for (const double count : seen) chi += (count - all / 20) * (count - all / 20) / (all / 20);
    EXPECT_LT(chi, 43.8) << text_bytes;
    EXPECT_GT(chi, 1) << "too even for chance";
  }
}

TEST(CodedTable, HoldsNoMoreThanItsMemory) {
  MadeRows rows = LongRows(200'000, 1'000);
  CodeOptions options;
  options.memory_bytes = 8 << 20;
  const CodedTable table = CodeTable(rows, options).value();
  EXPECT_LT(table.coded_rows * 1'000, options.memory_bytes);
  EXPECT_GT(table.coded_rows * 1'000, options.memory_bytes / 16);

  MadeRows too_long = LongRows(3'000, 10'000);
  options.memory_bytes = 1 << 20;
  const Result<CodedTable> none = CodeTable(too_long, options);
  ASSERT_FALSE(none.ok());
  EXPECT_EQ(none.status().code(), StatusCode::kResourceExhausted);
  EXPECT_NE(none.status().message().find("1048576 bytes of memory"), std::string::npos)
      << none.status().message();
}

TEST(CodedTable, IsTheSameForTheSameSeed) {
  const auto code = [](std::uint64_t seed) {
    MadeRows rows = LongRows(50'000, 50);
    CodeOptions options;
    options.memory_bytes = 1 << 20;
    options.seed = seed;
    return CodeTable(rows, options).value();
  };
  const CodedTable a = code(1);
  const CodedTable b = code(1);
  const CodedTable c = code(2);
  for (std::size_t i = 0; i < a.columns.size(); ++i) {
    EXPECT_EQ(a.columns[i].codes, b.columns[i].codes);
    EXPECT_EQ(PackValues(a.columns[i].values), PackValues(b.columns[i].values));
  }
  EXPECT_NE(a.columns[0].codes, c.columns[0].codes);
}

TEST(CodedTable, ScalesWhatASampleShows) {
  constexpr std::int64_t kRows = 200'000;
  // A tenth NULL, a fifth one text, the others each their own: too many to count.
  MadeRows rows({{"c", ""}}, kRows,
                [text = std::string()](std::int64_t number, std::vector<Cell>& row) mutable {
                  if (number % 10 == 0) return;
                  text = number % 10 <= 2 ? "frequent" : "own" + std::to_string(number * 7'919 % 1'000'003);
                  row[0] = TextCell(text);
                });
  CodeOptions options;
  options.memory_bytes = 1 << 20;
  const CodedTable table = CodeTable(rows, options).value();
  ASSERT_LT(table.coded_rows, kRows / 10);
  const ColumnValues& values = table.columns[0].values;
  EXPECT_EQ(Rows(values), kRows);
  const auto near = [&](std::int64_t count, double share) {
    const double deviation = std::sqrt(share * (1 - share) / static_cast<double>(table.coded_rows));
    EXPECT_NEAR(static_cast<double>(count) / kRows, share, 5 * deviation);
  };
  near(values.null_rows(), 0.1);
  const std::uint32_t frequent = values.AtomOf(std::string("frequent")).value();
  EXPECT_EQ(values.atoms()[frequent].distinct, 1);
  near(values.atoms()[frequent].rows, 0.2);
  // Values of their own are in runs, and the sample does not show each.
  const double factor = static_cast<double>(kRows) / static_cast<double>(table.coded_rows);
  EXPECT_NEAR(static_cast<double>(values.distinct()), 0.7 * kRows, 0.1 * kRows);
  std::int64_t greatest = 0;
  for (const ColumnValues::Atom& atom : values.atoms()) {
    if (atom.distinct > 1) greatest = std::max(greatest, atom.rows);
  }
  EXPECT_LT(static_cast<double>(greatest), 40 * factor) << "what rounding leaves is not heaped on one run";
}

TEST(CodedTable, FindsTypesInRowsThatItDoesNotKeep) {
  for (const std::int64_t odd : {std::int64_t{3}, std::int64_t{123'456}, std::int64_t{199'999}}) {
    MadeRows rows({{"c", ""}}, 200'000,
                  [=, text = std::string()](std::int64_t number, std::vector<Cell>& row) mutable {
                    text = number == odd ? "n/a" : std::to_string(number);
                    row[0] = TextCell(text);
                  });
    CodeOptions options;
    options.memory_bytes = 1 << 20;
    const CodedTable table = CodeTable(rows, options).value();
    EXPECT_LT(table.coded_rows, 200'000);
    EXPECT_EQ(table.columns[0].values.type(), ColumnType::kText) << odd;
  }
}

TEST(EntropyBits, AreThoseOfTheRows) {
  std::mt19937_64 random(4);
  for (int round = 0; round < 50; ++round) {
    constexpr std::int64_t kRows = 1'000;
    std::map<std::pair<std::int64_t, std::int64_t>, double> counts;
    MadeRows rows({{"a", ""}, {"b", ""}}, kRows, [&](std::int64_t, std::vector<Cell>& row) {
      const auto a = static_cast<std::int64_t>(random() % 10);
      const auto b = static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(1 + round));
      row[0] = IntegerCell(a);
      if (b > 0) row[1] = IntegerCell(b);
      ++counts[{a, b}];
    });
    const double bits = EntropyBits(CodeTable(rows, {}).value());
    double expected = 0;
    for (const auto& [row, count] : counts) expected -= count / kRows * std::log2(count / kRows);
    EXPECT_NEAR(bits, expected, 1e-9);
  }
}

}  // namespace
}  // namespace tacit::estimator

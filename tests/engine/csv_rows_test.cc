#include "src/engine/csv_rows.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <unistd.h>

#include "tests/engine/told_rows.h"

namespace tacit {
namespace {

std::string Csv(std::string_view text, const CsvOptions& options = {}) {
  return ToldRows(engine::OpenCsvBytes(text, "t.csv", options));
}

TEST(CsvRowsTest, ReadsFieldsAsTheyStand) {
  EXPECT_EQ(Csv("a,b\n1,2\n"), "1|2|\n");
  EXPECT_EQ(Csv("a,b\r\n1,2\r\n3,4"), "1|2|\n3|4|\n");
  EXPECT_EQ(Csv("\xEF\xBB\xBF"
                "a,b\n1,\n"),
            "1|~|\n");
  EXPECT_EQ(Csv("a,b\n\"x,\"\"y\"\"\n\",\" z \"\n"), "x,\"y\"\n| z |\n");
  EXPECT_EQ(Csv("a,b\n x , y \n"), " x | y |\n");
  EXPECT_EQ(Csv("a,b\n\"\",\n"), "|~|\n") << "an empty text is no NULL";
  EXPECT_EQ(Csv("a;b\n1;NULL\n", {.separator = ';', .null_text = "NULL"}), "1|~|\n");
  EXPECT_EQ(Csv("a;b\n\"NULL\";\n", {.separator = ';', .null_text = "NULL"}), "NULL||\n");
  EXPECT_EQ(Csv(std::string_view("a,b\nx\0y,\0\n", 10)), std::string_view("x\0y|\0|\n", 7));
  EXPECT_EQ(Csv("a,b\n"), "");
  EXPECT_EQ(Csv("a"), "");
  EXPECT_EQ(Csv("\xEF\xBB\xBF\"a,b\"\n1\n"), "1|\n");
}

TEST(CsvRowsTest, TakesALineOfNothingForARowOfOneColumn) {
  EXPECT_EQ(Csv("a\n1\n\n2\n\n"), "1|\n~|\n2|\n~|\n");
  EXPECT_EQ(Csv("a,b\n\n1,2\r\n\r\n\n3,4\n\n"), "1|2|\n3|4|\n");
  EXPECT_EQ(Csv("a,b\n\"\"\n"), "failed: t.csv:2: expected 2 fields, found 1");
}

TEST(CsvRowsTest, SaysWhereItIsWrong) {
  EXPECT_EQ(Csv(""), "refused: t.csv: empty; expected a first line that names the columns");
  EXPECT_EQ(Csv("a,\n1,2\n"), "refused: t.csv:1: column 2 has no name");
  EXPECT_EQ(Csv("a,a\n1,2\n"), "refused: t.csv:1: two columns are named 'a'");
  EXPECT_EQ(Csv("a,b\n1,2\n3\n"), "1|2|\nfailed: t.csv:3: expected 2 fields, found 1");
  EXPECT_EQ(Csv("a,b\n\"x\ny\",2\n\n3,4,5,6\n"), "x\ny|2|\nfailed: t.csv:5: expected 2 fields, found 4");
  EXPECT_EQ(Csv("a,b\n1,2\n3,\"x\n"),
            "1|2|\nfailed: t.csv:3: expected a quote that closes this one, found the end of the file");
  EXPECT_EQ(Csv("a,\"b\n"),
            "refused: t.csv:1: expected a quote that closes this one, found the end of the file");
  EXPECT_EQ(Csv("a,b\n1,x\"y\n"),
            "failed: t.csv:2: expected a quote around a whole field, found one inside a field");
  EXPECT_NE(Csv("a\n" + std::string(1'001, 'x') + "\n",
                {.separator = ',', .null_text = "", .max_field_bytes = 1'000})
                .find("failed: t.csv:2: expected a field of 1000 bytes at most"),
            std::string::npos);
  EXPECT_EQ(Csv("a\n" + std::string(1'000, 'x') + "\n",
                {.separator = ',', .null_text = "", .max_field_bytes = 1'000}),
            std::string(1'000, 'x') + "|\n");
  EXPECT_NE(Csv(std::string_view("\xFF\xFE"
                                 "a\0",
                                 4))
                .find("t.csv:1: expected UTF-8, found UTF-16"),
            std::string::npos);
  EXPECT_NE(Csv(std::string_view("a,b\0c\n", 7)).find("a NUL byte in the name of column 2"),
            std::string::npos);
  EXPECT_NE(Csv("a", {.separator = '"'}).find("a separator is neither"), std::string::npos);
  EXPECT_NE(Csv(std::string(100'000, ',')).find("t.csv:1: expected 65536 fields at most"), std::string::npos);
}

TEST(CsvRowsTest, StaysWhereItFailed) {
  auto source = engine::OpenCsvBytes("a,b\n1\n3,4\n", "t.csv", {}).value();
  std::vector<Cell> row;
  for (int i = 0; i < 3; ++i) {
    const Result<bool> more = source->Next(row);
    ASSERT_FALSE(more.ok());
    EXPECT_EQ(more.status().code(), StatusCode::kInvalidArgument);
  }
  auto ended = engine::OpenCsvBytes("a\n1\n", "t.csv", {}).value();
  EXPECT_TRUE(ended->Next(row).value());
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(ended->Next(row).value());
}

TEST(CsvRowsTest, ReadsCompressedFilesByTheirContent) {
  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("tacit_csv_" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  const std::string plain = folder / "t.csv";
  std::string text = "a,b\n";
  for (int i = 0; i < 100'000; ++i) text += std::to_string(i) + ",x" + std::to_string(i * 7 % 1000) + "\n";
  std::ofstream(plain) << text;
  const std::string expected = ToldRows(OpenCsv(plain));
  EXPECT_TRUE(expected.starts_with("0|x0|\n1|x7|\n"));
  for (const char* tool : {"gzip", "xz", "zstd -q", "bzip2"}) {
    const std::string packed = folder / "packed";  // no ending tells it
    ASSERT_EQ(std::system((std::string(tool) + " -c " + plain + " > " + packed).c_str()), 0)
        << "cmake/setup installs " << tool;
    EXPECT_EQ(ToldRows(OpenCsv(packed)), expected) << tool;
    const auto size = std::filesystem::file_size(packed);
    for (const auto left : {size - 1, size - 9, size / 2, size / 3, std::uintmax_t{20}}) {
      std::filesystem::resize_file(packed, left);
      Result<std::unique_ptr<RowSource>> source = OpenCsv(packed);
      std::vector<Cell> row;
      Result<bool> more = true;
      while (source.ok() && more.ok() && *more) more = (*source)->Next(row);
      ASSERT_FALSE(source.ok() && more.ok()) << tool << ", " << left << " of " << size;
      const Status failure = source.ok() ? more.status() : source.status();
      EXPECT_EQ(failure.code(), StatusCode::kCorruption) << failure.message();
      EXPECT_NE(failure.message().find("the file is broken or was cut off"), std::string::npos)
          << tool << failure.message();
    }
  }
  EXPECT_NE(ToldRows(OpenCsv(folder)).find("a folder"), std::string::npos);
  EXPECT_NE(ToldRows(OpenCsv(folder / "none")).find("no such file"), std::string::npos);
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace tacit

#include "src/engine/csv_rows.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <unistd.h>

#include "tacit/connection.h"

namespace tacit {
namespace {

// Rows as text: fields between bars, NULL as ~.
std::string All(Result<std::unique_ptr<RowSource>> source) {
  if (!source.ok()) return "refused: " + source.status().message();
  std::string all;
  std::vector<Cell> row;
  while (true) {
    const Result<bool> more = (*source)->Next(row);
    if (!more.ok()) return all + "failed: " + more.status().message();
    if (!*more) return all;
    for (const Cell& cell : row) {
      all += cell.kind == Cell::Kind::kNull      ? "~"
             : cell.kind == Cell::Kind::kInteger ? "i" + std::to_string(cell.integer)
             : cell.kind == Cell::Kind::kReal    ? "r" + std::to_string(cell.real)
                                                 : std::string(cell.bytes);
      all += "|";
    }
    all += "\n";
  }
}

std::string Csv(std::string_view text, const CsvOptions& options = {}) {
  return All(engine::OpenCsvBytes(text, "t.csv", options));
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
  EXPECT_EQ(Csv("a,b\n"), "");
}

TEST(CsvRowsTest, SaysWhereItIsWrong) {
  EXPECT_EQ(Csv(""), "refused: t.csv: empty; expected a first line that names the columns");
  EXPECT_EQ(Csv("a,\n1,2\n"), "refused: t.csv:1: column 2 has no name");
  EXPECT_EQ(Csv("a,a\n1,2\n"), "refused: t.csv:1: two columns are named 'a'");
  EXPECT_EQ(Csv("a,b\n1,2\n3\n"), "1|2|\nfailed: t.csv: record 3: expected 2 fields, found 1");
  EXPECT_NE(Csv("a,b\n1,2\n3,\"x\n").find("t.csv:4: expected CSV, found a quote that is not closed"),
            std::string::npos)
      << Csv("a,b\n1,2\n3,\"x\n");
  EXPECT_NE(Csv("a,b\n1,x\"y\n").find("t.csv:2: expected CSV"), std::string::npos) << Csv("a,b\n1,x\"y\n");
  EXPECT_NE(Csv("a\n" + std::string(5000, 'x'), {.separator = ',', .null_text = "", .max_field_bytes = 1000})
                .find("1000 bytes"),
            std::string::npos);
}

TEST(CsvRowsTest, ReadsCompressedFilesByTheirContent) {
  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("tacit_csv_" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  const std::string plain = folder / "t.csv";
  std::string text = "a,b\n";
  for (int i = 0; i < 100'000; ++i) text += std::to_string(i) + ",x" + std::to_string(i * 7 % 1000) + "\n";
  std::ofstream(plain) << text;
  const std::string expected = All(OpenCsv(plain));
  EXPECT_TRUE(expected.starts_with("0|x0|\n1|x7|\n"));
  for (const char* tool : {"gzip", "xz", "zstd -q", "bzip2"}) {
    const std::string packed = folder / "packed";  // no ending tells it
    if (std::system(("command -v " + std::string(tool) + " >/dev/null").c_str()) != 0) continue;
    ASSERT_EQ(std::system((std::string(tool) + " -c " + plain + " > " + packed).c_str()), 0);
    EXPECT_EQ(All(OpenCsv(packed)), expected) << tool;
    std::filesystem::resize_file(packed, std::filesystem::file_size(packed) / 2);
    const std::string broken = All(OpenCsv(packed));
    EXPECT_NE(broken.find("the file is broken or was cut off"), std::string::npos)
        << tool << broken.substr(broken.size() - 100);
  }
  EXPECT_NE(All(OpenCsv(folder)).find("a folder"), std::string::npos);
  EXPECT_NE(All(OpenCsv(folder / "none")).find("no such file"), std::string::npos);
  std::filesystem::remove_all(folder);
}

TEST(TableRowsTest, StreamsATableOfSqlite) {
  const std::string file =
      std::filesystem::temp_directory_path() / ("tacit_rows_" + std::to_string(::getpid()) + ".db");
  std::filesystem::remove(file);
  {
    auto connection = Connection::Open("sqlite:" + file, Connection::Access::kCreate);
    ASSERT_TRUE(connection.ok());
    ASSERT_TRUE((*connection)
                    ->Execute("CREATE TABLE \"T t\" (a integer, b varchar(9), c real); INSERT INTO \"T t\" "
                              "VALUES (1, 'x', 0.5), (NULL, '', 2); "
                              "CREATE VIEW v AS SELECT b FROM \"T t\"")
                    .ok());
    auto rows = OpenTable(**connection, "T t");
    ASSERT_TRUE(rows.ok()) << rows.status().message();
    EXPECT_EQ((*rows)->columns()[1].type, "varchar");  // SQLite keeps no lengths
    EXPECT_EQ((*rows)->expected_rows(), 2);
  }
  EXPECT_EQ(All(OpenRowSource("sqlite:" + file + "#T t")), "i1|x|r0.500000|\n~||r2.000000|\n");
  EXPECT_EQ(All(OpenRowSource("sqlite:" + file + "#v")), "x|\n|\n");
  EXPECT_NE(All(OpenRowSource("sqlite:" + file + "#none")).find("none"), std::string::npos);
  EXPECT_NE(All(OpenRowSource("sqlite:" + file)).find("expected URL#table"), std::string::npos);
  std::filesystem::remove(file);
}

}  // namespace
}  // namespace tacit

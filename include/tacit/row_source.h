// The rows of a table, streamed: what a model is trained on.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tacit/connection.h"
#include "tacit/export.h"
#include "tacit/status.h"

namespace tacit {

// One value of a row that is being read. Text and blobs are views into the source, until its next call.
struct Cell {
  enum class Kind : std::uint8_t { kNull, kInteger, kReal, kText, kBlob };

  Kind kind = Kind::kNull;
  std::int64_t integer = 0;
  double real = 0;
  std::string_view bytes;  // of kText and kBlob
};

struct SourceColumn {
  std::string name;
  // As the catalogue of the database writes it ("timestamp", "varchar(60)"); empty where nothing says it, as
  // in a CSV file: then all its cells are text or NULL, and who reads them finds the type.
  std::string type;
};

// Thread safety: a source belongs to one thread.
class TACIT_EXPORT RowSource {
 public:
  virtual ~RowSource() = default;
  RowSource(const RowSource&) = delete;
  RowSource& operator=(const RowSource&) = delete;

  // What messages call it: the path, or the URL (without password) and table.
  [[nodiscard]] virtual const std::string& name() const = 0;
  [[nodiscard]] virtual const std::vector<SourceColumn>& columns() const = 0;
  // About how many rows there are, for progress; -1: nothing says it.
  [[nodiscard]] virtual std::int64_t expected_rows() const = 0;
  // The next row into `row`, which gets one cell per column; false at the end. After an error or the end, so
  // every later call. Errors: InvalidArgument (a row with another number of fields, a quote that is not
  // closed: names the line), Corruption (a compressed file that is broken or ends early), Io.
  [[nodiscard]] virtual Result<bool> Next(std::vector<Cell>& row) = 0;

 protected:
  RowSource() = default;
};

struct CsvOptions {
  char separator = ',';
  // A field of this text, without quotes, is NULL. An empty field in quotes is the empty text.
  std::string null_text;
  std::int64_t max_field_bytes = 16 << 20;  // a longer field is InvalidArgument
};

// A CSV file (RFC 4180: quotes, doubled quotes, line breaks inside quotes; LF or CRLF) whose first line names
// the columns; plain, or compressed by gzip, xz, zstd or bzip2, which the bytes tell, not the name. A byte
// order mark is skipped, and so are lines of nothing where there are two columns or more; of one column they
// are rows. Errors: NotFound; InvalidArgument (empty file, a column without a name or with another's,
// UTF-16); Corruption; Io.
[[nodiscard]] TACIT_EXPORT Result<std::unique_ptr<RowSource>> OpenCsv(const std::string& path,
                                                                      const CsvOptions& options = {});

// A table or view, read by a cursor of its own, a batch at a time; the connection lives as long as the
// source, is in no transaction, and runs nothing else meanwhile. Numbers that need more than a double come as
// text. Errors: NotFound (no such table); as Connection::Run.
[[nodiscard]] TACIT_EXPORT Result<std::unique_ptr<RowSource>> OpenTable(Connection& connection,
                                                                        std::string_view table);

// "FILE.csv" (in any compression that OpenCsv reads) or "URL#table". Errors: as OpenCsv; Connection::Open;
// OpenTable; InvalidArgument (a URL without a table).
[[nodiscard]] TACIT_EXPORT Result<std::unique_ptr<RowSource>> OpenRowSource(const std::string& where);

}  // namespace tacit

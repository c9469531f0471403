#include "src/engine/csv_rows.h"

#include <cstdint>
#include <new>
#include <unordered_set>
#include <utility>

#include "src/base/status_macros.h"
#include "src/engine/compressed_file.h"
#include "src/engine/csv_scanner.h"

namespace tacit::engine {
namespace {

constexpr std::size_t kMostColumns = 65'536;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

class CsvRows : public RowSource {
 public:
  CsvRows(CompressedFile file, std::string name, const CsvOptions& options)
      : file_(std::move(file)),
        name_(std::move(name)),
        options_(options),
        scanner_([this] { return NextBlock(); }, options.separator) {}

  Status Begin() {
    if (options_.separator == '"' || options_.separator == '\r' || options_.separator == '\n' ||
        options_.max_field_bytes < 1) {
      return Status::InvalidArgument(
          name_ + ": a separator is neither a quote nor a line end, and a field has a byte or more");
    }
    TACIT_RETURN_IF_ERROR(ReadBeginning());
    const auto most = static_cast<std::size_t>(options_.max_field_bytes);
    scanner_.SetLimits({most, most, kMostColumns});
    TACIT_RETURN_IF_ERROR(ReadNames());
    // Records of other numbers of fields are read to their end, so that messages tell the number.
    scanner_.SetLimits(
        {most, most > SIZE_MAX / columns_.size() ? SIZE_MAX : most * columns_.size(), kMostColumns});
    return Status::Ok();
  }

  const std::string& name() const override { return name_; }
  const std::vector<SourceColumn>& columns() const override { return columns_; }

  // From the share of the file that was read so far.
  std::int64_t expected_rows() const override {
    const std::int64_t read = file_.read_bytes();
    if (read <= 0 || rows_ < 100) return -1;
    return static_cast<std::int64_t>(static_cast<double>(rows_) * static_cast<double>(file_.file_bytes()) /
                                     static_cast<double>(read));
  }

  Result<bool> Next(std::vector<Cell>& row) override try {
    if (!failure_.ok()) return failure_;
    const Result<bool> next = NextRow();
    if (!next.ok()) return failure_ = next.status();
    if (!*next) return false;
    ++rows_;
    row.resize(columns_.size());
    for (std::size_t i = 0; i < row.size(); ++i) {
      const CsvScanner::Field& field = scanner_.fields()[i];
      row[i] = {};
      if (!field.quoted && field.bytes == options_.null_text) continue;
      row[i].kind = Cell::Kind::kText;
      row[i].bytes = field.bytes;
    }
    return true;
  } catch (const std::bad_alloc&) {
    return failure_ = Status::ResourceExhausted(name_ + ": no memory for a record");
  }

 private:
  // Enough of the file to say what it is.
  Status ReadBeginning() {
    while (beginning_.size() < kByteOrderMark.size()) {
      TACIT_ASSIGN_OR_RETURN(const std::string_view block, file_.Next());
      if (block.empty()) break;
      beginning_ += block;
    }
    std::string_view text = beginning_;
    if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
      return Status::InvalidArgument(name_ + ":1: expected UTF-8, found UTF-16: convert it, as iconv does");
    }
    if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
    first_block_ = text;
    return Status::Ok();
  }

  Result<std::string_view> NextBlock() {
    if (!first_block_.empty()) return std::exchange(first_block_, {});
    return file_.Next();
  }

  Status ReadNames() {
    const Result<bool> first = NextRecord();
    if (!first.ok()) return first.status();
    if (!*first)
      return Status::InvalidArgument(name_ + ": empty; expected a first line that names the columns");
    std::unordered_set<std::string_view> names;
    for (const CsvScanner::Field& field : scanner_.fields()) {
      const std::string number = std::to_string(columns_.size() + 1);
      if (field.bytes.empty())
        return Status::InvalidArgument(name_ + ":1: column " + number + " has no name");
      if (field.bytes.find('\0') != std::string_view::npos) {
        return Status::InvalidArgument(
            name_ + ":1: expected a text file, found a NUL byte in the name of column " + number);
      }
      if (!names.insert(field.bytes).second) {
        return Status::InvalidArgument(name_ + ":1: two columns are named '" + std::string(field.bytes) +
                                       "'");
      }
      columns_.push_back({std::string(field.bytes), {}});
    }
    return Status::Ok();
  }

  Result<bool> NextRecord() {
    Result<bool> next = scanner_.Next();
    // What is wrong with the file names it; what is wrong with CSV begins with the line.
    if (next.ok() || next.status().code() != StatusCode::kInvalidArgument) return next;
    return Status::InvalidArgument(name_ + ":" + next.status().message());
  }

  Result<bool> NextRow() {
    while (true) {
      Result<bool> next = NextRecord();
      if (!next.ok() || !*next) return next;
      const std::vector<CsvScanner::Field>& fields = scanner_.fields();
      if (fields.size() == columns_.size()) return true;
      // Nothing is a value of a table of one column, but no row of a wider one.
      if (fields.size() == 1 && fields[0].bytes.empty() && !fields[0].quoted) continue;
      return Status::InvalidArgument(name_ + ":" + std::to_string(scanner_.line()) + ": expected " +
                                     std::to_string(columns_.size()) + " fields, found " +
                                     std::to_string(fields.size()));
    }
  }

  CompressedFile file_;
  std::string name_;
  CsvOptions options_;
  std::string beginning_;
  std::string_view first_block_;
  CsvScanner scanner_;
  std::vector<SourceColumn> columns_;
  std::int64_t rows_ = 0;
  Status failure_;
};

Result<std::unique_ptr<RowSource>> Begin(Result<CompressedFile> file, const std::string& name,
                                         const CsvOptions& options) {
  if (!file.ok()) return file.status();
  auto rows = std::make_unique<CsvRows>(std::move(*file), name, options);
  TACIT_RETURN_IF_ERROR(rows->Begin());
  return std::unique_ptr<RowSource>(std::move(rows));
}

}  // namespace

Result<std::unique_ptr<RowSource>> OpenCsvBytes(std::string_view bytes, std::string name,
                                                const CsvOptions& options) try {
  return Begin(CompressedFile::OpenBytes(bytes, name), name, options);
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted("no memory to open a CSV file");
}

}  // namespace tacit::engine

namespace tacit {

Result<std::unique_ptr<RowSource>> OpenCsv(const std::string& path, const CsvOptions& options) try {
  return engine::Begin(engine::CompressedFile::Open(path), path, options);
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted(path + ": no memory to open it");
}

}  // namespace tacit

#include "src/engine/csv_rows.h"

#include <csv.h>

#include <algorithm>
#include <new>
#include <utility>

#include "src/base/status_macros.h"
#include "src/engine/compressed_file.h"

namespace tacit::engine {
namespace {

struct FreeParser {
  void operator()(csv_parser* parser) const {
    csv_free(parser);
    delete parser;
  }
};

// Rows that one block of the file ended, one field after another.
struct Rows {
  struct Field {
    std::size_t begin = 0;
    std::size_t size = 0;
    bool null = false;
  };
  std::string bytes;
  std::vector<Field> fields;
  std::vector<std::size_t> ends;  // of each row, in fields

  void Clear() {
    bytes.clear();
    fields.clear();
    ends.clear();
  }
};

int KeepSpaces(unsigned char) { return 0; }

class CsvRows : public RowSource {
 public:
  CsvRows(CompressedFile file, std::string name, const CsvOptions& options)
      : file_(std::move(file)), name_(std::move(name)), options_(options), parser_(new csv_parser) {
    if (csv_init(parser_.get(), CSV_STRICT | CSV_STRICT_FINI | CSV_EMPTY_IS_NULL) != 0)
      throw std::bad_alloc();
    csv_set_delim(parser_.get(), static_cast<unsigned char>(options.separator));
    csv_set_space_func(parser_.get(), KeepSpaces);
  }

  Status ReadNames() {
    Result<bool> first = NextRow();
    if (!first.ok()) return first.status();
    if (!*first)
      return Status::InvalidArgument(name_ + ": empty; expected a first line that names the columns");
    for (std::size_t i = 0; i < RowSize(); ++i) {
      std::string name(BytesOf(i));
      if (i == 0 && name.starts_with("\xEF\xBB\xBF")) name.erase(0, 3);
      if (name.empty())
        return Status::InvalidArgument(name_ + ":1: column " + std::to_string(i + 1) + " has no name");
      for (const SourceColumn& other : columns_) {
        if (other.name == name)
          return Status::InvalidArgument(name_ + ":1: two columns are named '" + name + "'");
      }
      columns_.push_back({std::move(name), {}});
    }
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
    const Result<bool> next = NextRow();
    if (!next.ok() || !*next) return next;
    if (RowSize() != columns_.size()) {
      return failure_ = Status::InvalidArgument(name_ + ": record " + std::to_string(rows_) + ": expected " +
                                                std::to_string(columns_.size()) + " fields, found " +
                                                std::to_string(RowSize()));
    }
    row.resize(columns_.size());
    for (std::size_t i = 0; i < row.size(); ++i) {
      const Rows::Field& field = batch_.fields[begin_ + i];
      const std::string_view bytes = BytesOf(i);
      const bool null = options_.null_text.empty() ? field.null : bytes == options_.null_text;
      row[i] = {};
      row[i].kind = null ? Cell::Kind::kNull : Cell::Kind::kText;
      if (!null) row[i].bytes = bytes;
    }
    return true;
  } catch (const std::bad_alloc&) {
    return Status::ResourceExhausted(name_ + ": no memory for a record");
  }

 private:
  [[nodiscard]] std::size_t RowSize() const { return batch_.ends[at_ - 1] - begin_; }
  [[nodiscard]] std::string_view BytesOf(std::size_t field) const {
    const Rows::Field& place = batch_.fields[begin_ + field];
    return std::string_view(batch_.bytes).substr(place.begin, place.size);
  }

  static void OnField(void* bytes, std::size_t size, void* self) {
    auto* rows = static_cast<CsvRows*>(self);
    Rows& batch = rows->batch_;
    batch.fields.push_back({batch.bytes.size(), size, bytes == nullptr});
    if (bytes != nullptr) batch.bytes.append(static_cast<const char*>(bytes), size);
  }
  static void OnRow(int, void* self) {
    Rows& batch = static_cast<CsvRows*>(self)->batch_;
    batch.ends.push_back(batch.fields.size());
  }

  Result<bool> NextRow() {
    while (at_ == batch_.ends.size()) {
      if (!failure_.ok()) return failure_;
      if (done_) return false;
      TACIT_RETURN_IF_ERROR(ReadBatch());
    }
    begin_ = at_ == 0 ? 0 : batch_.ends[at_ - 1];
    ++at_;
    ++rows_;
    return true;
  }

  Status ReadBatch() {
    // Fields of a row that is not ended stay.
    const std::size_t open = batch_.ends.empty() ? 0 : batch_.ends.back();
    Rows rest;
    for (std::size_t i = open; i < batch_.fields.size(); ++i) {
      const Rows::Field& field = batch_.fields[i];
      rest.fields.push_back({rest.bytes.size(), field.size, field.null});
      rest.bytes.append(batch_.bytes, field.begin, field.size);
    }
    batch_ = std::move(rest);
    at_ = 0;
    const Result<std::string_view> block = file_.Next();
    if (!block.ok()) return failure_ = block.status();
    if (block->empty()) {
      done_ = true;
      if (csv_fini(parser_.get(), OnField, OnRow, this) != 0)
        failure_ = Malformed("a quote that is not closed");
      return Status::Ok();
    }
    const std::size_t parsed = csv_parse(parser_.get(), block->data(), block->size(), OnField, OnRow, this);
    lines_ += static_cast<std::int64_t>(
        std::count(block->begin(), block->begin() + static_cast<std::ptrdiff_t>(parsed), '\n'));
    if (parsed != block->size()) {
      failure_ = csv_error(parser_.get()) == CSV_EPARSE
                     ? Malformed("a quote inside a field, or text after a closing quote")
                     : Status::ResourceExhausted(name_ + ": no memory for a field");
    } else if (static_cast<std::int64_t>(parser_->entry_pos) > options_.max_field_bytes) {
      failure_ = Malformed("a field of more than " + std::to_string(options_.max_field_bytes) +
                           " bytes (a quote that is not closed?)");
    }
    return Status::Ok();
  }

  [[nodiscard]] Status Malformed(const std::string& found) const {
    return Status::InvalidArgument(name_ + ":" + std::to_string(lines_ + 1) + ": expected CSV, found " +
                                   found);
  }

  CompressedFile file_;
  std::string name_;
  CsvOptions options_;
  std::unique_ptr<csv_parser, FreeParser> parser_;
  std::vector<SourceColumn> columns_;
  Rows batch_;
  std::size_t at_ = 0;     // rows of the batch that were given
  std::size_t begin_ = 0;  // the row at hand, in fields
  std::int64_t rows_ = 0;
  std::int64_t lines_ = 0;
  bool done_ = false;
  Status failure_;
};

Result<std::unique_ptr<RowSource>> Begin(Result<CompressedFile> file, const std::string& name,
                                         const CsvOptions& options) {
  if (!file.ok()) return file.status();
  auto rows = std::make_unique<CsvRows>(std::move(*file), name, options);
  TACIT_RETURN_IF_ERROR(rows->ReadNames());
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

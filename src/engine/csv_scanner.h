// The records of CSV, from bytes that come in blocks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "tacit/status.h"

namespace tacit::engine {

// RFC 4180, and what files have besides: LF alone ends a record too, the last one needs no end, and a line of
// nothing is a record of one empty field. Strict where a lenient reader would guess: a quote stands around a
// whole field or, doubled, inside one that has them; a carriage return outside of quotes stands before a line
// feed. Other bytes, NUL among them, are a field's own. Thread safety: belongs to one thread.
class CsvScanner {
 public:
  struct Field {
    std::string_view bytes;  // until the next record is read
    bool quoted = false;
  };
  struct Limits {
    std::size_t field_bytes = 0;
    std::size_t record_bytes = 0;
    std::size_t fields = 0;
  };
  // The next bytes, until the next call; empty at the end.
  using NextBlock = std::function<Result<std::string_view>()>;

  CsvScanner(NextBlock next_block, char separator);

  void SetLimits(const Limits& limits) { limits_ = limits; }

  // The next record; false at the end. Not to be called after an error. Errors: InvalidArgument, which begins
  // with the line and a colon (bytes that are no CSV; more than the limits allow); those of NextBlock.
  [[nodiscard]] Result<bool> Next();
  [[nodiscard]] const std::vector<Field>& fields() const { return fields_; }
  // Where the record began, from 1.
  [[nodiscard]] std::int64_t line() const { return record_line_; }

 private:
  enum class State : std::uint8_t {
    kFieldBegin,
    kPlain,
    kQuoted,
    kAfterQuote,  // inside of quotes: another quote doubles it, anything else ends the field
    kAfterReturn
  };
  struct Place {
    std::size_t begin = 0;
    bool quoted = false;
  };

  // Goes on until the block or the record ends; true where the record did.
  [[nodiscard]] Result<bool> Scan();
  [[nodiscard]] Result<bool> ScanBegin();
  [[nodiscard]] Result<bool> ScanPlain();
  [[nodiscard]] Result<bool> ScanQuoted();
  [[nodiscard]] Result<bool> ScanAfterQuote();
  [[nodiscard]] Result<bool> ScanAfterReturn();
  // At the byte that ends a field: true where it ends the record.
  [[nodiscard]] Result<bool> EndField();
  [[nodiscard]] Status Take(std::size_t size);
  [[nodiscard]] Status EndFile();
  void EndRecord();
  [[nodiscard]] static Status Wrong(std::int64_t line, const std::string& what);

  NextBlock next_block_;
  char separator_;
  bool special_[256] = {};  // bytes that a plain field cannot hold
  Limits limits_;

  std::string_view block_;  // what of it is left
  State state_ = State::kFieldBegin;
  std::string bytes_;  // of the record's fields, unquoted
  std::vector<Place> places_;
  std::vector<Field> fields_;
  std::int64_t line_ = 1;
  std::int64_t record_line_ = 1;
  std::int64_t quote_line_ = 1;  // where the last quote opened
  bool begun_ = false;           // the record has a byte
  bool done_ = false;
};

}  // namespace tacit::engine

// Records of comma-separated values (RFC 4180), quoted fields over several lines included.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tacit::workload {

class CsvReader {
 public:
  explicit CsvReader(std::string_view text) : rest_(text) {}

  // False at the end. A quoted field that is not closed ends with the text. A record of more than a megabyte
  // has no fields.
  bool Next(std::vector<std::string>* fields);
  // Of the record's first line, from 1.
  [[nodiscard]] int line() const { return line_; }

 private:
  std::string_view rest_;
  int line_ = 0;
  int lines_before_ = 0;
};

}  // namespace tacit::workload

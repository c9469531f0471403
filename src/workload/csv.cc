#include "src/workload/csv.h"

#include "src/workload/text.h"

namespace tacit::workload {

bool CsvReader::Next(std::vector<std::string>* fields) {
  fields->clear();
  if (rest_.empty()) return false;
  line_ = lines_before_ + 1;
  std::string field;
  std::size_t bytes = 0;
  const auto keep = [&](char c) {
    if (++bytes <= kMaxLineBytes) field += c;
  };
  bool quoted = false;
  std::size_t i = 0;
  for (; i < rest_.size(); ++i) {
    const char c = rest_[i];
    lines_before_ += c == '\n' ? 1 : 0;
    if (quoted) {
      if (c != '"') {
        keep(c);
      } else if (i + 1 < rest_.size() && rest_[i + 1] == '"') {
        keep(c);
        ++i;
      } else {
        quoted = false;
      }
    } else if (c == '"') {
      quoted = true;
    } else if (c == ',') {
      fields->push_back(std::move(field));
      field.clear();
    } else if (c == '\n') {
      break;
    } else if (c != '\r') {
      keep(c);
    }
  }
  rest_.remove_prefix(i < rest_.size() ? i + 1 : rest_.size());
  fields->push_back(std::move(field));
  if (bytes > kMaxLineBytes) fields->clear();
  return true;
}

}  // namespace tacit::workload

// pg_stat_statements: one row for a query with its calls and times. As CSV with a header (`\copy ... csv
// header`), as psql prints it, or as JSON objects: one a line, or a list of them.
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "src/workload/csv.h"
#include "src/workload/formats.h"
#include "src/workload/text.h"

namespace tacit::workload {
namespace {

using Json = nlohmann::json;

// Names of the view's columns; older versions of PostgreSQL leave out "exec".
constexpr std::array<std::string_view, 2> kTotal = {"total_exec_time", "total_time"};
constexpr std::array<std::string_view, 2> kMean = {"mean_exec_time", "mean_time"};

using Row = std::vector<std::pair<std::string, std::string>>;  // column, value

const std::string* Find(const Row& row, std::string_view column) {
  const auto found = std::ranges::find(row, column, &Row::value_type::first);
  return found == row.end() ? nullptr : &found->second;
}

template <typename Number, typename Columns>
std::optional<Number> NumberIn(const Row& row, const Columns& columns) {
  for (const std::string_view column : columns) {
    if (const std::string* text = Find(row, column)) return NumberOf<Number>(Trim(*text));
  }
  return std::nullopt;
}

void AddRow(const Row& row, int line, Gatherer* out) {
  const std::string* query = Find(row, "query");
  if (query == nullptr || Trim(*query).empty())
    return out->Unread(line, "expected a column query, found none");
  if (query->starts_with("<insufficient privilege>"))
    return out->Unread(line, "the query is hidden: insufficient privilege");
  Event event;
  event.sql = *query;
  event.line = line;
  // Counts and times that nothing can be made of count as not said.
  event.calls = std::max<std::int64_t>(
      1, NumberIn<std::int64_t>(row, std::array<std::string_view, 1>{"calls"}).value_or(1));
  const std::optional<double> total = NumberIn<double>(row, kTotal);
  const double mean = NumberIn<double>(row, kMean).value_or(0);
  event.ms = total.value_or(mean * static_cast<double>(event.calls));
  if (!(event.ms >= 0 && event.ms < 1e15)) event.ms = 0;
  out->Add(std::move(event));
}

void ReadCsv(std::string_view text, Gatherer* out) {
  CsvReader reader(text);
  std::vector<std::string> header;
  if (!reader.Next(&header)) return;
  for (std::vector<std::string> fields; reader.Next(&fields);) {
    if (fields.size() == 1 && Trim(fields[0]).empty()) continue;
    if (fields.size() != header.size()) {
      out->Unread(reader.line(), "expected " + std::to_string(header.size()) + " fields, found " +
                                     std::to_string(fields.size()));
      continue;
    }
    Row row;
    for (std::size_t i = 0; i < fields.size(); ++i) row.emplace_back(Trim(header[i]), std::move(fields[i]));
    AddRow(row, reader.line(), out);
  }
}

Row RowOf(const Json& object) {
  Row row;
  for (const auto& [name, value] : object.items()) {
    if (value.is_string()) row.emplace_back(name, value.get_ref<const std::string&>());
    if (value.is_number()) row.emplace_back(name, value.dump());
  }
  return row;
}

void ReadJson(std::string_view text, Gatherer* out) {
  if (Trim(text).starts_with('[')) {
    const Json list = Json::parse(text, nullptr, /*allow_exceptions=*/false);
    if (!list.is_array()) return out->Unread(1, "expected a list of JSON objects, found other text");
    for (const Json& item : list) {
      if (item.is_object()) AddRow(RowOf(item), 1, out);
    }
    return;
  }
  Lines lines(text);
  for (std::string_view line; lines.Next(&line);) {
    if (Trim(line).empty()) continue;
    if (line.size() > kMaxLineBytes) {
      out->Unread(lines.number(), "a line of more than a megabyte");
      continue;
    }
    const Json object = Json::parse(line, nullptr, /*allow_exceptions=*/false);
    if (object.is_object()) {
      AddRow(RowOf(object), lines.number(), out);
    } else {
      out->Unread(lines.number(), "expected a JSON object, found other text");
    }
  }
}

// A table as psql prints it: its columns lie where the line of dashes says. psql aligns by characters.
class AlignedTable {
 public:
  explicit AlignedTable(Gatherer* out) : out_(out) {}

  void Read(std::string_view text) {
    Lines lines(text);
    std::string_view before;
    for (std::string_view line; lines.Next(&line); before = line) {
      if (line.size() > kMaxLineBytes) {
        out_->Unread(lines.number(), "a line of more than a megabyte");
      } else if (names_.empty()) {
        if (IsRule(line)) ReadRule(before, line);
      } else {
        ReadRowLine(line, lines.number());
      }
    }
    EndRow();
  }

  static bool IsRule(std::string_view line) {
    const std::string_view rule = Trim(line);
    return rule.find("--") != std::string_view::npos &&
           rule.find_first_not_of("-+|") == std::string_view::npos;
  }

 private:
  void ReadRule(std::string_view header, std::string_view rule) {
    ends_.clear();
    for (std::size_t i = 0; i < rule.size(); ++i) {
      if (rule[i] == '+' && i > 0 && i + 1 < rule.size()) ends_.push_back(i);
    }
    for (const std::string_view cell : CellsOf(header)) names_.emplace_back(Trim(cell));
  }

  // What lies between the columns' borders; the last cell goes to the end of the line.
  [[nodiscard]] std::vector<std::string_view> CellsOf(std::string_view line) const {
    std::vector<std::string_view> cells;
    std::size_t begin = 0;
    std::size_t characters = 0;
    std::size_t next = 0;
    for (std::size_t i = 0; i < line.size() && next < ends_.size(); ++i) {
      if ((static_cast<unsigned char>(line[i]) & 0xC0U) == 0x80U) continue;
      if (characters++ != ends_[next]) continue;
      cells.push_back(line.substr(begin, i - begin));
      begin = i + 1;
      ++next;
    }
    cells.push_back(line.substr(std::min(begin, line.size())));
    return cells;
  }

  void ReadRowLine(std::string_view line, int number) {
    if (Trim(line).empty() || Trim(line).starts_with('(')) return EndRow();
    std::vector<std::string_view> cells = CellsOf(line);
    if (cells.size() != names_.size()) {
      EndRow();
      return out_->Unread(number, "expected " + std::to_string(names_.size()) + " columns, found " +
                                      std::to_string(cells.size()));
    }
    if (!continues_) {
      EndRow();
      line_ = number;
      for (const std::string& name : names_) row_.emplace_back(name, "");
    }
    // A + at a cell's end: it goes on in the next line.
    continues_ = false;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      std::string_view cell = Trim(cells[i]);
      const bool goes_on = cell.ends_with('+') && IsWide(cells[i], i);
      if (goes_on) cell = Trim(cell.substr(0, cell.size() - 1));
      continues_ = continues_ || goes_on;
      std::string& value = row_[i].second;
      if (!value.empty() && !cell.empty()) value += '\n';
      if (value.size() + cell.size() <= kMaxLineBytes) value += cell;
    }
  }

  // Whether the cell reaches its border, as one that goes on does.
  [[nodiscard]] bool IsWide(std::string_view cell, std::size_t column) const {
    return column == ends_.size() ? !IsBlank(cell.back()) : cell.ends_with('+');
  }

  void EndRow() {
    if (!row_.empty()) AddRow(row_, line_, out_);
    row_.clear();
    continues_ = false;
  }

  Gatherer* out_;
  std::vector<std::string> names_;
  std::vector<std::size_t> ends_;  // of all columns but the last, in characters
  Row row_;
  int line_ = 0;
  bool continues_ = false;
};

}  // namespace

void ReadPgStatStatements(std::string_view text, Gatherer* out) {
  const std::string_view trimmed = Trim(text);
  if (trimmed.starts_with('[') || trimmed.starts_with('{')) return ReadJson(text, out);
  Lines lines(text);
  int looked_at = 0;
  for (std::string_view line; looked_at < 5 && lines.Next(&line); ++looked_at) {
    if (AlignedTable::IsRule(line)) return AlignedTable(out).Read(text);
  }
  ReadCsv(text, out);
}

}  // namespace tacit::workload

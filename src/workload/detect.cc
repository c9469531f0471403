#include <algorithm>

#include "src/sql/token.h"
#include "src/workload/formats.h"
#include "src/workload/text.h"

namespace tacit::workload {
namespace {

constexpr std::size_t kLookedAtBytes = 1 << 18;

bool IsColumnList(std::string_view line, char separator) {
  bool query = false;
  bool calls = false;
  while (!line.empty()) {
    const std::size_t end = std::min(line.find(separator), line.size());
    std::string_view name = Trim(line.substr(0, end));
    if (name.size() > 1 && name.starts_with('"') && name.ends_with('"'))
      name = name.substr(1, name.size() - 2);
    query = query || name == "query";
    calls = calls || name == "calls";
    line.remove_prefix(std::min(end + 1, line.size()));
  }
  return query && calls;
}

bool IsStatementTable(std::string_view text) {
  const std::string_view trimmed = Trim(text);
  if (trimmed.starts_with("{") || trimmed.starts_with("[{") || trimmed.starts_with("[\n"))
    return trimmed.find("\"query\"") != std::string_view::npos;
  Lines lines(text);
  std::string_view line;
  for (int i = 0; i < 3 && lines.Next(&line); ++i) {
    if (IsColumnList(line, ',') || IsColumnList(line, '|')) return true;
  }
  return false;
}

// "(0.3ms)"
bool HasRailsTime(std::string_view line) {
  for (std::size_t end = line.find("ms)"); end != std::string_view::npos; end = line.find("ms)", end + 1)) {
    const std::size_t open = line.rfind('(', end);
    if (open != std::string_view::npos && NumberOf<double>(line.substr(open + 1, end - open - 1)))
      return true;
  }
  return false;
}

bool HasPostgresqlMessage(std::string_view line) {
  const std::size_t log = line.find("LOG:  ");
  if (log == std::string_view::npos) return false;
  Event event;
  return ReadPostgresqlMessage(line.substr(log + 6), &event);
}

bool HasSqliteTime(std::string_view line) {
  return line.find("; -- ") != std::string_view::npos && line.ends_with(" ns");
}

}  // namespace

bool IsCsvLog(std::string_view text) {
  Lines lines(text.substr(0, kLookedAtBytes));
  for (std::string_view line; lines.Next(&line);) {
    // A time, then the user in quotes or nothing: `2022-01-01 10:00:00.000 UTC,"u","d",4711,`
    const std::size_t comma = line.find(',');
    const bool time = comma != std::string_view::npos && comma > 18 && IsDigit(line[0]) && line[4] == '-' &&
                      line[13] == ':';
    if (time)
      return line.find(",LOG,") != std::string_view::npos || line.find(",ERROR,") != std::string_view::npos ||
             std::count(line.begin(), line.end(), ',') >= 11;
    if (HasPostgresqlMessage(line)) return false;
  }
  return false;
}

WorkloadFormat DetectFormat(std::string_view text) {
  text = text.substr(0, kLookedAtBytes);
  if (IsStatementTable(text)) return WorkloadFormat::kPgStatStatements;
  // A log's lines are looked for before a statement is: a file of statements begins with one, and a log
  // rarely does.
  sql::Lexer lexer(text);
  sql::Token first;
  const bool statement =
      lexer.Next(&first) && (sql::IsKeyword(text, first, "select") || sql::IsKeyword(text, first, "with"));
  Lines lines(text);
  for (std::string_view line; lines.Next(&line);) {
    if (HasSqliteTime(line)) return WorkloadFormat::kSqliteLog;
    if (!statement && HasPostgresqlMessage(line)) return WorkloadFormat::kPostgresqlLog;
    if (!statement && HasRailsTime(line)) return WorkloadFormat::kRailsLog;
  }
  return !statement && IsCsvLog(text) ? WorkloadFormat::kPostgresqlLog : WorkloadFormat::kSql;
}

}  // namespace tacit::workload

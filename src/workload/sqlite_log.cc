// What `.trace` of the SQLite shell writes: statements with their values filled in, each to its semicolon;
// with --profile its time after it: `SELECT 1; -- 12000 ns`.
#include "src/sql/token.h"
#include "src/workload/formats.h"
#include "src/workload/text.h"

namespace tacit::workload {
namespace {

// "-- 12000 ns" to the end of the line, in milliseconds; 0 where something else stands there.
double ProfileOf(std::string_view rest) {
  std::string_view line = Trim(rest.substr(0, rest.find('\n')));
  if (!Take("-- ", &line) || !line.ends_with(" ns")) return 0;
  line.remove_suffix(3);
  return static_cast<double>(NumberOf<std::int64_t>(line).value_or(0)) / 1e6;
}

}  // namespace

void ReadSqliteLog(std::string_view text, Gatherer* out) {
  sql::Lexer lexer(text);
  std::size_t begin = 0;
  std::size_t counted = 0;
  int line = 1;
  const auto add = [&](std::size_t end, double ms) {
    const std::string_view statement = Trim(text.substr(begin, end - begin));
    const auto first = static_cast<std::size_t>(statement.data() - text.data());
    for (; counted < first; ++counted) line += text[counted] == '\n' ? 1 : 0;
    if (statement.size() > kMaxLineBytes) return out->Unread(line, "a statement of more than a megabyte");
    Event event;
    event.sql = statement;
    event.ms = ms;
    event.line = line;
    if (!statement.empty()) out->Add(std::move(event));
  };
  bool open = false;
  for (sql::Token token; lexer.Next(&token);) {
    if (!sql::IsSymbol(text, token, ';')) {
      if (!open) begin = token.begin;
      open = true;
      continue;
    }
    if (open) add(token.begin, ProfileOf(text.substr(token.end)));
    open = false;
  }
  if (open) add(text.size(), 0);
}

}  // namespace tacit::workload

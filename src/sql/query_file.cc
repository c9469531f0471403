#include "tacit/query_file.h"

#include <charconv>

#include "src/sql/split.h"

namespace tacit {
namespace {

std::string_view Trim(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

// Reads "FILE:LINE note" into the query. A comment of another form is no source, and is dropped.
void ReadSource(std::string_view comment, SourcedQuery* query) {
  const std::size_t space = comment.find(' ');
  const std::string_view place = comment.substr(0, space);
  const std::size_t colon = place.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return;
  int line = 0;
  const char* end = place.data() + place.size();
  const auto [stop, error] = std::from_chars(place.data() + colon + 1, end, line);
  if (error != std::errc() || stop != end || line <= 0) return;
  query->file = place.substr(0, colon);
  query->file_line = line;
  query->note = space == std::string_view::npos ? "" : std::string(Trim(comment.substr(space)));
}

// Takes the leading comment lines off a statement; the last that names a place is its source.
SourcedQuery ReadStatement(const sql::Statement& statement) {
  SourcedQuery query;
  query.line = statement.line;
  std::string_view rest = statement.text;
  while (true) {
    const std::string_view trimmed = Trim(rest);
    const std::string_view skipped = rest.substr(0, static_cast<std::size_t>(trimmed.data() - rest.data()));
    for (char c : skipped) query.line += c == '\n' ? 1 : 0;
    rest = trimmed;
    if (!rest.starts_with("--")) break;
    const std::size_t end = rest.find('\n');
    ReadSource(Trim(rest.substr(2, end == std::string_view::npos ? end : end - 2)), &query);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end);
  }
  query.sql = rest;
  return query;
}

}  // namespace

Result<std::vector<SourcedQuery>> ParseQueryFile(std::string_view text, std::string_view name) {
  std::vector<SourcedQuery> queries;
  for (const sql::Statement& statement : sql::SplitStatements(text)) {
    SourcedQuery query = ReadStatement(statement);
    if (!query.sql.empty()) queries.push_back(std::move(query));
  }
  if (queries.empty()) {
    return Status::InvalidArgument(std::string(name) +
                                   ": expected SQL statements separated by ';', found none");
  }
  return queries;
}

}  // namespace tacit

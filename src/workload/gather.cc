#include "src/workload/gather.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "src/sql/split.h"
#include "src/sql/token.h"
#include "src/workload/text.h"

namespace tacit::workload {
namespace {

constexpr std::size_t kMaxUnreadShown = 5;

// The first word in capitals, over opening parentheses; empty where there is none.
std::string KindOf(std::string_view sql) {
  sql::Token token;
  sql::Lexer lexer(sql);
  while (lexer.Next(&token)) {
    if (sql::IsSymbol(sql, token, '(')) continue;
    if (token.kind != sql::TokenKind::kWord) return {};
    std::string word(sql.substr(token.begin, token.end - token.begin));
    std::transform(word.begin(), word.end(), word.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    return word;
  }
  return {};
}

bool ReadsRows(std::string_view kind) { return kind == "SELECT" || kind == "WITH" || kind == "VALUES"; }

// The statement's tokens, with one mark for each literal and each parameter.
std::string ShapeOf(std::string_view sql) {
  std::string shape;
  sql::Token token;
  sql::Token before;
  for (sql::Lexer lexer(sql); lexer.Next(&token); before = token) {
    const bool numbered = token.kind == sql::TokenKind::kNumber && before.end == token.begin &&
                          !shape.empty() && shape.back() == '?';
    if (numbered) continue;  // $1: the mark stands for the number too
    if (token.kind == sql::TokenKind::kString || token.kind == sql::TokenKind::kNumber ||
        sql::IsSymbol(sql, token, '$') || sql::IsSymbol(sql, token, '?')) {
      shape += " ?";
      continue;
    }
    shape += ' ';
    const std::string_view text = sql.substr(token.begin, token.end - token.begin);
    shape += token.kind == sql::TokenKind::kWord ? sql::ToLower(text) : std::string(text);
  }
  return shape;
}

}  // namespace

void Gatherer::Add(Event event) {
  if (event.sql.size() > kMaxLineBytes) return Unread(event.line, "a statement of more than a megabyte");
  const std::vector<sql::Statement> statements = sql::SplitStatements(event.sql);
  if (statements.empty()) return Unread(event.line, "expected a statement, found none");
  // Time and calls are of all of them; who waits for the first waits for the rest.
  for (const sql::Statement& statement : statements) {
    AddStatement(statement.text, event, event.line + statement.line - 1);
    event.ms = 0;
  }
}

void Gatherer::AddStatement(std::string_view statement, const Event& event, int line) {
  Origin origin = event.origin;
  const std::string bare = WithoutComments(statement, &origin);
  const std::string kind = KindOf(bare);
  if (kind.empty()) return Unread(line, "expected a statement, found '" + bare.substr(0, 20) + "'");
  if (!ReadsRows(kind)) {
    skipped_[kind] += event.calls;
    return;
  }
  const std::string key = ShapeOf(bare) + "\n" + origin.file + ":" + std::to_string(origin.line);
  const auto [found, fresh] = known_.emplace(key, workload_.queries.size());
  if (fresh) {
    WorkloadQuery& query = workload_.queries.emplace_back();
    query.sql = FillIn(bare, event.binds);
    query.calls = 0;
    query.line = line;
    query.file = origin.file;
    query.file_line = origin.line;
    query.note = origin.note;
  }
  WorkloadQuery& query = workload_.queries[found->second];
  query.calls += event.calls;
  query.ms += event.ms;
}

void Gatherer::Unread(int line, std::string cause) {
  ++workload_.unread;
  if (workload_.first_unread.size() >= kMaxUnreadShown) return;
  for (char& c : cause) {
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  }
  workload_.first_unread.push_back({line, std::move(cause)});
}

Workload Gatherer::Take(WorkloadFormat format) {
  workload_.format = format;
  std::sort(workload_.queries.begin(), workload_.queries.end(),
            [](const WorkloadQuery& a, const WorkloadQuery& b) {
              return std::tuple(-a.ms, -a.calls, a.line, std::string_view(a.sql)) <
                     std::tuple(-b.ms, -b.calls, b.line, std::string_view(b.sql));
            });
  workload_.skipped.assign(skipped_.begin(), skipped_.end());
  std::sort(workload_.skipped.begin(), workload_.skipped.end(), [](const auto& a, const auto& b) {
    return std::tuple(-a.second, a.first) < std::tuple(-b.second, b.first);
  });
  return std::move(workload_);
}

}  // namespace tacit::workload

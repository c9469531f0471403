#include "optimizer/test/confirm.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>
#include <utility>

#include "src/base/status_macros.h"
#include "src/sql/ddl.h"
#include "src/sql/print.h"
#include "tacit/connection.h"

namespace tacit::refute {
namespace {

// For a statement of a confirmation: a small database needs less than the least, and none is worth the most.
constexpr std::int64_t kLeastMs = 20;
constexpr std::int64_t kMostMs = 10'000;

std::string QuotedText(std::string_view text, char quote) {
  std::string quoted(1, quote);
  for (const char c : text) {
    if (c == quote) quoted.push_back(quote);
    quoted.push_back(c);
  }
  quoted.push_back(quote);
  return quoted;
}

std::string LiteralOf(const Value& value) {
  if (const auto* truth = std::get_if<bool>(&value)) return *truth ? "TRUE" : "FALSE";
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return std::to_string(*whole);
  if (const auto* number = std::get_if<double>(&value)) {
    char buffer[64];
    std::snprintf(buffer, sizeof buffer,
                  std::abs(*number) < 1e15 && std::trunc(*number) == *number ? "%.1f" : "%.17g", *number);
    return buffer;
  }
  if (const auto* text = std::get_if<std::string>(&value)) return QuotedText(*text, '\'');
  if (const auto* blob = std::get_if<Blob>(&value)) {
    std::string hex = "X'";
    for (const char c : blob->bytes) {
      char digits[3];
      std::snprintf(digits, sizeof digits, "%02X", static_cast<unsigned char>(c));
      hex += digits;
    }
    return hex + "'";
  }
  return "NULL";
}

// The tables that the queries read, and of their constraints those that speak of these tables only.
Schema SchemaOf(const interpret::Database& database, const Schema& schema) {
  Schema part;
  for (const auto& [name, rows] : database) {
    const Table* table = schema.Find(name);
    if (table == nullptr) continue;
    part.tables.push_back(*table);
    std::erase_if(part.tables.back().foreign_keys,
                  [&](const ForeignKey& key) { return !database.contains(key.ref_table); });
  }
  return part;
}

std::string InsertsOf(const interpret::Database& database) {
  std::string script;
  for (const auto& [name, rows] : database) {
    for (const Row& row : rows) {
      script += "INSERT INTO " + QuotedText(name, '"') + " VALUES (";
      for (std::size_t i = 0; i < row.size(); ++i) script += (i == 0 ? "" : ", ") + LiteralOf(row[i]);
      script += ");\n";
    }
  }
  return script;
}

std::string SetupOf(const Difference& difference, const Schema& schema) {
  // Foreign keys hold on the whole, not after each row: tables may refer to each other.
  return "PRAGMA foreign_keys = OFF;\nPRAGMA case_sensitive_like = ON;\n" +
         sql::PrintDdl(SchemaOf(difference.database, schema), Dialect::kSqlite) +
         InsertsOf(difference.database);
}

Result<interpret::Answer> RunInSqlite(const sql::QueryPtr& query, bool ordered, Connection& connection) {
  TACIT_ASSIGN_OR_RETURN(ResultSet result, connection.Run(sql::PrintForSqlite(query), 100'000));
  interpret::Answer answer;
  answer.rows = std::move(result.rows);
  answer.ordered = ordered;
  return answer;
}

}  // namespace

Witness MakeWitness(const Difference& difference, const sql::QueryPtr& left, const sql::QueryPtr& right,
                    const Schema& schema) {
  Witness witness;
  for (const auto& [name, rows] : difference.database) {
    const Table* table = schema.Find(name);
    if (table == nullptr) continue;
    witness.tables.push_back({name, {}, rows});
    for (const Column& column : table->columns) witness.tables.back().columns.push_back(column.name);
  }
  witness.left_rows = difference.left.front().rows;
  witness.right_rows = difference.right.front().rows;
  witness.script = SetupOf(difference, schema) + "-- left\n" + sql::PrintForSqlite(left) + ";\n-- right\n" +
                   sql::PrintForSqlite(right) + ";\n";
  return witness;
}

Confirmation Confirm(Difference* difference, const sql::QueryPtr& left, const sql::QueryPtr& right,
                     const Schema& schema, const Deadline& deadline, std::string* why) {
  auto connection = Connection::Open("sqlite::memory:", Connection::Access::kCreate);
  if (!connection.ok()) {
    *why = connection.status().message();
    return Confirmation::kCannotRun;
  }
  (*connection)->SetTimeout(std::clamp<std::int64_t>(deadline.MsLeft(), kLeastMs, kMostMs));
  if (Status status = (*connection)->Execute(SetupOf(*difference, schema)); !status.ok()) {
    *why = status.message();
    return Confirmation::kCannotRun;
  }
  interpret::Answers found;
  for (const bool is_left : {true, false}) {
    interpret::Answers& expected = is_left ? difference->left : difference->right;
    auto answer = RunInSqlite(is_left ? left : right, expected.front().ordered, **connection);
    if (!answer.ok()) {
      *why = answer.status().message();
      return Confirmation::kCannotRun;
    }
    std::erase_if(expected, [&](const interpret::Answer& e) { return interpret::Differ(e, *answer); });
    if (expected.empty()) {
      *why = "SQLite and the interpreter give different rows";
      return Confirmation::kDisagrees;
    }
    found.push_back(std::move(*answer));
  }
  if (interpret::Differ(found[0], found[1])) return Confirmation::kConfirmed;
  *why = "SQLite finds no difference";
  return Confirmation::kDisagrees;
}

}  // namespace tacit::refute

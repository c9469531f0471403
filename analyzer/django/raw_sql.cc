#include "analyzer/django/raw_sql.h"

#include <algorithm>
#include <cctype>

#include "analyzer/python/value.h"
#include "src/sql/ddl.h"

namespace tacit::analyze::django {

namespace {

constexpr std::size_t kShown = 80;  // characters of a statement in a diagnostic

std::string UpperCase(std::string_view text) {
  std::string upper(text);
  std::transform(upper.begin(), upper.end(), upper.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return upper;
}

// Whether the text changes tables; what changes data, functions or rights says nothing of the schema.
bool IsDdl(const std::string& upper) {
  for (const char* statement :
       {"CREATE TABLE", "ALTER TABLE", "DROP TABLE", "CREATE UNIQUE INDEX", "DROP INDEX"}) {
    if (upper.find(statement) != std::string::npos) return true;
  }
  return false;
}

// Whether it may take away what the database enforced.
bool MayWeaken(std::string upper) {
  for (const std::string harmless :
       {"DROP DEFAULT", "DROP TRIGGER", "DROP FUNCTION", "DROP VIEW", "DROP IDENTITY"}) {
    for (std::size_t at = upper.find(harmless); at != std::string::npos; at = upper.find(harmless))
      upper.erase(at, harmless.size());
  }
  return HasWord(upper, "DROP") || HasWord(upper, "RENAME");
}

void Weaken(Table& table) {
  table.uniques.clear();
  table.foreign_keys.clear();
  table.checks.clear();
  for (Column& column : table.columns) {
    const bool key =
        std::find(table.primary_key.begin(), table.primary_key.end(), column.name) != table.primary_key.end();
    column.nullable = column.nullable || !key;
  }
}

// The statement makes the table itself: what a model says of it is no more than its columns.
void ReplaceTables(Schema made, Schema& schema) {
  for (Table& table : made.tables) {
    std::erase_if(schema.tables, [&](const Table& other) { return other.name == table.name; });
    schema.tables.push_back(std::move(table));
  }
}

std::size_t Rules(const Schema& schema) {
  std::size_t rules = 0;
  for (const Table& table : schema.tables)
    rules += table.uniques.size() + table.foreign_keys.size() + table.checks.size();
  return rules;
}

bool Fold(const std::string& text, const std::string& upper, Schema& schema) {
  const bool creates = upper.find("CREATE TABLE") != std::string::npos;
  const bool alters = upper.find("ALTER TABLE") != std::string::npos ||
                      upper.find("INDEX") != std::string::npos || HasWord(upper, "DROP");
  if (creates && !alters) {
    auto made = sql::ParseDdl(text);
    if (!made.ok()) return false;
    ReplaceTables(std::move(made->schema), schema);
    return true;
  }
  const std::size_t before = Rules(schema);
  auto folded = sql::ParseDdl(sql::PrintDdl(schema, Dialect::kPostgresql) + ";\n" + text);
  if (!folded.ok() || !folded->ignored.empty()) return false;
  // A name that Django made up: which constraint it is cannot be seen.
  const bool drops = upper.find("DROP CONSTRAINT") != std::string::npos;
  if (drops && Rules(folded->schema) >= before) return false;
  schema = std::move(folded->schema);
  return true;
}

}  // namespace

bool HasWord(std::string_view text, std::string_view word) {
  const auto part = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; };
  if (word.empty()) return false;
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || !part(text[at - 1])) && (end == text.size() || !part(text[end]))) return true;
  }
  return false;
}

void FoldRawSql(const std::vector<RawSql>& texts, Schema& schema, std::vector<Diagnostic>& diagnostics) {
  for (const RawSql& raw : texts) {
    const std::string upper = UpperCase(python::OneLine(raw.text));
    if (!IsDdl(upper)) continue;
    if (!raw.overtaken && Fold(raw.text, upper, schema)) continue;
    diagnostics.push_back(
        {raw.file, raw.line,
         std::string(raw.overtaken ? "SQL on a table that later migrations change was left out: "
                                   : "SQL that cannot be read as DDL was left out: ") +
             python::OneLine(raw.text).substr(0, kShown)});
    if (!MayWeaken(upper)) continue;
    for (Table& table : schema.tables) {
      if (HasWord(raw.text, table.name) || raw.tables.contains(table.name)) Weaken(table);
    }
  }
}

}  // namespace tacit::analyze::django

// The live schema of an SQLite database: from its pragmas, and from the text of its CREATE statements for
// what no pragma tells (checks, expressions, conditions of partial keys).
#include <algorithm>
#include <map>
#include <utility>

#include "src/base/status_macros.h"
#include "src/engine/sqlite_connection.h"
#include "src/sql/ddl.h"
#include "src/sql/token.h"

namespace tacit::engine {
namespace {

std::string TextOf(const Value& value) {
  const auto* text = std::get_if<std::string>(&value);
  return text == nullptr ? std::string() : *text;
}

std::int64_t IntegerOf(const Value& value) {
  const auto* integer = std::get_if<std::int64_t>(&value);
  return integer == nullptr ? 0 : *integer;
}

std::string Literal(const std::string& text) { return sql::QuoteWith(text, '\''); }

class SchemaReader {
 public:
  explicit SchemaReader(Connection& connection) : connection_(connection) {}

  Result<Schema> Read() {
    TACIT_ASSIGN_OR_RETURN(const ResultSet created,
                           Run("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL"));
    for (const Row& row : created.rows) sql_of_[TextOf(row[0])] = TextOf(row[1]);
    TACIT_ASSIGN_OR_RETURN(
        const ResultSet tables,
        Run("SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND "
            "substr(name, 1, 7) <> 'sqlite_' ORDER BY name"));
    Schema schema;
    for (const Row& row : tables.rows) {
      Table table;
      table.name = TextOf(row[0]);
      TACIT_RETURN_IF_ERROR(ReadColumns(IntegerOf(row[1]) != 0, &table));
      TACIT_RETURN_IF_ERROR(ReadIndexes(&table));
      TACIT_RETURN_IF_ERROR(ReadForeignKeys(&table));
      const Result<sql::ParsedDdl> parsed = sql::ParseDdl(sql_of_[table.name]);
      if (parsed.ok() && parsed->schema.tables.size() == 1) table.checks = parsed->schema.tables[0].checks;
      schema.tables.push_back(std::move(table));
    }
    ResolveForeignKeys(&schema);
    sql::DropTextLimits(&schema);  // SQLite does not hold texts to them
    return schema;
  }

 private:
  Result<ResultSet> Run(const std::string& sql) { return connection_.Run(sql); }

  Status ReadColumns(bool without_rowid, Table* table) {
    TACIT_ASSIGN_OR_RETURN(const ResultSet columns,
                           Run("SELECT name, type, \"notnull\", dflt_value, pk FROM pragma_table_xinfo(" +
                               Literal(table->name) + ") WHERE hidden <> 1 ORDER BY cid"));
    std::map<std::int64_t, std::string> key;
    for (const Row& row : columns.rows) {
      Column column;
      column.name = TextOf(row[0]);
      column.type = TextOf(row[1]);
      column.nullable = IntegerOf(row[2]) == 0;
      if (!IsNull(row[3])) column.default_sql = TextOf(row[3]);
      if (const std::int64_t place = IntegerOf(row[4]); place > 0) key[place] = column.name;
      table->columns.push_back(std::move(column));
    }
    SetKey(key, without_rowid, table);
    return Status::Ok();
  }

  // SQLite lets NULLs into a primary key unless the key is the row number, or the table has none. A key with
  // NULLs in it is a unique key, so that nobody believes more of it.
  static void SetKey(const std::map<std::int64_t, std::string>& key, bool without_rowid, Table* table) {
    if (key.empty()) return;
    std::vector<std::string> names;
    bool nullable = false;
    for (const auto& [place, name] : key) {
      Column& column = table->columns[static_cast<std::size_t>(table->ColumnOrdinal(name))];
      if (without_rowid || (key.size() == 1 && sql::EqualsIgnoringCase(column.type, "integer")))
        column.nullable = false;
      nullable = nullable || column.nullable;
      names.push_back(name);
    }
    if (nullable) {
      table->uniques.push_back({"", std::move(names), {}, {}, false});
    } else {
      table->primary_key = std::move(names);
    }
  }

  Status ReadIndexes(Table* table) {
    TACIT_ASSIGN_OR_RETURN(const ResultSet indexes,
                           Run("SELECT name, \"unique\", origin FROM pragma_index_list(" +
                               Literal(table->name) + ") ORDER BY seq"));
    for (const Row& row : indexes.rows) {
      const std::string name = TextOf(row[0]);
      const std::string origin = TextOf(row[2]);
      if (origin == "c") {
        ReadCreatedIndex(name, table);
      } else if (origin == "u") {
        TACIT_ASSIGN_OR_RETURN(const ResultSet columns, Run("SELECT name FROM pragma_index_info(" +
                                                            Literal(name) + ") ORDER BY seqno"));
        UniqueKey key;
        for (const Row& column : columns.rows) key.columns.push_back(TextOf(column[0]));
        table->uniques.push_back(std::move(key));
      }
    }
    return Status::Ok();
  }

  // An index of a CREATE INDEX: its text has the expressions and the condition. One that cannot be read is
  // left out: it would claim too much without its condition.
  void ReadCreatedIndex(const std::string& name, Table* table) {
    const Result<sql::ParsedDdl> parsed = sql::ParseDdl(sql_of_[table->name] + ";\n" + sql_of_[name]);
    if (!parsed.ok() || parsed->schema.tables.size() != 1) return;
    const Table& read = parsed->schema.tables[0];
    const auto spelled_as_here = [&](std::vector<std::string> names) {
      for (std::string& column : names) {
        const int ordinal = read.ColumnOrdinal(column);
        const auto at = static_cast<std::size_t>(ordinal);
        if (ordinal >= 0 && at < table->columns.size()) column = table->columns[at].name;
      }
      return names;
    };
    for (const Index& index : read.indexes) {
      table->indexes.push_back({name, spelled_as_here(index.columns), index.unique, index.where});
      if (!index.unique) continue;
      UniqueKey key;
      key.name = name;
      key.where = index.where;
      for (const UniqueKey& unique : read.uniques) {
        if (unique.name != index.name) continue;
        key.columns = spelled_as_here(unique.columns);
        key.expressions = unique.expressions;
      }
      table->uniques.push_back(std::move(key));
    }
  }

  Status ReadForeignKeys(Table* table) {
    TACIT_ASSIGN_OR_RETURN(
        const ResultSet rows,
        Run("SELECT id, \"table\", \"from\", \"to\", on_delete FROM pragma_foreign_key_list(" +
            Literal(table->name) + ") ORDER BY id DESC, seq"));
    std::int64_t last = -1;
    for (const Row& row : rows.rows) {
      if (IntegerOf(row[0]) != last) {
        last = IntegerOf(row[0]);
        ForeignKey key;
        key.ref_table = TextOf(row[1]);
        key.on_delete = ToAction(TextOf(row[4]));
        table->foreign_keys.push_back(std::move(key));
      }
      ForeignKey& key = table->foreign_keys.back();
      key.columns.push_back(TextOf(row[2]));
      if (!IsNull(row[3])) key.ref_columns.push_back(TextOf(row[3]));
    }
    return Status::Ok();
  }

  static std::string ToAction(const std::string& action) {
    if (action == "CASCADE") return "cascade";
    if (action == "SET NULL") return "set null";
    if (action == "SET DEFAULT") return "set default";
    if (action == "RESTRICT") return "restrict";
    return "";
  }

  // SQLite compares names without regard to case. A key without a column list refers to the primary key; one
  // that refers to nothing is none.
  static void ResolveForeignKeys(Schema* schema) {
    for (Table& table : schema->tables) {
      std::erase_if(table.foreign_keys, [&](ForeignKey& key) {
        const auto target = std::find_if(
            schema->tables.begin(), schema->tables.end(),
            [&](const Table& other) { return sql::EqualsIgnoringCase(other.name, key.ref_table); });
        if (target == schema->tables.end()) return true;
        key.ref_table = target->name;
        if (key.ref_columns.empty()) key.ref_columns = target->primary_key;
        for (std::string& name : key.ref_columns) {
          for (const Column& column : target->columns) {
            if (sql::EqualsIgnoringCase(column.name, name)) name = column.name;
          }
        }
        return key.columns.size() != key.ref_columns.size();
      });
    }
  }

  Connection& connection_;
  std::map<std::string, std::string> sql_of_;
};

}  // namespace

Result<Schema> SqliteConnection::ReadSchema() { return SchemaReader(*this).Read(); }

}  // namespace tacit::engine

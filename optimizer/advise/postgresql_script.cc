#include "optimizer/advise/script.h"
#include "src/sql/name.h"

namespace tacit::advise {
namespace {

// NOT VALID adds at once what new rows must obey; VALIDATE then reads the old ones beside running writes.
std::string AddedAndValidated(const std::string& table, const std::string& name, const std::string& text) {
  const std::string alter = "ALTER TABLE " + table + " ";
  return alter + "ADD CONSTRAINT " + name + " " + text + " NOT VALID;\n" +  //
         alter + "VALIDATE CONSTRAINT " + name + ";\n";
}

struct Writer {
  const NamedChange& change;
  std::string table = sql::SqlName(change.table, Dialect::kPostgresql);

  std::string operator()(const AddNotNull& add) const {
    // From version 12 on, SET NOT NULL takes a validated check for proof and does not scan.
    const std::string column = sql::SqlName(add.column, Dialect::kPostgresql);
    const std::string name = sql::SqlName("tacit_" + add.column + "_not_null", Dialect::kPostgresql);
    const std::string alter = "ALTER TABLE " + table + " ";
    return AddedAndValidated(table, name, "CHECK (" + column + " IS NOT NULL)") +  //
           alter + "ALTER COLUMN " + column + " SET NOT NULL;\n" +                 //
           alter + "DROP CONSTRAINT " + name + ";\n";
  }
  std::string operator()(const AddCheck& add) const {
    return AddedAndValidated(table, sql::SqlName(change.name, Dialect::kPostgresql),
                             "CHECK (" + add.sql + ")");
  }
  std::string operator()(const AddReference& add) const {
    return AddedAndValidated(table, sql::SqlName(change.name, Dialect::kPostgresql),
                             "FOREIGN KEY (" + sql::SqlNames(add.key.columns, Dialect::kPostgresql) + ")" +
                                 " REFERENCES " + sql::SqlName(add.key.ref_table, Dialect::kPostgresql) +
                                 " " + "(" + sql::SqlNames(add.key.ref_columns, Dialect::kPostgresql) + ")");
  }
  std::string operator()(const AddUniqueIndex&) const {
    return CreateUniqueIndex(change, Dialect::kPostgresql);
  }
};

}  // namespace

std::string PostgresqlStatements(const NamedChange& change) {
  return std::visit(Writer{change}, change.change);
}

std::string CreateUniqueIndex(const NamedChange& change, Dialect dialect) {
  const auto& index = std::get<AddUniqueIndex>(change.change);
  const bool postgresql = dialect == Dialect::kPostgresql;
  std::string parts;
  for (const std::string& part : index.parts) parts += (parts.empty() ? "" : ", ") + part;
  std::string sql = "CREATE UNIQUE INDEX ";
  if (postgresql) sql += "CONCURRENTLY ";
  sql +=
      sql::SqlName(change.name, dialect) + " ON " + sql::SqlName(change.table, dialect) + " (" + parts + ")";
  if (index.nulls_equal && postgresql) sql += " NULLS NOT DISTINCT";
  if (!index.where.empty()) sql += " WHERE " + index.where;
  return sql + ";\n";
}

}  // namespace tacit::advise

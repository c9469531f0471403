// The live schema of a PostgreSQL database: its catalogs, written as the DDL that would make it and read by
// the reader of DDL texts. So a schema means the same whether it comes from a file or from a server.
//
// What the server does not enforce on every row is left out: constraints that are NOT VALID are marked so,
// or gone; indexes that are not valid; foreign keys whose triggers are switched off; keys of a table whose
// children by INHERITS have rows of their own. DEFERRABLE constraints stay: they hold whenever nobody is in
// the middle of a transaction.
#include <map>
#include <set>
#include <utility>

#include "src/base/status_macros.h"
#include "src/engine/postgres_connection.h"
#include "src/sql/ddl.h"
#include "src/sql/name.h"
#include "src/sql/token.h"

namespace tacit::engine {
namespace {

// Enums and domains by a name that is theirs alone: with its schema, in one word, where it is not on the
// search path.
constexpr std::string_view kTypeName =
    "CASE WHEN pg_type_is_visible(t.oid) THEN t.typname::text ELSE tn.nspname || '.' || t.typname END";

// Ordinary and partitioned tables that a bare name reaches.
constexpr std::string_view kTables =
    "SELECT c.oid, c.relname, c.relkind = 'r' AND EXISTS (SELECT 1 FROM pg_inherits i WHERE i.inhparent = "
    "c.oid) "
    "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't' AND pg_table_is_visible(c.oid) "
    "AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_' ORDER BY c.relname";

constexpr std::string_view kEnums =
    ", e.enumlabel FROM pg_type t JOIN pg_namespace tn ON tn.oid = t.typnamespace "
    "JOIN pg_enum e ON e.enumtypid = t.oid ORDER BY t.oid, e.enumsortorder";

// A domain over a domain has the checks of both; `base` is the first type below that is none.
constexpr std::string_view kDomains =
    "WITH RECURSIVE chain AS ("
    "SELECT oid AS domain, oid AS link, typbasetype AS below, typtypmod AS typmod, 0 AS depth "
    "FROM pg_type WHERE typtype = 'd' AND typnamespace <> 'pg_catalog'::regnamespace "
    "AND typnamespace <> 'information_schema'::regnamespace "
    "UNION ALL SELECT chain.domain, t.oid, t.typbasetype, t.typtypmod, depth + 1 "
    "FROM chain JOIN pg_type t ON t.oid = chain.below WHERE t.typtype = 'd') ";
constexpr std::string_view kDomainBases =
    ", CASE WHEN b.typtype = 'e' THEN quote_ident(CASE WHEN pg_type_is_visible(b.oid) THEN b.typname::text "
    "ELSE bn.nspname || '.' || b.typname END) ELSE format_type(b.oid, chain.typmod) END, chain.domain "
    "FROM chain JOIN pg_type b ON b.oid = chain.below AND b.typtype <> 'd' "
    "JOIN pg_namespace bn ON bn.oid = b.typnamespace JOIN pg_type t ON t.oid = chain.domain "
    "JOIN pg_namespace tn ON tn.oid = t.typnamespace ORDER BY chain.domain";
constexpr std::string_view kDomainChecks =
    "SELECT chain.domain, pg_get_constraintdef(k.oid) FROM chain JOIN pg_constraint k ON k.contypid = "
    "chain.link "
    "WHERE k.contype = 'c' AND k.convalidated ORDER BY chain.domain, chain.depth, k.conname";

// A sequence that a column owns makes it what DDL calls serial. The server's own tables have numbers below
// 16384.
constexpr std::string_view kColumns =
    "SELECT a.attrelid, a.attname, CASE WHEN t.typtype IN ('e', 'd') AND t.typnamespace <> "
    "'pg_catalog'::regnamespace "
    "AND t.typnamespace <> 'information_schema'::regnamespace THEN quote_ident(";
constexpr std::string_view kColumnsRest =
    ") ELSE format_type(a.atttypid, a.atttypmod) END, a.attnotnull, "
    "CASE WHEN a.attgenerated = '' AND a.attidentity = '' AND NOT EXISTS (SELECT 1 FROM pg_depend s "
    "JOIN pg_class q ON q.oid = s.objid AND q.relkind = 'S' WHERE s.classid = 'pg_class'::regclass "
    "AND s.refclassid = 'pg_class'::regclass AND s.refobjid = a.attrelid AND s.refobjsubid = a.attnum "
    "AND s.deptype = 'a') THEN pg_get_expr(d.adbin, d.adrelid) END "
    "FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid JOIN pg_namespace tn ON tn.oid = "
    "t.typnamespace "
    "LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum "
    "WHERE a.attrelid >= 16384 AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attrelid, a.attnum";

constexpr std::string_view kConstraints =
    "SELECT c.conrelid, c.conname, c.contype::text, pg_get_constraintdef(c.oid), c.confrelid, c.connoinherit "
    "FROM pg_constraint c WHERE c.contype IN ('p', 'u', 'c', 'f') AND c.conrelid >= 16384 "
    "AND NOT EXISTS (SELECT 1 FROM pg_trigger g WHERE g.tgconstraint = c.oid AND g.tgenabled NOT IN ('O', "
    "'A')) "
    "ORDER BY c.conrelid, c.oid";

constexpr std::string_view kIndexes =
    "SELECT i.indrelid, pg_get_indexdef(i.indexrelid), i.indisunique FROM pg_index i "
    "WHERE i.indrelid >= 16384 AND i.indisvalid AND i.indisready AND i.indislive AND NOT EXISTS (SELECT 1 "
    "FROM pg_constraint c "
    "WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u', 'x')) ORDER BY i.indrelid, i.indexrelid";

std::string CatalogText(const Value& value) {
  const auto* text = std::get_if<std::string>(&value);
  return text == nullptr ? std::string() : *text;
}
std::int64_t OidOf(const Value& value) {
  const auto* oid = std::get_if<std::int64_t>(&value);
  return oid == nullptr ? 0 : *oid;
}
bool IsTrue(const Value& value) { return value == Value(true); }

std::string Name(const std::string& name) { return sql::SqlName(name, Dialect::kPostgresql); }

class CatalogReader {
 public:
  explicit CatalogReader(Connection& db) : db_(db) {}

  Result<std::string> Ddl() {
    TACIT_RETURN_IF_ERROR(ReadTables());
    TACIT_RETURN_IF_ERROR(WriteEnums());
    TACIT_RETURN_IF_ERROR(WriteDomains());
    TACIT_RETURN_IF_ERROR(WriteTables());
    TACIT_RETURN_IF_ERROR(WriteConstraints());
    TACIT_RETURN_IF_ERROR(WriteIndexes());
    return std::move(ddl_);
  }

 private:
  struct TableEntry {
    std::string name;
    bool has_children = false;  // by INHERITS: their rows are the parent's, its keys do not cover them
  };

  static std::string Query(std::initializer_list<std::string_view> parts) {
    std::string sql;
    for (const std::string_view part : parts) sql += part;
    return sql;
  }

  Status ReadTables() {
    TACIT_ASSIGN_OR_RETURN(const ResultSet found, db_.Run(kTables));
    for (const Row& row : found.rows) {
      order_.push_back(OidOf(row[0]));
      tables_[OidOf(row[0])] = {CatalogText(row[1]), IsTrue(row[2])};
    }
    return Status::Ok();
  }

  [[nodiscard]] const TableEntry* Find(const Value& oid) const {
    const auto found = tables_.find(OidOf(oid));
    return found == tables_.end() ? nullptr : &found->second;
  }

  Status WriteEnums() {
    TACIT_ASSIGN_OR_RETURN(const ResultSet labels, db_.Run(Query({"SELECT ", kTypeName, kEnums})));
    std::string last;
    for (const Row& row : labels.rows) {
      const std::string name = CatalogText(row[0]);
      const bool first = name != last;
      if (first) ddl_ += (last.empty() ? "" : ");\n") + ("CREATE TYPE " + Name(name) + " AS ENUM (");
      ddl_ += (first ? "" : ", ") + sql::QuoteWith(CatalogText(row[1]), '\'');
      last = name;
    }
    if (!last.empty()) ddl_ += ");\n";
    return Status::Ok();
  }

  Status WriteDomains() {
    TACIT_ASSIGN_OR_RETURN(const ResultSet found, db_.Run(Query({kDomains, kDomainChecks})));
    std::map<std::int64_t, std::string> checks;
    for (const Row& row : found.rows) checks[OidOf(row[0])] += " " + CatalogText(row[1]);
    TACIT_ASSIGN_OR_RETURN(const ResultSet bases,
                           db_.Run(Query({kDomains, "SELECT ", kTypeName, kDomainBases})));
    for (const Row& row : bases.rows) {
      ddl_ += "CREATE DOMAIN " + Name(CatalogText(row[0])) + " AS " + CatalogText(row[1]) +
              checks[OidOf(row[2])] + ";\n";
    }
    return Status::Ok();
  }

  Status WriteTables() {
    TACIT_ASSIGN_OR_RETURN(const ResultSet columns, db_.Run(Query({kColumns, kTypeName, kColumnsRest})));
    std::map<std::int64_t, std::string> elements;
    std::string defaults;
    for (const Row& row : columns.rows) {
      const TableEntry* table = Find(row[0]);
      if (table == nullptr) continue;
      std::string& list = elements[OidOf(row[0])];
      const std::string name = Name(CatalogText(row[1]));
      list += (list.empty() ? "\n  " : ",\n  ") + name + " " + CatalogText(row[2]);
      // A child may be without its parent's NOT NULL.
      if (IsTrue(row[3]) && !table->has_children) list += " NOT NULL";
      if (!IsNull(row[4])) {
        defaults += "ALTER TABLE " + Name(table->name) + " ALTER COLUMN " + name + " SET DEFAULT " +
                    CatalogText(row[4]) + ";\n";
      }
    }
    for (const std::int64_t oid : order_) {
      ddl_ += "CREATE TABLE " + Name(tables_[oid].name) + " (" + elements[oid] + "\n);\n";
    }
    ddl_ += defaults;
    return Status::Ok();
  }

  Status WriteConstraints() {
    TACIT_ASSIGN_OR_RETURN(const ResultSet constraints, db_.Run(kConstraints));
    for (const Row& row : constraints.rows) {
      const TableEntry* table = Find(row[0]);
      if (table == nullptr) continue;
      const std::string kind = CatalogText(row[2]);
      if (table->has_children && (kind != "c" || IsTrue(row[5]))) continue;
      // A table of the same name elsewhere is another table.
      if (kind == "f" && Find(row[4]) == nullptr) continue;
      ddl_ += "ALTER TABLE " + Name(table->name) + " ADD CONSTRAINT " + Name(CatalogText(row[1])) + " " +
              CatalogText(row[3]) + ";\n";
    }
    return Status::Ok();
  }

  Status WriteIndexes() {
    TACIT_ASSIGN_OR_RETURN(const ResultSet indexes, db_.Run(kIndexes));
    for (const Row& row : indexes.rows) {
      const TableEntry* table = Find(row[0]);
      if (table == nullptr || (table->has_children && IsTrue(row[2]))) continue;
      ddl_ += CatalogText(row[1]) + ";\n";
    }
    return Status::Ok();
  }

  Connection& db_;
  std::vector<std::int64_t> order_;  // by name
  std::map<std::int64_t, TableEntry> tables_;
  std::string ddl_;
};

}  // namespace

Result<Schema> PostgresConnection::ReadSchema() {
  TACIT_ASSIGN_OR_RETURN(const std::string ddl, CatalogReader(*this).Ddl());
  TACIT_ASSIGN_OR_RETURN(sql::ParsedDdl parsed, sql::ParseDdl(ddl));
  return std::move(parsed.schema);
}

}  // namespace tacit::engine

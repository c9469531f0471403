// A database schema as plain data: what the database itself declares and enforces.
//
// Names are as the database has them (PostgreSQL folds unquoted names to lower case before they get here).
// Text in `sql` members is PostgreSQL's expression syntax over the table's own columns.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tacit/export.h"

namespace tacit {

struct Column {
  std::string name;
  std::string type;  // as SQL writes it: "integer", "varchar(60)", "timestamp"
  bool nullable = true;
  std::optional<std::string> default_sql;
};

// A unique key. NULLs in it are distinct from each other (a row with a NULL never conflicts) unless
// `nulls_equal`.
struct UniqueKey {
  std::string name;                  // empty where the source gives none
  std::vector<std::string> columns;  // empty where the key is over expressions
  std::vector<std::string> expressions;
  std::optional<std::string> where;  // a partial key holds among the rows for which this is true
  bool nulls_equal = false;
};

struct ForeignKey {
  std::string name;
  std::vector<std::string> columns;
  std::string ref_table;
  std::vector<std::string> ref_columns;  // same length as columns
  std::string on_delete;                 // "", "cascade", "set null", "restrict"
};

struct Check {
  std::string name;
  std::string sql;
  bool validated = true;  // false: NOT VALID, so old rows may break it
};

struct Index {
  std::string name;
  std::vector<std::string> columns;  // columns, or expression texts
  bool unique = false;
  std::optional<std::string> where;
};

struct TACIT_EXPORT Table {
  std::string name;
  std::vector<Column> columns;
  std::vector<std::string> primary_key;  // empty: none
  std::vector<UniqueKey> uniques;        // without the primary key
  std::vector<ForeignKey> foreign_keys;
  std::vector<Check> checks;
  std::vector<Index> indexes;

  // Position of a column in `columns`; -1 where there is none of that name.
  [[nodiscard]] int ColumnOrdinal(std::string_view column) const {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (columns[i].name == column) return static_cast<int>(i);
    }
    return -1;
  }
};

struct TACIT_EXPORT Schema {
  std::vector<Table> tables;

  // Null where there is none of that name. The pointer lives until `tables` changes.
  [[nodiscard]] const Table* Find(std::string_view name) const {
    for (const Table& table : tables) {
      if (table.name == name) return &table;
    }
    return nullptr;
  }
  [[nodiscard]] Table* Find(std::string_view name) {
    return const_cast<Table*>(static_cast<const Schema*>(this)->Find(name));
  }
};

}  // namespace tacit

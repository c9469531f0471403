// Parse nodes of columns and constraints to members of a Table.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "src/sql/ddl_source.h"
#include "tacit/schema.h"

namespace tacit::sql {

struct Domain {
  std::string type;
  std::optional<std::string> default_sql;
  std::vector<std::string> checks;  // over VALUE
};

// What CREATE TYPE and CREATE DOMAIN said before.
struct NamedTypes {
  std::map<std::string, std::vector<std::string>> enums;
  std::map<std::string, Domain> domains;
};

// A TypeName node as SQL writes it: "varchar(60)", "timestamp with time zone", "integer[]".
[[nodiscard]] std::string TypeText(const nlohmann::json& type_name);

// Spells out what the columns of named enums hold. Such a column keeps the enum's name as its type, since the
// enum is ordered by its declaration.
void AddEnumChecks(const NamedTypes& types, Table* table);

[[nodiscard]] Domain ReadDomain(const nlohmann::json& create_domain, const DdlSource& source);

// Adds a column with its own constraints. A foreign key without a column list keeps ref_columns empty.
void AddColumn(const nlohmann::json& column_def, const DdlSource& source, const NamedTypes& types,
               Table* table);

// Gives a column another type: what its enum or domain said before is gone.
void SetColumnType(const std::string& type, const NamedTypes& types, Column* column, Table* table);

// Adds a table constraint. Not for one that says NOT VALID, nor for PRIMARY KEY USING INDEX.
void AddConstraint(const nlohmann::json& constraint, const DdlSource& source, Table* table);
[[nodiscard]] ForeignKey ReadForeignKey(const nlohmann::json& constraint);

void SetPrimaryKey(std::vector<std::string> columns, Table* table);

// The expression with each bare word VALUE replaced by a column's name.
[[nodiscard]] std::string ReplaceValue(const std::string& check, const std::string& column);

}  // namespace tacit::sql

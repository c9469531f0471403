#include "src/sql/ddl_table.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "src/sql/name.h"
#include "src/sql/pg_parse.h"

namespace tacit::sql {
namespace {

using Json = nlohmann::json;

// The parser's own names of built-in types, as people write them.
std::string BuiltInTypeName(const std::string& name) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 11> kNames = {{
      {"int2", "smallint"},
      {"int4", "integer"},
      {"int8", "bigint"},
      {"float4", "real"},
      {"float8", "double precision"},
      {"bool", "boolean"},
      {"bpchar", "char"},
      {"varbit", "bit varying"},
      {"timestamptz", "timestamp with time zone"},
      {"timetz", "time with time zone"},
      {"char", "\"char\""},
  }};
  for (const auto& [internal, written] : kNames) {
    if (name == internal) return std::string(written);
  }
  return name;
}

std::string Modifiers(const Json& modifiers) {
  std::string list;
  for (const Json& modifier : modifiers) {
    const Json* constant = NodeAs(modifier, "A_Const");
    if (constant == nullptr) continue;
    const Json& integer = Member(Member(*constant, "ival"), "ival");
    const std::string text = TextMember(Member(*constant, "sval"), "sval");
    if (!list.empty()) list += ",";
    list += text.empty() ? std::to_string(integer.is_number_integer() ? integer.get<long>() : 0L)
                         : QuoteWith(text, '\'');
  }
  return list.empty() ? list : "(" + list + ")";
}

// serial and its kin are an integer with a sequence.
std::optional<std::string> SerialBase(const std::string& type) {
  if (type == "serial" || type == "serial4") return "integer";
  if (type == "bigserial" || type == "serial8") return "bigint";
  if (type == "smallserial" || type == "serial2") return "smallint";
  return std::nullopt;
}

std::string OnDelete(const std::string& action) {
  if (action == "c") return "cascade";
  if (action == "n") return "set null";
  if (action == "d") return "set default";
  if (action == "r") return "restrict";
  return "";
}

Column* FindColumn(Table* table, const std::string& name) {
  const int ordinal = table->ColumnOrdinal(name);
  return ordinal < 0 ? nullptr : &table->columns[static_cast<std::size_t>(ordinal)];
}

// Is a predicate over VALUE true or NULL for a NULL, as far as its words show? Comparisons, lists and
// patterns are; whatever else it calls may answer anything.
bool IsStrict(const std::string& check) {
  constexpr std::array<std::string_view, 24> kStrict = {
      "value",   "and",       "or",        "not",     "in",      "between",     "like",   "ilike",
      "similar", "any",       "array",     "text",    "int",     "integer",     "bigint", "smallint",
      "double",  "precision", "character", "varying", "numeric", "char_length", "length", "lower"};
  const std::vector<Token> tokens = Tokenize(check);
  return std::all_of(tokens.begin(), tokens.end(), [&](const Token& token) {
    return token.kind != TokenKind::kWord ||
           std::any_of(kStrict.begin(), kStrict.end(),
                       [&](std::string_view word) { return IsKeyword(check, token, word); });
  });
}

// A domain's constraints keep no NULL out of a column: the result of an empty scalar sub-query is not looked
// at again (PostgreSQL's manual, CREATE DOMAIN). So its NOT NULL says nothing of the column, and its checks
// speak of values that are there.
void ApplyDomain(const Domain& domain, Column* column, Table* table) {
  column->type = domain.type;
  if (!column->default_sql.has_value()) column->default_sql = domain.default_sql;
  const std::string name = SqlName(column->name, Dialect::kPostgresql);
  for (const std::string& check : domain.checks) {
    const std::string text = ReplaceValue(check, column->name);
    const bool strict = IsStrict(check);
    table->checks.push_back({"", strict ? text : name + " IS NULL OR (" + text + ")", true});
  }
}

// A type that is an inline enum or a domain says more than its name; MySQL's inline enum compares as text.
// What a named enum holds is known when all is read: see AddEnumChecks.
void ApplyNamedType(const NamedTypes& types, Column* column, Table* table) {
  const auto add_check = [&](const std::string& in_list) {
    table->checks.push_back({"", SqlName(column->name, Dialect::kPostgresql) + " IN " + in_list, true});
  };
  if (const auto domain = types.domains.find(column->type); domain != types.domains.end()) {
    ApplyDomain(domain->second, column, table);
  }
  if (column->type.starts_with("enum(")) {
    add_check(column->type.substr(std::string_view("enum").size()));
    column->type = "text";
  } else if (column->type.starts_with("set(")) {
    column->type = "text";
  }
}

}  // namespace

void AddEnumChecks(const NamedTypes& types, Table* table) {
  for (const Column& column : table->columns) {
    const auto values = types.enums.find(column.type);
    if (values == types.enums.end() || values->second.empty()) continue;
    std::string list;
    for (const std::string& value : values->second) {
      list += (list.empty() ? "" : ", ") + QuoteWith(value, '\'');
    }
    table->checks.push_back({"", SqlName(column.name, Dialect::kPostgresql) + " IN (" + list + ")", true});
  }
}

std::string TypeText(const Json& type_name) {
  std::vector<std::string> names = StringList(Member(type_name, "names"));
  if (names.empty()) return "unknown";
  const bool built_in = names.size() > 1 && names.front() == "pg_catalog";
  std::string text = built_in ? BuiltInTypeName(names.back()) : names.back();
  // An interval's modifiers are bit masks of its fields; they say nothing of its values' kind.
  if (text != "interval") {
    const std::string modifiers = Modifiers(Member(type_name, "typmods"));
    const std::size_t with = text.find(" with time zone");
    text.insert(with == std::string::npos ? text.size() : with, modifiers);
  }
  for (std::size_t i = 0; i < Member(type_name, "arrayBounds").size(); ++i) text += "[]";
  return text;
}

Domain ReadDomain(const Json& create_domain, const DdlSource& source) {
  Domain domain;
  domain.type = TypeText(Member(create_domain, "typeName"));
  for (const Json& node : Member(create_domain, "constraints")) {
    const Json& constraint = Member(node, "Constraint");
    const std::string kind = TextMember(constraint, "contype");
    if (kind == "CONSTR_DEFAULT") domain.default_sql = source.DefaultText(LocationOf(constraint));
    if (kind == "CONSTR_CHECK") domain.checks.push_back(source.CheckText(LocationOf(constraint)));
  }
  return domain;
}

void AddColumn(const Json& column_def, const DdlSource& source, const NamedTypes& types, Table* table) {
  const std::string name = TextMember(column_def, "colname");
  if (table->ColumnOrdinal(name) >= 0) return;  // ADD COLUMN IF NOT EXISTS
  Column column;
  column.name = name;
  column.type = TypeText(Member(column_def, "typeName"));
  if (std::optional<std::string> base = SerialBase(column.type)) {
    column.type = *base;
    column.nullable = false;
  }
  column.nullable = column.nullable && !BoolMember(column_def, "is_not_null");
  ApplyNamedType(types, &column, table);
  table->columns.push_back(std::move(column));

  for (const Json& node : Member(column_def, "constraints")) {
    const Json& constraint = Member(node, "Constraint");
    const std::string kind = TextMember(constraint, "contype");
    Column& added = table->columns.back();
    if (kind == "CONSTR_NOTNULL" || kind == "CONSTR_IDENTITY") {
      added.nullable = false;
    } else if (kind == "CONSTR_DEFAULT") {
      added.default_sql = source.DefaultText(LocationOf(constraint));
    } else if (kind == "CONSTR_PRIMARY") {
      SetPrimaryKey({name}, table);
    } else if (kind == "CONSTR_UNIQUE") {
      table->uniques.push_back(
          {TextMember(constraint, "conname"), {name}, {}, {}, BoolMember(constraint, "nulls_not_distinct")});
    } else if (kind == "CONSTR_FOREIGN") {
      ForeignKey key = ReadForeignKey(constraint);
      key.columns = {name};
      table->foreign_keys.push_back(std::move(key));
    } else {
      AddConstraint(constraint, source, table);
    }
  }
}

// Only checks without a name are an enum's or a domain's. One that the source wrote like them goes too; then
// less is believed.
void SetColumnType(const std::string& type, const NamedTypes& types, Column* column, Table* table) {
  const std::string list = SqlName(column->name, Dialect::kPostgresql) + " IN ";
  std::erase_if(table->checks, [&](const Check& check) {
    if (!check.name.empty()) return false;
    if (check.sql.starts_with(list)) return true;
    return std::any_of(types.domains.begin(), types.domains.end(), [&](const auto& named) {
      return std::any_of(named.second.checks.begin(), named.second.checks.end(),
                         [&](const std::string& of_domain) {
                           return check.sql.find(ReplaceValue(of_domain, column->name)) != std::string::npos;
                         });
    });
  });
  column->type = type;
  ApplyNamedType(types, column, table);
}

void AddConstraint(const Json& constraint, const DdlSource& source, Table* table) {
  const std::string kind = TextMember(constraint, "contype");
  const std::string name = TextMember(constraint, "conname");
  if (kind == "CONSTR_PRIMARY") {
    SetPrimaryKey(StringList(Member(constraint, "keys")), table);
  } else if (kind == "CONSTR_UNIQUE") {
    table->uniques.push_back(
        {name, StringList(Member(constraint, "keys")), {}, {}, BoolMember(constraint, "nulls_not_distinct")});
  } else if (kind == "CONSTR_FOREIGN") {
    table->foreign_keys.push_back(ReadForeignKey(constraint));
  } else if (kind == "CONSTR_CHECK" && !BoolMember(constraint, "is_no_inherit")) {
    // NO INHERIT binds the table's own rows only, and a child's rows show up in it too.
    table->checks.push_back({name, source.CheckText(LocationOf(constraint)), true});
  }
}

ForeignKey ReadForeignKey(const Json& constraint) {
  return {TextMember(constraint, "conname"), StringList(Member(constraint, "fk_attrs")),
          TextMember(Member(constraint, "pktable"), "relname"), StringList(Member(constraint, "pk_attrs")),
          OnDelete(TextMember(constraint, "fk_del_action"))};
}

void SetPrimaryKey(std::vector<std::string> columns, Table* table) {
  for (const std::string& name : columns) {
    if (Column* column = FindColumn(table, name); column != nullptr) column->nullable = false;
  }
  table->primary_key = std::move(columns);
}

std::string ReplaceValue(const std::string& check, const std::string& column) {
  std::string replaced;
  std::size_t copied = 0;
  for (const Token& token : Tokenize(check)) {
    if (!IsKeyword(check, token, "value")) continue;
    replaced += check.substr(copied, token.begin - copied) + SqlName(column, Dialect::kPostgresql);
    copied = token.end;
  }
  return replaced + check.substr(copied);
}

}  // namespace tacit::sql

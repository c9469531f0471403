#include "optimizer/decide/hypotheses.h"

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace tacit::decide {
namespace {

using nlohmann::json;

std::string Unquoted(std::string_view name) {
  if (name.size() >= 2 && name.front() == '"' && name.back() == '"') name = name.substr(1, name.size() - 2);
  return std::string(name);
}

bool SameName(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) {
    return std::tolower(static_cast<unsigned char>(x)) == std::tolower(static_cast<unsigned char>(y));
  });
}

const Table* FindTable(const Schema& schema, std::string_view name) {
  for (const Table& table : schema.tables) {
    if (SameName(table.name, name)) return &table;
  }
  return nullptr;
}

std::string TextOf(const json& object, const char* member) {
  const auto found = object.find(member);
  return found != object.end() && found->is_string() ? Unquoted(found->get_ref<const std::string&>()) : "";
}

// As the table spells them; nothing where one of them is not there.
std::optional<std::vector<std::string>> ColumnsOf(const json& object, const char* member,
                                                  const Table& table) {
  const auto list = object.find(member);
  if (list == object.end() || !list->is_array() || list->empty()) return std::nullopt;
  std::vector<std::string> columns;
  for (const json& item : *list) {
    if (!item.is_string()) return std::nullopt;
    const std::string name = Unquoted(item.get_ref<const std::string&>());
    const auto column =
        std::ranges::find_if(table.columns, [&](const Column& c) { return SameName(c.name, name); });
    if (column == table.columns.end()) return std::nullopt;
    columns.push_back(column->name);
  }
  return columns;
}

Constraint Plain(ConstraintKind kind, const Table& table, std::vector<std::string> columns) {
  Constraint constraint;
  constraint.kind = kind;
  constraint.table = table.name;
  constraint.columns = std::move(columns);
  return constraint;
}

void AddNotNull(const Table& table, const std::vector<std::string>& columns, std::vector<Constraint>* out) {
  for (const std::string& column : columns) {
    out->push_back(Plain(ConstraintKind::kNotNull, table, {column}));
    out->back().nulls = NullPolicy::kRejected;
  }
}

void AddUnique(const json& object, const Table& table, const std::vector<std::string>& columns,
               std::vector<Constraint>* out) {
  const auto sensitive = object.find("case_sensitive");
  if (object.contains("cond") || (sensitive != object.end() && *sensitive == false)) return;
  out->push_back(Plain(ConstraintKind::kUnique, table, columns));
  out->back().detail = UniqueDetail{};
  // Whoever calls it a primary key speaks of the database, wherever the statement was found.
  if (TextOf(object, "subtype") == "pk") out->back().trust = Trust::kEnforced;
}

void AddForeignKey(const json& object, const Schema& schema, const Table& table,
                   const std::vector<std::string>& columns, std::vector<Constraint>* out) {
  const Table* target = FindTable(schema, TextOf(object, "ref_table"));
  if (target == nullptr) return;
  const auto ref_columns = ColumnsOf(object, "ref_columns", *target);
  if (!ref_columns || ref_columns->size() != columns.size()) return;
  out->push_back(Plain(ConstraintKind::kForeignKey, table, columns));
  out->back().detail = ForeignKeyDetail{target->name, *ref_columns, std::nullopt};
}

void AddLength(const json& object, const Table& table, const std::vector<std::string>& columns,
               std::vector<Constraint>* out) {
  LengthDetail detail;
  if (object.contains("min") && object["min"].is_number_integer())
    detail.min = object["min"].get<std::int64_t>();
  if (object.contains("max") && object["max"].is_number_integer())
    detail.max = object["max"].get<std::int64_t>();
  if (columns.size() != 1 || (!detail.min && !detail.max)) return;
  out->push_back(Plain(ConstraintKind::kLength, table, columns));
  out->back().detail = detail;
}

void AddEnum(const json& object, const Table& table, const std::vector<std::string>& columns,
             std::vector<Constraint>* out) {
  const auto values = object.find("values");
  if (columns.size() != 1 || values == object.end() || !values->is_array() || values->empty()) return;
  ValuesDetail detail;
  for (const json& value : *values) {
    if (value.is_string()) {
      detail.values.emplace_back(value.get<std::string>());
    } else if (value.is_number_integer()) {
      detail.values.emplace_back(value.get<std::int64_t>());
    } else {
      return;
    }
  }
  out->push_back(Plain(ConstraintKind::kOneOf, table, columns));
  out->back().detail = std::move(detail);
}

void Add(const json& object, const Schema& schema, std::vector<Constraint>* out) {
  if (!object.is_object()) return;
  const std::string type = TextOf(object, "type");
  const Table* table = FindTable(schema, TextOf(object, "table"));
  if (table == nullptr) return;
  const auto columns = ColumnsOf(object, "columns", *table);
  if (!columns) return;
  if (type == "not_null" || type == "presence") AddNotNull(*table, *columns, out);
  if (type == "primary_key") AddNotNull(*table, *columns, out);
  if (type == "primary_key" || type == "unique") AddUnique(object, *table, *columns, out);
  if (type == "foreign_key") AddForeignKey(object, schema, *table, *columns, out);
  if (type == "length") AddLength(object, *table, *columns, out);
  if (type == "enum") AddEnum(object, *table, *columns, out);
}

}  // namespace

std::vector<Constraint> ReadHypotheses(const json& list, const Schema& schema, Trust trust) {
  std::vector<Constraint> constraints;
  if (!list.is_array()) return constraints;
  for (const json& object : list) Add(object, schema, &constraints);
  int number = 0;
  for (Constraint& constraint : constraints) {
    constraint.id = "given_" + std::to_string(++number);
    constraint.trust = std::max(constraint.trust, trust);
  }
  return constraints;
}

}  // namespace tacit::decide

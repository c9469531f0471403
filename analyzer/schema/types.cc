#include "analyzer/schema/types.h"

#include <map>

namespace tacit::analyze::schema {

namespace {

std::optional<std::int64_t> Number(const ruby::Hash& options, std::string_view name) {
  const ruby::Value* value = options.Find(name);
  const auto* number = value == nullptr ? nullptr : value->As<std::int64_t>();
  return number == nullptr ? std::nullopt : std::optional<std::int64_t>(*number);
}

std::string WithLimit(const std::string& type, const ruby::Hash& options) {
  auto limit = Number(options, "limit");
  return limit ? type + "(" + std::to_string(*limit) + ")" : type;
}

std::string IntegerType(const ruby::Hash& options) {
  const std::int64_t bytes = Number(options, "limit").value_or(4);
  return bytes <= 2 ? "smallint" : bytes <= 4 ? "integer" : "bigint";
}

std::string DecimalType(const ruby::Hash& options) {
  auto precision = Number(options, "precision");
  auto scale = Number(options, "scale");
  if (!precision) return "numeric";
  return "numeric(" + std::to_string(*precision) + (scale ? "," + std::to_string(*scale) : "") + ")";
}

const std::map<std::string, std::string>& PlainTypes() {
  static const std::map<std::string, std::string> kTypes = {{"text", "text"},
                                                            {"bigint", "bigint"},
                                                            {"float", "double precision"},
                                                            {"datetime", "timestamp"},
                                                            {"timestamp", "timestamp"},
                                                            {"timestamptz", "timestamptz"},
                                                            {"time", "time"},
                                                            {"date", "date"},
                                                            {"binary", "bytea"},
                                                            {"blob", "bytea"},
                                                            {"boolean", "boolean"},
                                                            {"json", "json"},
                                                            {"jsonb", "jsonb"},
                                                            {"uuid", "uuid"},
                                                            {"hstore", "hstore"},
                                                            {"inet", "inet"},
                                                            {"cidr", "cidr"},
                                                            {"macaddr", "macaddr"},
                                                            {"citext", "citext"},
                                                            {"xml", "xml"},
                                                            {"tsvector", "tsvector"},
                                                            {"money", "money"},
                                                            {"interval", "interval"},
                                                            {"serial", "integer"},
                                                            {"bigserial", "bigint"},
                                                            {"tinyint", "smallint"},
                                                            {"smallint", "smallint"},
                                                            {"mediumtext", "text"},
                                                            {"longtext", "text"},
                                                            {"tinytext", "text"},
                                                            {"unsigned_integer", "bigint"},
                                                            {"unsigned_bigint", "numeric(20)"},
                                                            {"real", "real"},
                                                            {"int4range", "int4range"},
                                                            {"int8range", "int8range"},
                                                            {"daterange", "daterange"},
                                                            {"tsrange", "tsrange"},
                                                            {"tstzrange", "tstzrange"},
                                                            {"numrange", "numrange"},
                                                            {"bit", "bit"},
                                                            {"bit_varying", "bit varying"},
                                                            {"point", "point"},
                                                            {"ltree", "ltree"},
                                                            {"oid", "oid"},
                                                            {"virtual", "text"},
                                                            {"mediumblob", "bytea"},
                                                            {"longblob", "bytea"},
                                                            {"geometry", "geometry"},
                                                            {"geography", "geography"},
                                                            {"st_point", "geometry"},
                                                            {"vector", "vector"}};
  return kTypes;
}

}  // namespace

bool IsRailsType(const std::string& name) {
  return name == "string" || name == "integer" || name == "decimal" || name == "numeric" || name == "char" ||
         name == "enum" || PlainTypes().contains(name);
}

std::string SqlType(const std::string& rails_type, const ruby::Hash& options) {
  std::string type = rails_type;
  if (rails_type == "string") {
    type = WithLimit("varchar", options);
  } else if (rails_type == "char") {
    type = WithLimit("char", options);
  } else if (rails_type == "integer") {
    type = IntegerType(options);
    const ruby::Value* is_unsigned = options.Find("unsigned");
    if (is_unsigned != nullptr && is_unsigned->Truth() == true && type == "integer") type = "bigint";
  } else if (rails_type == "decimal" || rails_type == "numeric") {
    type = DecimalType(options);
  } else if (rails_type == "primary_key") {
    type = "bigint";
  } else if (rails_type == "virtual") {
    const ruby::Value* inner = options.Find("type");
    type = inner == nullptr ? "text" : SqlType(inner->Name().value_or("text"), ruby::Hash());
  } else if (auto plain = PlainTypes().find(rails_type); plain != PlainTypes().end()) {
    type = plain->second;
  }
  const ruby::Value* array = options.Find("array");
  return array != nullptr && array->Truth() == true ? type + "[]" : type;
}

std::optional<std::string> SqlDefault(const ruby::Value& value) {
  if (value.Is<ruby::Nil>() || value.Is<ruby::Unknown>()) return std::nullopt;
  if (auto name = value.Name()) {
    std::string quoted = "'";
    for (char c : *name) quoted += c == '\'' ? std::string("''") : std::string(1, c);
    return quoted + "'";
  }
  if (const auto* proc = value.As<ruby::Proc>()) {  // -> { "now()" }
    const syntax::Node* node = proc->node;
    while (node != nullptr && !node->Is("string"))
      node = node->children.empty() ? nullptr : node->children.back();
    if (node == nullptr || node->children.size() != 1) return std::nullopt;
    return std::string(node->children.front()->text);
  }
  if (value.Is<ruby::Hash>() || value.Is<ruby::Array>()) return "'{}'";
  return value.ToS();
}

}  // namespace tacit::analyze::schema

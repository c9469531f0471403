#include "analyzer/rails/columns.h"

#include <algorithm>
#include <cctype>

namespace tacit::analyze::rails {

namespace {

constexpr int kMaxColumnOwners = 20;

// A reader that only hands on what the column holds: `super`, `self[:x]`, `read_attribute(:x)`.
bool HandsOn(const syntax::Node& method) {
  const syntax::Node* body = method.Field("body");
  if (body == nullptr) return false;
  const syntax::Node* only =
      body->children.size() == 1 && body->Is("body_statement") ? body->children.front() : body;
  if (only->Is("super")) return true;
  const std::string text = ruby::OneLine(only->text);
  const syntax::Node* name = method.Field("name");
  const std::string symbol = ":" + std::string(name == nullptr ? "" : name->text);
  return text == "self[" + symbol + "]" || text == "read_attribute(" + symbol + ")" ||
         text == "read_attribute " + symbol;
}

}  // namespace

TypeClass ClassOfType(std::string_view sql_type) {
  auto begins = [sql_type](std::initializer_list<std::string_view> names) {
    return std::any_of(names.begin(), names.end(),
                       [sql_type](std::string_view n) { return sql_type.starts_with(n); });
  };
  if (sql_type.ends_with("[]")) return TypeClass::kOther;
  if (begins({"varchar", "character", "char", "text", "citext", "mediumtext", "longtext", "tinytext"})) {
    return TypeClass::kText;
  }
  if (begins({"int", "bigint", "smallint", "mediumint", "tinyint", "serial", "bigserial"}) &&
      !begins({"interval", "int4range", "int8range"})) {
    return TypeClass::kInteger;
  }
  if (begins({"numeric", "decimal", "real", "double", "float"})) return TypeClass::kNumber;
  if (begins({"bool"})) return TypeClass::kBoolean;
  return TypeClass::kOther;
}

std::string QuoteName(const std::string& name) {
  static constexpr std::string_view kReserved[] = {
      "all",    "analyse", "analyze", "and",     "any",     "array",      "as",      "asc",   "both",
      "case",   "cast",    "check",   "collate", "column",  "create",     "default", "desc",  "do",
      "else",   "end",     "except",  "false",   "fetch",   "for",        "foreign", "from",  "grant",
      "group",  "having",  "in",      "into",    "leading", "limit",      "not",     "null",  "offset",
      "on",     "only",    "or",      "order",   "primary", "references", "select",  "some",  "table",
      "then",   "to",      "true",    "union",   "unique",  "user",       "using",   "when",  "where",
      "window", "with",    "left",    "right",   "like",    "is",         "join",    "inner", "outer",
      "full",   "natural"};
  const bool plain = !name.empty() && std::isdigit(static_cast<unsigned char>(name[0])) == 0 &&
                     std::all_of(name.begin(), name.end(), [](unsigned char c) {
                       return std::islower(c) != 0 || std::isdigit(c) != 0 || c == '_';
                     });
  if (plain && std::find(std::begin(kReserved), std::end(kReserved), name) == std::end(kReserved))
    return name;
  std::string quoted = "\"";
  for (char c : name) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

std::optional<std::string> QuoteValue(const Value& value) {
  if (IsNull(value)) return "NULL";
  if (const bool* truth = std::get_if<bool>(&value)) return *truth ? "TRUE" : "FALSE";
  if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  if (const auto* number = std::get_if<double>(&value)) return ruby::Value{*number}.ToS();
  const auto* text = std::get_if<std::string>(&value);
  if (text == nullptr || text->find('\0') != std::string::npos) return std::nullopt;
  std::string quoted = "'";
  for (char c : *text) quoted += c == '\'' ? std::string("''") : std::string(1, c);
  return quoted + "'";
}

bool MentionsName(const std::string& sql, const std::string& name) {
  for (std::size_t at = sql.find(name); at != std::string::npos; at = sql.find(name, at + 1)) {
    auto is_word = [&](std::size_t i) {
      return i < sql.size() && (std::isalnum(static_cast<unsigned char>(sql[i])) != 0 || sql[i] == '_');
    };
    if ((at == 0 || !is_word(at - 1)) && !is_word(at + name.size())) return true;
  }
  return false;
}

template <typename Visit>
void ModelView::EachModel(Visit visit) const {
  std::string current = name_;
  for (int depth = 0; !current.empty() && depth < kMaxColumnOwners;
       ++depth, current = reader_.Superclass(current)) {
    const Model* model = reader_.FindModel(current);
    if (model != nullptr && visit(*model)) return;
  }
}

const Column* ModelView::FindColumn(std::string_view name) const {
  const int at = table_.ColumnOrdinal(name);
  return at < 0 ? nullptr : &table_.columns[static_cast<std::size_t>(at)];
}

std::string ModelView::ColumnOf(const std::string& attribute) const {
  if (FindColumn(attribute) != nullptr) return attribute;
  std::string column;
  EachModel([&](const Model& model) {
    auto alias = model.aliases.find(attribute);
    if (alias != model.aliases.end() && FindColumn(alias->second) != nullptr) column = alias->second;
    return !column.empty();
  });
  return column;
}

std::vector<std::string> ModelView::ColumnsOf(const std::string& name) const {
  if (std::string column = ColumnOf(name); !column.empty()) return {column};
  const Association* association = FindAssociation(name);
  return association == nullptr ? std::vector<std::string>() : KeyColumns(*association);
}

std::vector<std::string> ModelView::KeyColumns(const Association& association) const {
  if (association.kind != Association::Kind::kBelongsTo || !association.known) return {};
  std::vector<std::string> columns = association.foreign_key;
  if (columns.empty()) columns.push_back(association.name + "_id");
  for (std::string& column : columns) column = ColumnOf(column);
  if (association.polymorphic) {
    columns.push_back(association.foreign_type.empty() ? association.name + "_type"
                                                       : association.foreign_type);
  }
  const bool all = std::all_of(columns.begin(), columns.end(),
                               [this](const std::string& column) { return FindColumn(column) != nullptr; });
  return all ? columns : std::vector<std::string>();
}

const Association* ModelView::FindAssociation(std::string_view name) const {
  const Association* found = nullptr;
  EachModel([&](const Model& model) {
    for (auto it = model.associations.rbegin(); it != model.associations.rend(); ++it) {
      if (it->name != name) continue;
      found = &*it;
      return true;
    }
    return false;
  });
  return found;
}

const EnumMap* ModelView::FindEnum(const std::string& attribute) const {
  const EnumMap* found = nullptr;
  EachModel([&](const Model& model) {
    if (auto map = model.enums.find(attribute); map != model.enums.end()) found = &map->second;
    return found != nullptr;
  });
  return found;
}

const ruby::Value* ModelView::FindScope(const std::string& scope) const {
  const ruby::Value* found = nullptr;
  EachModel([&](const Model& model) {
    if (auto value = model.scopes.find(scope); value != model.scopes.end()) found = &value->second;
    return found != nullptr;
  });
  return found;
}

std::string ModelView::WhyNotPlain(const std::string& attribute) const {
  std::string why;
  EachModel([&](const Model& model) {
    if (model.accessors.contains(attribute)) why = "an accessor hides the column " + attribute;
    return !why.empty();
  });
  if (!why.empty()) return why;
  const Code* method = reader_.InstanceMethod(name_, attribute);
  if (method != nullptr && !HandsOn(*method->node))
    why = "a method " + attribute + " stands before the column";
  return why;
}

std::string ModelView::WhyTransformed(const std::string& attribute) const {
  std::string why;
  EachModel([&](const Model& model) {
    if (auto found = model.transformed.find(attribute); found != model.transformed.end()) {
      why = "the column holds another form of the value (" + found->second + ")";
    }
    return !why.empty();
  });
  return why;
}

std::optional<ModelView::Target> ModelView::TargetOf(const Association& association) const {
  const ruby::Inflector& inflector = reader_.inflector();
  const std::string written =
      association.class_name.empty() ? inflector.CamelizeName(association.name) : association.class_name;
  const std::string target = reader_.classes().Resolve(written, {association.declared.declarer});
  Target out;
  out.table = inflector.Tableize(written);
  if (!target.empty()) {
    auto table = reader_.TableOf(target);
    if (!table || !reader_.IsRecord(target)) return std::nullopt;
    out.table = *table;
  }
  const Table* table = schema_.Find(out.table);
  if (table == nullptr) return std::nullopt;
  const ruby::Value* set = target.empty() ? nullptr : reader_.Setting(target, "primary_key");
  if (!association.primary_key.empty()) {
    out.columns = {association.primary_key};
  } else if (auto names = set == nullptr ? std::nullopt : ruby::Names(*set)) {
    out.columns = *names;
  } else {
    out.columns = table->primary_key.empty() ? std::vector<std::string>{"id"} : table->primary_key;
  }
  for (const std::string& column : out.columns) {
    if (table->ColumnOrdinal(column) < 0) return std::nullopt;
  }
  // Polymorphic types are kept by the base class of the hierarchy.
  std::string base = target.empty() ? written : target;
  for (int depth = 0; depth < kMaxColumnOwners; ++depth) {
    const std::string parent = reader_.Superclass(base);
    if (!reader_.IsRecord(parent) || reader_.IsAbstract(parent)) break;
    base = parent;
  }
  out.polymorphic_name = base;
  return out;
}

}  // namespace tacit::analyze::rails

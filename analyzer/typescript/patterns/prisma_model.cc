// model User { email String @unique @db.VarChar(64) ... }
#include "analyzer/typescript/patterns/prisma_model.h"

#include <algorithm>
#include <charconv>
#include <set>

namespace tacit::analyze::typescript {

const PatternDoc kPrismaModelDoc = {
    .name = "prisma-model",
    .summary = "a model of schema.prisma: its fields, keys, enums and relations",
    .code =
        "model User {\n  id     Int    @id\n  email  String @unique @db.VarChar(64)\n  team   Team   "
        "@relation(fields: [teamId], references: [id])\n  teamId Int\n}",
    .states = "users.email IS NOT NULL, char_length(email) <= 64, UNIQUE (email), FOREIGN KEY (teamId)",
    .soundness =
        "A where the migrations (or, without any, the schema itself) put it into the database; else B",
    .caveat = "with relationMode = \"prisma\" the database has no foreign keys; lists may be NULL in it"};

namespace {

constexpr std::int64_t kMysqlTextLength = 191;  // of a String without a type of its own

std::optional<std::int64_t> NumberOf(const PrismaValue& value) {
  std::int64_t number = 0;
  const char* end = value.text.data() + value.text.size();
  const auto read = std::from_chars(value.text.data(), end, number);
  if (value.kind != PrismaValue::Kind::kNumber || read.ec != std::errc() || read.ptr != end)
    return std::nullopt;
  return number;
}

// [a, b(sort: Desc), c]: the names.
std::vector<std::string> NamesOf(const PrismaValue* value) {
  std::vector<std::string> names;
  if (value == nullptr) return names;
  for (const PrismaValue& item : value->items) names.push_back(item.text);
  return names;
}

std::string PlainType(const std::string& type, const std::string& provider) {
  if (type == "String") return provider == "mysql" ? "varchar(191)" : "text";
  if (type == "Boolean") return "boolean";
  if (type == "Int") return "integer";
  if (type == "BigInt") return "bigint";
  if (type == "Float") return "double precision";
  if (type == "Decimal") return "numeric(65,30)";
  if (type == "DateTime") return "timestamp(3)";
  if (type == "Json") return "jsonb";
  if (type == "Bytes") return "bytea";
  if (type.starts_with("Unsupported(")) return type.substr(12, type.size() - 13);
  return "";
}

// @db.X(n) as SQL writes it.
std::string NativeType(const PrismaAttribute& attribute) {
  std::string name = attribute.name.substr(3);
  std::string modifiers;
  for (const PrismaArgument& argument : attribute.arguments)
    modifiers += (modifiers.empty() ? "" : ",") + argument.value.text;
  if (!modifiers.empty()) modifiers = "(" + modifiers + ")";
  if (name == "Timestamptz") return "timestamp" + modifiers + " with time zone";
  if (name == "Timetz") return "time" + modifiers + " with time zone";
  if (name == "DoublePrecision") return "double precision";
  if (name == "VarBit") return "bit varying" + modifiers;
  if (name == "JsonB") return "jsonb";
  if (name == "ByteA") return "bytea";
  if (name == "Decimal") return "numeric" + modifiers;
  if (name == "UnsignedInt") return "bigint";
  return LowerCase(name) + modifiers;
}

std::optional<std::string> DefaultOf(const PrismaValue& value) {
  using Kind = PrismaValue::Kind;
  if (value.kind == Kind::kNumber) return value.text;
  if (value.kind == Kind::kText) return QuotedValue(tacit::Value(value.text));
  if (value.kind == Kind::kName && (value.text == "true" || value.text == "false")) return value.text;
  if (value.kind == Kind::kCall && value.text == "now") return "CURRENT_TIMESTAMP";
  return std::nullopt;
}

class PrismaModelMaker {
 public:
  explicit PrismaModelMaker(const PrismaSchema& schema) : schema_(schema) {}

  Model Run(const PrismaModel& source) {
    model_ = {};
    model_.key = "prisma#" + source.name;
    model_.name = source.name;
    model_.table = source.name;
    model_.file = source.file;
    model_.line = source.line;
    model_.orm = Orm::kPrisma;
    model_.dialect = schema_.provider;
    for (const PrismaAttribute& attribute : source.attributes) {
      if (attribute.name != "map") continue;
      if (const PrismaValue* mapped = attribute.Argument("name", true)) model_.table = mapped->text;
    }
    for (const PrismaField& field : source.fields) AddField(field);
    for (const PrismaAttribute& attribute : source.attributes) AddBlockAttribute(attribute);
    for (const PrismaField& field : source.fields) AddRelation(field);
    return std::move(model_);
  }

 private:
  Rule MakeRule(ConstraintKind kind, std::vector<std::string> properties, int line) const {
    Rule rule;
    rule.kind = kind;
    rule.properties = std::move(properties);
    rule.evidence = {model_.file, line, std::string(kPrismaModelDoc.name)};
    return rule;
  }

  void AddField(const PrismaField& source) {
    if (schema_.Find(source.type) != nullptr) return;  // a relation, not a column
    const PrismaEnum* values = schema_.FindEnum(source.type);
    Field field;
    field.property = field.column = source.name;
    field.line = source.line;
    field.nullable = source.optional || source.list;
    field.type = values == nullptr ? PlainType(source.type, schema_.provider) : values->mapped;
    if (field.type.empty()) return;  // a composite type, which only document databases have
    const PrismaAttribute* native = nullptr;
    for (const PrismaAttribute& attribute : source.attributes) {
      if (attribute.name.starts_with("db.")) field.type = NativeType(*(native = &attribute));
      const PrismaValue* first = attribute.Argument(attribute.name == "map" ? "name" : "value", true);
      if (attribute.name == "map" && first != nullptr) field.column = first->text;
      if (attribute.name == "default" && first != nullptr && values == nullptr)
        field.default_sql = DefaultOf(*first);
      if (attribute.name == "id") field.primary = true;
    }
    if (source.list) field.type += "[]";
    const std::string name = field.property;
    const bool required = !field.nullable && !field.primary;
    model_.fields.push_back(std::move(field));
    if (required) {
      Rule rule = MakeRule(ConstraintKind::kNotNull, {name}, source.line);
      rule.nulls = NullPolicy::kRejected;
      model_.rules.push_back(std::move(rule));
    }
    if (!source.list) AddDomain(source, values, native);
    if (source.Attribute("unique") != nullptr) {
      Rule rule = MakeRule(ConstraintKind::kUnique, {name}, source.line);
      rule.detail = UniqueDetail{};
      rule.in_schema = true;
      model_.rules.push_back(std::move(rule));
    }
  }

  void AddDomain(const PrismaField& source, const PrismaEnum* values, const PrismaAttribute* native) {
    if (values != nullptr && !values->values.empty()) {
      Rule rule = MakeRule(ConstraintKind::kOneOf, {source.name}, source.line);
      rule.detail = ValuesDetail{std::vector<tacit::Value>(values->values.begin(), values->values.end())};
      rule.in_schema = schema_.provider != "sqlite";
      rule.soundness = Soundness::kB;
      model_.rules.push_back(std::move(rule));
    }
    const bool sized = native != nullptr && (native->name == "db.VarChar" || native->name == "db.Char" ||
                                             native->name == "db.NVarChar" || native->name == "db.NChar");
    std::optional<std::int64_t> length;
    if (sized && !native->arguments.empty()) length = NumberOf(native->arguments[0].value);
    if (native == nullptr && source.type == "String" && schema_.provider == "mysql")
      length = kMysqlTextLength;
    if (!length) return;
    Rule rule = MakeRule(ConstraintKind::kLength, {source.name}, source.line);
    rule.detail = LengthDetail{std::nullopt, length};
    model_.rules.push_back(std::move(rule));
  }

  void AddBlockAttribute(const PrismaAttribute& attribute) {
    const std::vector<std::string> names = NamesOf(attribute.Argument("fields", true));
    if (names.empty()) return;
    if (attribute.name == "id") {
      for (const std::string& name : names) {
        if (Field* field = model_.Find(name)) field->primary = true;
      }
      std::erase_if(model_.rules, [&](const Rule& rule) {
        return rule.kind == ConstraintKind::kNotNull &&
               std::find(names.begin(), names.end(), rule.properties[0]) != names.end();
      });
      KeyOrder(names);
    } else if (attribute.name == "unique") {
      Rule rule = MakeRule(ConstraintKind::kUnique, names, attribute.line);
      rule.detail = UniqueDetail{};
      rule.in_schema = true;
      model_.rules.push_back(std::move(rule));
    } else if (attribute.name == "index") {
      model_.indexes.push_back({"", names, false, std::nullopt});
    }
  }

  // The key's columns in the order of @@id.
  void KeyOrder(const std::vector<std::string>& names) {
    std::vector<Field> key;
    for (const std::string& name : names) {
      if (const Field* field = model_.Find(name)) key.push_back(*field);
    }
    std::size_t next = 0;
    for (Field& field : model_.fields) {
      if (field.primary && next < key.size()) field = key[next++];
    }
  }

  void AddRelation(const PrismaField& source) {
    const PrismaAttribute* relation = source.Attribute("relation");
    if (relation == nullptr || schema_.Find(source.type) == nullptr) return;
    Reference reference;
    reference.properties = NamesOf(relation->Argument("fields"));
    reference.target_properties = NamesOf(relation->Argument("references"));
    if (reference.properties.empty() || reference.target_properties.empty()) return;
    reference.target = "prisma#" + source.type;
    reference.in_schema = !schema_.emulates_relations;
    reference.evidence = {model_.file, source.line, std::string(kPrismaModelDoc.name)};
    const PrismaValue* action = relation->Argument("onDelete");
    const std::string name = action == nullptr ? (source.optional ? "SetNull" : "Restrict") : action->text;
    reference.on_delete = name == "Cascade"    ? "cascade"
                          : name == "SetNull"  ? "set null"
                          : name == "Restrict" ? "restrict"
                                               : "";
    model_.references.push_back(std::move(reference));
  }

  const PrismaSchema& schema_;
  Model model_;
};

}  // namespace

std::vector<Model> PrismaModels(const PrismaSchema& schema) {
  std::vector<Model> models;
  PrismaModelMaker maker(schema);
  for (const PrismaModel& model : schema.models) {
    if (!model.view) models.push_back(maker.Run(model));
  }
  return models;
}

}  // namespace tacit::analyze::typescript

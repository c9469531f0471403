// { type: DataTypes.STRING(64), allowNull: false, unique: true, validate: { len: [1, 64], isIn: [[...]] } }
#include "analyzer/typescript/patterns/sequelize_attribute.h"

#include <algorithm>

#include "analyzer/typescript/patterns/guard.h"

namespace tacit::analyze::typescript {

const PatternDoc kSequelizeValidatorDoc = {
    .name = "sequelize-validator",
    .summary = "Sequelize's validators, built in, written out, or in a decorator of the application",
    .code =
        "@Length({ min: 1, max: 64 })\n@IsIn([[\"draft\", \"published\"]])\n@Column(DataType.STRING)\nstate: "
        "string;",
    .states = "char_length(state) BETWEEN 1 AND 64; state IN ('draft', 'published')",
    .soundness = "B: save, create and update of an instance run them",
    .caveat =
        "bulkCreate, Model.update, upsert and queries run none, nor does { validate: false }; the built-in "
        "ones pass over NULL; one that is written out counts as far as its code is understood"};

namespace {

std::string Upper(std::string_view text) {
  std::string upper(text);
  std::transform(upper.begin(), upper.end(), upper.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  return upper;
}

std::string Modified(const std::string& name, const Link& link) {
  std::string modifiers;
  for (const Value& argument : link.arguments) {
    if (const auto number = argument.Integer())
      modifiers += (modifiers.empty() ? "" : ",") + std::to_string(*number);
  }
  return modifiers.empty() ? name : name + "(" + modifiers + ")";
}

// The arguments of a validator: `[1, 5]`, or `{ args: [1, 5], msg: ... }`.
const Value& ArgumentsOf(const Value& options) {
  const Value* args = options.Get("args");
  return args == nullptr ? options : *args;
}

// A regular expression, with the flags that change what it means.
std::optional<std::string> RegexOf(const Value& value) {
  const Value& arguments = ArgumentsOf(value);
  const Array* array = arguments.AsArray();
  const Value& first = array != nullptr && !array->items.empty() ? array->items[0] : arguments;
  std::string flags;
  std::string source;
  if (const auto* regex = first.As<Regex>()) {
    source = regex->source;
    flags = regex->flags;  // flags beside a regular expression are not looked at
  } else if (auto text = first.Text()) {
    source = *text;
    if (array != nullptr && array->items.size() > 1) flags = array->items[1].Text().value_or("?");
  } else {
    return std::nullopt;
  }
  std::string meant;
  for (char flag : flags) {
    if (flag == 'i' || flag == 's' || flag == 'm') {
      meant += flag;
    } else if (flag != 'g' && flag != 'u' && flag != 'y') {
      return std::nullopt;
    }
  }
  return meant.empty() ? source : "(?" + meant + ":" + source + ")";
}

std::optional<double> NumberOf(const Value& value) {
  const Value& arguments = ArgumentsOf(value);
  const Array* array = arguments.AsArray();
  const Value& first = array != nullptr && !array->items.empty() ? array->items[0] : arguments;
  return first.Is<double>() ? std::optional(*first.As<double>()) : std::nullopt;
}

// isIn: [[a, b]], or [a, b].
std::optional<std::vector<tacit::Value>> ListOf(const Value& value) {
  const Value& arguments = ArgumentsOf(value);
  const Array* array = arguments.AsArray();
  if (array == nullptr || array->items.empty()) return std::nullopt;
  return array->items[0].AsArray() != nullptr ? ScalarList(array->items[0]) : ScalarList(arguments);
}

}  // namespace

std::string SequelizeType(const Value& type) {
  if (auto text = type.Text()) {
    const std::string lower = LowerCase(*text);
    return lower == "string" ? "varchar(255)" : lower.starts_with("enum") ? "text" : lower;
  }
  const Chain* chain = type.AsChain();
  if (chain == nullptr) return "";
  for (const Link& link : chain->links) {
    const std::string name = Upper(link.name);
    if (name == "STRING") return link.arguments.empty() ? "varchar(255)" : Modified("varchar", link);
    if (name == "CHAR") return link.arguments.empty() ? "char(255)" : Modified("char", link);
    if (name == "TEXT" || name == "TINYTEXT") return "text";
    if (name == "CITEXT") return "citext";
    if (name == "INTEGER" || name == "NUMBER" || name == "MEDIUMINT") return "integer";
    if (name == "BIGINT") return "bigint";
    if (name == "SMALLINT" || name == "TINYINT") return "smallint";
    if (name == "FLOAT" || name == "DOUBLE") return "double precision";
    if (name == "REAL") return "real";
    if (name == "DECIMAL" || name == "NUMERIC") return Modified("numeric", link);
    if (name == "BOOLEAN") return "boolean";
    if (name == "DATE") return "timestamp with time zone";
    if (name == "DATEONLY") return "date";
    if (name == "NOW") return "timestamp with time zone";
    if (name == "TIME") return "time";
    if (name == "UUID" || name == "UUIDV4" || name == "UUIDV1") return "uuid";
    if (name == "JSON") return "json";
    if (name == "JSONB") return "jsonb";
    if (name == "BLOB") return "bytea";
    if (name == "ENUM") return "text";
    if (name == "INET" || name == "CIDR" || name == "TSVECTOR" || name == "HSTORE" || name == "MACADDR") {
      return LowerCase(name);
    }
    if (name == "VIRTUAL") return "VIRTUAL";
    if (name == "ARRAY") {
      const std::string of = link.arguments.empty() ? "" : SequelizeType(link.arguments[0]);
      return (of.empty() ? "text" : of) + "[]";
    }
  }
  return "";
}

std::optional<std::vector<tacit::Value>> SequelizeEnum(const Value& type) {
  const Chain* chain = type.AsChain();
  if (chain == nullptr) return std::nullopt;
  for (const Link& link : chain->links) {
    if (Upper(link.name) != "ENUM" || link.open) continue;
    const Value* first = link.arguments.empty() ? nullptr : &link.arguments[0];
    if (first == nullptr) return std::nullopt;
    if (first->AsArray() != nullptr) return ScalarList(*first);
    if (const Value* values = first->Get("values")) return ScalarList(*values);
    return ScalarList(MakeArray({link.arguments, false}));
  }
  return std::nullopt;
}

Field& AttributeReader::FieldOf(const std::string& property, int line) {
  for (Field& field : model_.fields) {
    if (field.property == property) return field;
  }
  Field field;
  field.property = field.column = property;
  field.line = line;
  model_.fields.push_back(std::move(field));
  return model_.fields.back();
}

Rule AttributeReader::MakeRule(ConstraintKind kind, std::vector<std::string> properties, int line) const {
  Rule rule;
  rule.kind = kind;
  rule.properties = std::move(properties);
  rule.evidence = {model_.file, line, pattern_};
  return rule;
}

void AttributeReader::SetType(const std::string& property, const Value& type, int line) {
  Field& field = FieldOf(property, line);
  field.type = SequelizeType(type);
  if (auto values = SequelizeEnum(type); values && !values->empty()) {
    Rule rule = MakeRule(ConstraintKind::kOneOf, {property}, line);
    rule.detail = ValuesDetail{std::move(*values)};
    rule.in_schema = true;
    model_.rules.push_back(std::move(rule));
  }
  const Chain* chain = type.AsChain();
  if (chain == nullptr || chain->links.empty()) return;
  const Link& last = chain->last();
  const std::string name = Upper(last.name);
  const auto bound = last.arguments.empty() ? std::nullopt : last.arguments[0].Integer();
  if ((name != "STRING" && name != "CHAR") || !bound) return;
  Rule rule = MakeRule(ConstraintKind::kLength, {property}, line);
  rule.detail = LengthDetail{std::nullopt, bound};
  model_.rules.push_back(std::move(rule));
}

void AttributeReader::NotNull(const std::string& property, int line) {
  FieldOf(property, line).nullable = false;
  Rule rule = MakeRule(ConstraintKind::kNotNull, {property}, line);
  rule.nulls = NullPolicy::kRejected;
  model_.rules.push_back(std::move(rule));
}

void AttributeReader::Unique(const std::string& property, const Value& unique, int line) {
  if (unique.Truth() != true) return;
  const Value* named = unique.Get("name");
  const std::string name = named != nullptr ? named->Text().value_or("") : unique.Text().value_or("");
  const auto same = std::find_if(keys_.begin(), keys_.end(),
                                 [&](const Key& key) { return !name.empty() && key.name == name; });
  if (same == keys_.end()) {
    keys_.push_back({name, {property}, line});
  } else {
    same->properties.push_back(property);
  }
}

void AttributeReader::FinishKeys() {
  for (const Key& key : keys_) {
    Rule rule = MakeRule(ConstraintKind::kUnique, key.properties, key.line);
    rule.detail = UniqueDetail{};
    rule.in_schema = true;
    rule.soundness = Soundness::kC;  // without the database's key nothing stops two writers
    model_.rules.push_back(std::move(rule));
  }
  keys_.clear();
  for (const Deferred& guard : guards_) Guard(guard.property, guard.function, guard.line);
  guards_.clear();
}

void AttributeReader::Read(const std::string& property, const Value& options, int line) {
  if (options.AsObject() == nullptr) {  // the type alone
    if (options.AsChain() != nullptr) SetType(property, options, line);
    return;
  }
  if (const Value* type = options.Get("type")) SetType(property, *type, line);
  const Value* values = options.Get("values");
  if (auto list = values == nullptr ? std::nullopt : ScalarList(*values); list && !list->empty()) {
    Rule rule = MakeRule(ConstraintKind::kOneOf, {property}, line);
    rule.detail = ValuesDetail{std::move(*list)};
    rule.in_schema = true;
    model_.rules.push_back(std::move(rule));
  }
  Field& field = FieldOf(property, line);
  if (const Value* column = options.Get("field"); column != nullptr && column->Text())
    field.column = *column->Text();
  if (const Value* primary = options.Get("primaryKey"); primary != nullptr && primary->IsTrue())
    field.primary = true;
  if (const Value* initial = options.Get("defaultValue")) {
    if (auto scalar = initial->ToSql()) field.default_sql = QuotedValue(*scalar);
  }
  const Value* nullable = options.Get("allowNull");
  if (nullable != nullptr && nullable->Truth() == false && !field.primary) NotNull(property, line);
  if (const Value* unique = options.Get("unique")) Unique(property, *unique, line);
  if (const Value* validate = options.Get("validate");
      validate != nullptr && validate->AsObject() != nullptr) {
    for (const Property& one : validate->AsObject()->properties) {
      // The application's own decorator: the place is where it is used, not where it is defined.
      const bool elsewhere = pattern_ == "sequelize-typescript";
      Validator(property, one.key, one.value, elsewhere || one.line == 0 ? line : one.line);
    }
  }
  if (const Value* references = options.Get("references")) {
    Reference reference;
    reference.properties = {property};
    reference.evidence = {model_.file, line, pattern_};
    const Value* model = references->Get("model");
    if (const Value* inner = model == nullptr ? nullptr : model->Get("tableName")) model = inner;
    if (model == nullptr) model = references;
    const Value* key = references->Get("key");
    reference.target_table = model->Text().value_or("");
    if (const auto* of = model->As<ClassRef>()) reference.target = of->module->path + "#" + of->name;
    if (key != nullptr && key->Text()) reference.target_properties = {*key->Text()};
    if (const Value* action = options.Get("onDelete"); action != nullptr && action->Text()) {
      reference.on_delete = LowerCase(*action->Text());
    }
    if (!reference.target_table.empty() || !reference.target.empty())
      model_.references.push_back(std::move(reference));
  }
}

void AttributeReader::Validator(const std::string& property, const std::string& name, const Value& options,
                                int line) {
  if (const auto* function = options.As<Function>()) {
    guards_.push_back({property, *function, line});
    return;
  }
  if (options.Is<bool>() && options.Truth() == false) return;
  Rule rule = MakeRule(ConstraintKind::kCheck, {property}, line);
  rule.evidence.pattern = kSequelizeValidatorDoc.name;
  const std::string column = Quoted(FieldOf(property, line).column);
  if (name == "len") {
    const Array* bounds = ArgumentsOf(options).AsArray();
    if (bounds == nullptr || bounds->items.empty()) return;
    LengthDetail detail{bounds->items[0].Integer(), std::nullopt};
    if (bounds->items.size() > 1) detail.max = bounds->items[1].Integer();
    if (detail.min == 0) detail.min.reset();
    if (!detail.min && !detail.max) return;
    rule.kind = ConstraintKind::kLength;
    rule.detail = detail;
  } else if (name == "is" || name == "not") {
    auto regex = RegexOf(options);
    if (!regex) return;
    rule.kind = ConstraintKind::kFormat;
    if (name == "not") *regex = "^(?![\\s\\S]*(?:" + *regex + "))";
    rule.detail = FormatDetail{std::move(*regex), "ecmascript"};
  } else if (name == "isIn" || name == "notIn") {
    auto values = ListOf(options);
    if (!values || values->empty()) return;
    rule.kind = name == "isIn" ? ConstraintKind::kOneOf : ConstraintKind::kNoneOf;
    rule.detail = ValuesDetail{std::move(*values)};
  } else if (name == "min" || name == "max") {
    const auto bound = NumberOf(options);
    const auto sql = bound ? Value{*bound}.ToSql() : std::nullopt;
    if (!sql) return;
    RangeDetail detail;
    (name == "min" ? detail.min : detail.max) = *sql;
    rule.kind = ConstraintKind::kRange;
    rule.detail = detail;
  } else if (name == "notEmpty") {
    rule.detail = CheckDetail{column + " ~ '\\S'"};
  } else if (name == "isLowercase") {
    rule.detail = CheckDetail{"lower(" + column + ") = " + column};
  } else if (name == "isUppercase") {
    rule.detail = CheckDetail{"upper(" + column + ") = " + column};
  } else if (name == "notNull") {
    rule.kind = ConstraintKind::kNotNull;
    rule.nulls = NullPolicy::kRejected;
  } else {
    return;
  }
  model_.rules.push_back(std::move(rule));
}

void AttributeReader::Guard(const std::string& property, const Function& function, int line) {
  for (GuardClaim& claim : ReadGuard(evaluator_, model_, function, {property, false})) {
    Rule rule = MakeRule(claim.kind, std::move(claim.properties), line);
    rule.detail = std::move(claim.detail);
    rule.nulls = claim.nulls;
    rule.evidence.pattern = kSequelizeValidatorDoc.name;
    model_.rules.push_back(std::move(rule));
  }
}

}  // namespace tacit::analyze::typescript

// queryInterface.createTable("users", { id: {...} }), addColumn, addConstraint, ...
#include <algorithm>

#include "analyzer/typescript/model.h"
#include "analyzer/typescript/patterns/sequelize_attribute.h"
#include "analyzer/typescript/schema/script_migrations.h"

namespace tacit::analyze::typescript {

namespace {

std::string TableOf(const Value& value) {
  if (auto text = value.Text()) return *text;
  const Value* name = value.Get("tableName");
  return name == nullptr ? "" : name->Text().value_or("");
}

std::string ColumnNames(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "" : ", ") + Quoted(name);
  return list;
}

std::string TypeOf(const Value& options) {
  const Value* type = options.Get("type");
  const std::string name = SequelizeType(type == nullptr ? options : *type);
  return name.empty() ? "text" : name;
}

bool IsOff(const Value* value) { return value != nullptr && value->Truth() == false; }

std::string ReferenceOf(const Value& options) {
  const Value* references = options.Get("references");
  if (references == nullptr) return "";
  const Value* model = references->Get("model");
  if (model == nullptr) model = references->Get("table");
  const std::string table = TableOf(model == nullptr ? *references : *model);
  if (table.empty()) return "";
  const Value* key = references->Get("key");
  if (key == nullptr) key = references->Get("field");
  const std::string column = key == nullptr ? "" : key->Text().value_or("");
  std::string sql = " REFERENCES " + Quoted(table) + (column.empty() ? "" : " (" + Quoted(column) + ")");
  const Value* action = options.Get("onDelete");
  const std::string name = action == nullptr ? "" : LowerCase(action->Text().value_or(""));
  if (name == "cascade" || name == "set null" || name == "restrict") sql += " ON DELETE " + name;
  return sql;
}

// "VARCHAR(255) NOT NULL DEFAULT 1 UNIQUE REFERENCES ..."
std::string Definition(const Value& options) {
  std::string sql = TypeOf(options);
  if (IsOff(options.Get("allowNull"))) sql += " NOT NULL";
  const Value* initial = options.Get("defaultValue");
  if (const auto scalar = initial == nullptr ? std::nullopt : initial->ToSql())
    sql += " DEFAULT " + QuotedValue(*scalar);
  if (IsTrue(options.Get("unique"))) sql += " UNIQUE";
  return sql + ReferenceOf(options);
}

std::string EnumCheck(const std::string& column, const Value& options) {
  const Value* type = options.Get("type");
  auto values = SequelizeEnum(type == nullptr ? options : *type);
  const Value* listed = options.Get("values");
  if (!values && listed != nullptr) values = ScalarList(*listed);
  if (!values || values->empty()) return "";
  std::string list;
  for (const tacit::Value& value : *values) list += (list.empty() ? "" : ", ") + QuotedValue(value);
  return Quoted(column) + " IN (" + list + ")";
}

// The check of an enum goes by a name of its own, so that a change of the column's type can take it away.
std::string EnumName(const std::string& table, const std::string& column) {
  return Quoted("enum_" + table + "_" + column + "_check");
}

void CreateTable(const std::string& table, const Value& columns, const Value* options,
                 std::vector<std::string>& ddl) {
  const Object* object = columns.AsObject();
  if (object == nullptr) return;
  std::string body;
  std::vector<std::string> key;
  const auto add = [&body](const std::string& part) { body += (body.empty() ? "" : ", ") + part; };
  for (const Property& column : object->properties) {
    const Value* field = column.value.Get("field");
    const std::string name = field == nullptr ? column.key : field->Text().value_or(column.key);
    if (IsTrue(column.value.Get("primaryKey"))) key.push_back(name);
    add(Quoted(name) + " " + Definition(column.value));
    if (const std::string check = EnumCheck(name, column.value); !check.empty())
      add("CONSTRAINT " + EnumName(table, name) + " CHECK (" + check + ")");
  }
  if (!key.empty()) add("PRIMARY KEY (" + ColumnNames(key) + ")");
  const Value* keys = options == nullptr ? nullptr : options->Get("uniqueKeys");
  for (const Property& one : keys != nullptr && keys->AsObject() != nullptr ? keys->AsObject()->properties
                                                                            : std::vector<Property>()) {
    const Value* fields = one.value.Get("fields");
    const auto names = fields == nullptr ? std::nullopt : TextList(*fields);
    if (names) add("CONSTRAINT " + Quoted(one.key) + " UNIQUE (" + ColumnNames(*names) + ")");
  }
  if (!body.empty()) ddl.push_back("CREATE TABLE IF NOT EXISTS " + Quoted(table) + " (" + body + ")");
}

void ChangeColumn(const std::string& table, const std::string& column, const Value& options,
                  std::vector<std::string>& ddl) {
  const std::string alter = "ALTER TABLE " + Quoted(table) + " ";
  const std::string at = alter + "ALTER COLUMN " + Quoted(column) + " ";
  if (options.Get("type") != nullptr || options.AsObject() == nullptr) {
    ddl.push_back(alter + "DROP CONSTRAINT IF EXISTS " + EnumName(table, column));
    ddl.push_back(at + "TYPE " + TypeOf(options));
    if (const std::string check = EnumCheck(column, options); !check.empty())
      ddl.push_back(alter + "ADD CONSTRAINT " + EnumName(table, column) + " CHECK (" + check + ")");
  }
  // In PostgreSQL, allowNull that is not given drops NOT NULL.
  ddl.push_back(at + (IsOff(options.Get("allowNull")) ? "SET NOT NULL" : "DROP NOT NULL"));
  const Value* initial = options.Get("defaultValue");
  const auto scalar = initial == nullptr ? std::nullopt : initial->ToSql();
  ddl.push_back(at + (scalar ? "SET DEFAULT " + QuotedValue(*scalar) : "DROP DEFAULT"));
  if (IsTrue(options.Get("unique"))) ddl.push_back(alter + "ADD UNIQUE (" + Quoted(column) + ")");
  if (const std::string reference = ReferenceOf(options); !reference.empty())
    ddl.push_back(alter + "ADD FOREIGN KEY (" + Quoted(column) + ")" + reference);
}

// Nothing where the condition is not known: the index is then no key that could be relied on.
std::optional<std::string> WhereOf(const Value* where) {
  if (where == nullptr) return "";
  const Object* object = where->AsObject();
  if (object == nullptr || object->open) return std::nullopt;
  std::string sql;
  for (const Property& part : object->properties) {
    std::string condition;
    const Value* negated = part.value.Get("[Op.ne]");
    if (negated == nullptr) negated = part.value.Get("[Op.not]");
    if (part.value.Is<Null>()) {
      condition = " IS NULL";
    } else if (const auto scalar = part.value.ToSql()) {
      condition = " = " + QuotedValue(*scalar);
    } else if (negated != nullptr && negated->Is<Null>()) {
      condition = " IS NOT NULL";
    } else {
      return std::nullopt;
    }
    sql += (sql.empty() ? " WHERE " : " AND ") + Quoted(part.key) + condition;
  }
  return sql;
}

// Fields of an index: names, or { name: "x", order: "DESC" }.
std::optional<std::vector<std::string>> FieldsOf(const Value& fields) {
  const Array* array = fields.AsArray();
  if (array == nullptr) return TextList(fields);
  std::vector<std::string> names;
  for (const Value& item : array->items) {
    const Value* name = item.Get("name");
    if (name == nullptr) name = item.Get("attribute");
    const auto text = name == nullptr ? item.Text() : name->Text();
    if (!text) return std::nullopt;
    names.push_back(*text);
  }
  return names;
}

std::string IndexName(const std::string& table, const std::vector<std::string>& fields) {
  std::string name = table;
  for (const std::string& field : fields) name += "_" + field;
  return name;
}

void AddIndex(const std::string& table, const std::vector<Value>& arguments, std::vector<std::string>& ddl) {
  const Value* options = arguments.size() > 2 ? &arguments[2] : nullptr;
  const Value* fields = arguments.size() > 1 ? &arguments[1] : nullptr;
  if (fields != nullptr && fields->Get("fields") != nullptr) {
    options = fields;
    fields = fields->Get("fields");
  }
  const auto names = fields == nullptr ? std::nullopt : FieldsOf(*fields);
  if (!names || names->empty()) return;
  const auto get = [options](std::string_view key) {
    return options == nullptr ? nullptr : options->Get(key);
  };
  const Value* type = get("type");
  const Value* kind = get("indicesType");
  const bool unique = IsTrue(get("unique")) ||
                      (type != nullptr && LowerCase(type->Text().value_or("")) == "unique") ||
                      (kind != nullptr && LowerCase(kind->Text().value_or("")) == "unique");
  const auto where = WhereOf(get("where"));
  if (unique && !where) return;
  const Value* named = get("name");
  if (named == nullptr) named = get("indexName");
  const std::string name =
      named == nullptr ? IndexName(table, *names) : named->Text().value_or(IndexName(table, *names));
  ddl.push_back(std::string("CREATE ") + (unique ? "UNIQUE " : "") + "INDEX " + Quoted(name) + " ON " +
                Quoted(table) + " (" + ColumnNames(*names) + ")" + where.value_or(""));
}

void AddConstraint(const std::string& table, const std::vector<Value>& arguments,
                   std::vector<std::string>& ddl) {
  // Since version 5: addConstraint(table, options); before: addConstraint(table, fields, options).
  const Value* options = &arguments.back();
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    if (arguments[i].Get("type") != nullptr) options = &arguments[i];
  }
  const Value* fields = options->Get("fields");
  if (fields == nullptr && arguments.size() > 2) fields = &arguments[1];
  const auto names = fields == nullptr ? std::nullopt : FieldsOf(*fields);
  const Value* type = options->Get("type");
  const std::string kind = type == nullptr ? "" : LowerCase(type->Text().value_or(""));
  if (!names || names->empty()) return;
  const Value* named = options->Get("name");
  std::string name = named == nullptr ? "" : named->Text().value_or("");
  std::string body;
  if (kind == "unique") {
    body = "UNIQUE (" + ColumnNames(*names) + ")";
    if (name.empty()) name = IndexName(table, *names) + "_uk";
  } else if (kind == "primary key") {
    body = "PRIMARY KEY (" + ColumnNames(*names) + ")";
    if (name.empty()) name = IndexName(table, *names) + "_pk";
  } else if (kind == "foreign key") {
    const std::string reference = ReferenceOf(*options);
    if (reference.empty()) return;
    body = "FOREIGN KEY (" + ColumnNames(*names) + ")" + reference;
    if (name.empty()) name = IndexName(table, *names) + "_fk";
  } else {
    return;
  }
  ddl.push_back("ALTER TABLE " + Quoted(table) + " ADD CONSTRAINT " + Quoted(name) + " " + body);
}

}  // namespace

void SequelizeStatement(Evaluator& /*evaluator*/, const std::string& method,
                        const std::vector<Value>& arguments, std::vector<std::string>& ddl) {
  const std::string table = arguments.empty() ? "" : TableOf(arguments[0]);
  if (table.empty()) return;
  const auto text = [&](std::size_t i) {
    return i < arguments.size() ? arguments[i].Text().value_or("") : std::string();
  };
  const std::string alter = "ALTER TABLE " + Quoted(table) + " ";
  if (method == "createTable" && arguments.size() > 1) {
    CreateTable(table, arguments[1], arguments.size() > 2 ? &arguments[2] : nullptr, ddl);
  } else if (method == "dropTable") {
    ddl.push_back("DROP TABLE IF EXISTS " + Quoted(table));
  } else if (method == "renameTable" && !text(1).empty()) {
    ddl.push_back(alter + "RENAME TO " + Quoted(text(1)));
  } else if (method == "addColumn" && arguments.size() > 2 && !text(1).empty()) {
    ddl.push_back(alter + "ADD COLUMN " + Quoted(text(1)) + " " + Definition(arguments[2]));
    if (const std::string check = EnumCheck(text(1), arguments[2]); !check.empty())
      ddl.push_back(alter + "ADD CONSTRAINT " + EnumName(table, text(1)) + " CHECK (" + check + ")");
  } else if (method == "removeColumn" && !text(1).empty()) {
    ddl.push_back(alter + "DROP COLUMN IF EXISTS " + Quoted(text(1)));
  } else if (method == "changeColumn" && arguments.size() > 2 && !text(1).empty()) {
    ChangeColumn(table, text(1), arguments[2], ddl);
  } else if (method == "renameColumn" && !text(1).empty() && !text(2).empty()) {
    ddl.push_back(alter + "RENAME COLUMN " + Quoted(text(1)) + " TO " + Quoted(text(2)));
  } else if (method == "addIndex") {
    AddIndex(table, arguments, ddl);
  } else if (method == "removeIndex" && arguments.size() > 1) {
    const auto fields = arguments[1].AsArray() == nullptr ? std::nullopt : FieldsOf(arguments[1]);
    const std::string name = fields ? IndexName(table, *fields) : text(1);
    if (!name.empty()) ddl.push_back("DROP INDEX IF EXISTS " + Quoted(name));
  } else if (method == "addConstraint" && arguments.size() > 1) {
    AddConstraint(table, arguments, ddl);
  } else if (method == "removeConstraint" && !text(1).empty()) {
    ddl.push_back(alter + "DROP CONSTRAINT IF EXISTS " + Quoted(text(1)));
  }
}

}  // namespace tacit::analyze::typescript

// queryRunner.createTable(new Table({ name: "users", columns: [...] })), addColumn, createIndex, ...
#include <algorithm>

#include "analyzer/typescript/model.h"
#include "analyzer/typescript/schema/script_migrations.h"

namespace tacit::analyze::typescript {

namespace {

// `new Table({...})`, `new TableColumn({...})`: its options.
const Value& OptionsOf(const Value& value) {
  const Chain* chain = value.AsChain();
  if (chain == nullptr || chain->links.empty() || chain->last().arguments.empty()) return value;
  return chain->last().arguments[0];
}

std::string MemberText(const Value& value, std::string_view key) {
  const Value* member = value.Get(key);
  return member == nullptr ? "" : member->Text().value_or("");
}

bool On(const Value& value, std::string_view key) {
  const Value* member = value.Get(key);
  return member != nullptr && member->IsTrue();
}

std::string ColumnList(const Value& value, std::string_view key) {
  const Value* member = value.Get(key);
  const auto names = member == nullptr ? std::nullopt : TextList(*member);
  std::string list;
  for (const std::string& name : names.value_or(std::vector<std::string>()))
    list += (list.empty() ? "" : ", ") + Quoted(name);
  return list;
}

std::string ColumnDefinition(const Value& column) {
  std::string type = MemberText(column, "type");
  const std::string length = MemberText(column, "length");
  if (!length.empty() && (type == "varchar" || type == "char")) type += "(" + length + ")";
  std::string sql =
      Quoted(MemberText(column, "name")) + " " + (type.empty() || type == "enum" ? "text" : type);
  if (On(column, "isArray")) sql += "[]";
  if (!On(column, "isNullable") && !On(column, "isPrimary")) sql += " NOT NULL";
  if (On(column, "isUnique")) sql += " UNIQUE";
  return sql;
}

std::string ForeignKeyOf(const Value& key) {
  const std::string columns = ColumnList(key, "columnNames");
  const std::string table = MemberText(key, "referencedTableName");
  const std::string there = ColumnList(key, "referencedColumnNames");
  if (columns.empty() || table.empty() || there.empty()) return "";
  std::string sql = "FOREIGN KEY (" + columns + ") REFERENCES " + Quoted(table) + " (" + there + ")";
  const std::string action = LowerCase(MemberText(key, "onDelete"));
  if (action == "cascade" || action == "set null" || action == "restrict") sql += " ON DELETE " + action;
  const std::string name = MemberText(key, "name");
  return name.empty() ? sql : "CONSTRAINT " + Quoted(name) + " " + sql;
}

void CreateIndex(const std::string& table, const Value& index, std::vector<std::string>& ddl) {
  const std::string columns = ColumnList(index, "columnNames");
  if (columns.empty()) return;
  const std::string where = MemberText(index, "where");
  if (index.Get("where") != nullptr && where.empty()) return;
  ddl.push_back(std::string("CREATE ") + (On(index, "isUnique") ? "UNIQUE " : "") + "INDEX " +
                Quoted(MemberText(index, "name").empty() ? "idx_" + table : MemberText(index, "name")) +
                " ON " + Quoted(table) + " (" + columns + ")" + (where.empty() ? "" : " WHERE " + where));
}

const std::vector<Value>& ItemsOf(const Value& value, std::string_view key) {
  static const std::vector<Value> kNone;
  const Value* member = value.Get(key);
  const Array* array = member == nullptr ? nullptr : member->AsArray();
  return array == nullptr ? kNone : array->items;
}

void CreateTable(const Value& table, std::vector<std::string>& ddl) {
  const std::string name = MemberText(table, "name");
  if (name.empty()) return;
  std::string body;
  std::string key;
  const auto add = [&body](const std::string& part) {
    if (!part.empty()) body += (body.empty() ? "" : ", ") + part;
  };
  for (const Value& item : ItemsOf(table, "columns")) {
    const Value& column = OptionsOf(item);
    if (MemberText(column, "name").empty()) continue;
    add(ColumnDefinition(column));
    if (On(column, "isPrimary")) key += (key.empty() ? "" : ", ") + Quoted(MemberText(column, "name"));
  }
  if (!key.empty()) add("PRIMARY KEY (" + key + ")");
  for (const Value& item : ItemsOf(table, "uniques")) {
    const std::string columns = ColumnList(OptionsOf(item), "columnNames");
    if (!columns.empty()) add("UNIQUE (" + columns + ")");
  }
  for (const Value& item : ItemsOf(table, "foreignKeys")) add(ForeignKeyOf(OptionsOf(item)));
  ddl.push_back("CREATE TABLE IF NOT EXISTS " + Quoted(name) + " (" + body + ")");
  for (const Value& item : ItemsOf(table, "indices")) CreateIndex(name, OptionsOf(item), ddl);
}

std::string NameOf(const Value& value) {
  const Value& options = OptionsOf(value);
  return options.Text() ? *options.Text() : MemberText(options, "name");
}

}  // namespace

void TypeormStatement(const std::string& method, const std::vector<Value>& arguments,
                      std::vector<std::string>& ddl) {
  if (arguments.empty()) return;
  if (method == "createTable") return CreateTable(OptionsOf(arguments[0]), ddl);
  const std::string table = NameOf(arguments[0]);
  if (table.empty()) return;
  const std::string alter = "ALTER TABLE " + Quoted(table) + " ";
  if (method == "dropTable") {
    ddl.push_back("DROP TABLE IF EXISTS " + Quoted(table));
    return;
  }
  if (arguments.size() < 2) return;
  const Value& second = OptionsOf(arguments[1]);
  const auto each = [&](const Value& value, const auto& run) {
    const Array* array = value.AsArray();
    if (array == nullptr) return run(OptionsOf(value));
    for (const Value& item : array->items) run(OptionsOf(item));
  };
  if (method == "renameTable") {
    ddl.push_back(alter + "RENAME TO " + Quoted(NameOf(arguments[1])));
  } else if (method == "addColumn" || method == "addColumns") {
    each(arguments[1], [&](const Value& column) {
      if (!MemberText(column, "name").empty())
        ddl.push_back(alter + "ADD COLUMN " + ColumnDefinition(column));
    });
  } else if (method == "dropColumn" || method == "dropColumns") {
    each(arguments[1], [&](const Value& column) {
      const std::string name = NameOf(column);
      if (!name.empty()) ddl.push_back(alter + "DROP COLUMN IF EXISTS " + Quoted(name));
    });
  } else if (method == "changeColumn" && arguments.size() > 2) {
    const Value& column = OptionsOf(arguments[2]);
    const std::string old = NameOf(arguments[1]);
    const std::string name = MemberText(column, "name");
    if (old.empty()) return;
    if (!name.empty() && name != old)
      ddl.push_back(alter + "RENAME COLUMN " + Quoted(old) + " TO " + Quoted(name));
    // What else changed is not known for sure: the column keeps no promise but what it says now.
    const std::string at = alter + "ALTER COLUMN " + Quoted(name.empty() ? old : name) + " ";
    const bool required = !name.empty() && !On(column, "isNullable");
    ddl.push_back(at + (required ? "SET NOT NULL" : "DROP NOT NULL"));
  } else if (method == "renameColumn" && arguments.size() > 2) {
    const std::string from = NameOf(arguments[1]);
    const std::string to = NameOf(arguments[2]);
    if (!from.empty() && !to.empty())
      ddl.push_back(alter + "RENAME COLUMN " + Quoted(from) + " TO " + Quoted(to));
  } else if (method == "createIndex" || method == "createIndices") {
    each(arguments[1], [&](const Value& index) { CreateIndex(table, index, ddl); });
  } else if (method == "dropIndex") {
    if (!NameOf(arguments[1]).empty()) ddl.push_back("DROP INDEX IF EXISTS " + Quoted(NameOf(arguments[1])));
  } else if (method == "createForeignKey" || method == "createForeignKeys") {
    each(arguments[1], [&](const Value& key) {
      const std::string sql = ForeignKeyOf(key);
      if (!sql.empty()) ddl.push_back(alter + "ADD " + sql);
    });
  } else if (method == "dropForeignKey" || method == "dropUniqueConstraint" ||
             method == "dropCheckConstraint") {
    if (!NameOf(arguments[1]).empty())
      ddl.push_back(alter + "DROP CONSTRAINT IF EXISTS " + Quoted(NameOf(arguments[1])));
  } else if (method == "createUniqueConstraint") {
    const std::string columns = ColumnList(second, "columnNames");
    const std::string name = MemberText(second, "name");
    if (!columns.empty())
      ddl.push_back(alter + "ADD " + (name.empty() ? "" : "CONSTRAINT " + Quoted(name) + " ") + "UNIQUE (" +
                    columns + ")");
  }
}

}  // namespace tacit::analyze::typescript

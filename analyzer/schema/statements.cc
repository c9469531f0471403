#include "analyzer/schema/statements.h"

#include <algorithm>

#include "analyzer/schema/types.h"

namespace tacit::analyze::schema {

namespace {

std::string Text(const ruby::Hash& options, std::string_view name) {
  const ruby::Value* value = options.Find(name);
  return value == nullptr ? "" : value->Name().value_or("");
}

bool IsOn(const ruby::Hash& options, std::string_view name) {
  const ruby::Value* value = options.Find(name);
  return value != nullptr && value->Truth() == true;
}

bool Nullable(const ruby::Hash& options, bool otherwise) {
  const ruby::Value* value = options.Find("null");
  return value == nullptr ? otherwise : value->Truth().value_or(otherwise);
}

std::string IndexName(const std::string& table, const std::vector<std::string>& columns) {
  std::string name = "index_" + table + "_on_";
  for (std::size_t i = 0; i < columns.size(); ++i) name += (i == 0 ? "" : "_and_") + columns[i];
  return name;
}

bool IsExpression(const std::string& column) { return column.find_first_of("( ") != std::string::npos; }

}  // namespace

Column* Statements::FindColumn(const std::string& table, const std::string& name) {
  Table* found = schema_.Find(table);
  const int at = found == nullptr ? -1 : found->ColumnOrdinal(name);
  return at < 0 ? nullptr : &found->columns[static_cast<std::size_t>(at)];
}

Table& Statements::CreateTable(const std::string& name, const ruby::Hash& options) {
  if (Table* old = schema_.Find(name)) {
    if (!options.Find("force")) return *old;
    DropTable(name);
  }
  Table& table = schema_.tables.emplace_back();
  table.name = name;
  const ruby::Value* id = options.Find("id");
  const ruby::Value* key = options.Find("primary_key");
  auto names = key == nullptr ? std::nullopt : ruby::Names(*key);
  if (names && key->Is<ruby::Array>()) {
    table.primary_key = *names;  // its columns are in the block
    return table;
  }
  if (id != nullptr && id->Truth() == false) return table;
  Column column;
  column.name = names ? names->front() : "id";
  column.nullable = false;
  column.type = dialect.bigint_keys ? "bigint" : "integer";
  if (id != nullptr) {
    if (const auto* detailed = id->As<ruby::Hash>()) {
      column.type = SqlType(Text(*detailed, "type"), *detailed);
    } else if (auto type = id->Name(); type && *type != "primary_key") {
      column.type = SqlType(*type, options);
    }
  }
  table.primary_key = {column.name};
  table.columns.push_back(std::move(column));
  return table;
}

void Statements::DropTable(const std::string& name) {
  std::erase_if(schema_.tables, [&name](const Table& table) { return table.name == name; });
  for (Table& table : schema_.tables) {
    std::erase_if(table.foreign_keys, [&name](const ForeignKey& key) { return key.ref_table == name; });
  }
}

void Statements::RenameTable(const std::string& from, const std::string& to) {
  if (Table* table = schema_.Find(from)) table->name = to;
  for (Table& table : schema_.tables) {
    for (ForeignKey& key : table.foreign_keys) {
      if (key.ref_table == from) key.ref_table = to;
    }
  }
}

void Statements::AddColumn(const std::string& table, const std::string& name, const std::string& rails_type,
                           const ruby::Hash& options) {
  Table* found = schema_.Find(table);
  if (found == nullptr || name.empty() || found->ColumnOrdinal(name) >= 0) return;
  Column column;
  column.name = name;
  column.type = SqlType(rails_type, options);
  column.nullable = Nullable(options, true);
  if (const ruby::Value* value = options.Find("default")) column.default_sql = SqlDefault(*value);
  if (rails_type == "primary_key" || IsOn(options, "primary_key")) {
    column.nullable = false;
    if (rails_type == "primary_key" && !dialect.bigint_keys) column.type = "integer";
    found->primary_key = {name};
  }
  const auto& key = found->primary_key;
  if (std::find(key.begin(), key.end(), name) != key.end()) column.nullable = false;
  if (rails_type == "enum") {
    std::string type = Text(options, "enum_type");
    if (type.empty()) type = Text(options, "enum_name");
    column.type = type.empty() ? "text" : type;
    if (auto values = enums_.find(type); values != enums_.end()) {
      std::string list;
      for (const std::string& value : values->second)
        list += (list.empty() ? "" : ", ") + *SqlDefault({value});
      found->checks.push_back({"", name + " IN (" + list + ")", true});
    }
  }
  found->columns.push_back(std::move(column));
  AddIndexOption(table, {name}, options);
}

// The `index:` of a column or reference: true, or the index's own options.
void Statements::AddIndexOption(const std::string& table, const ruby::Value& columns,
                                const ruby::Hash& options) {
  const ruby::Value* index = options.Find("index");
  if (index == nullptr || index->Truth() != true) return;
  const auto* detail = index->As<ruby::Hash>();
  AddIndex(table, columns, detail == nullptr ? ruby::Hash() : *detail);
}

void Statements::RemoveColumn(const std::string& table, const std::string& name) {
  Table* found = schema_.Find(table);
  if (found == nullptr) return;
  auto uses = [&name](const auto& item) {
    return std::find(item.columns.begin(), item.columns.end(), name) != item.columns.end();
  };
  std::erase_if(found->columns, [&name](const Column& column) { return column.name == name; });
  std::erase_if(found->indexes, uses);
  std::erase_if(found->uniques, uses);
  std::erase_if(found->foreign_keys, uses);
  std::erase_if(found->checks,
                [&name](const Check& check) { return check.sql.find(name) != std::string::npos; });
  if (std::find(found->primary_key.begin(), found->primary_key.end(), name) != found->primary_key.end()) {
    found->primary_key.clear();
  }
}

void Statements::RenameColumn(const std::string& table, const std::string& from, const std::string& to) {
  Table* found = schema_.Find(table);
  Column* column = FindColumn(table, from);
  if (found == nullptr || column == nullptr) return;
  column->name = to;
  auto rename = [&](std::vector<std::string>& columns) {
    std::replace(columns.begin(), columns.end(), from, to);
  };
  rename(found->primary_key);
  for (Index& index : found->indexes) rename(index.columns);
  for (UniqueKey& key : found->uniques) rename(key.columns);
  for (ForeignKey& key : found->foreign_keys) rename(key.columns);
  for (Table& other : schema_.tables) {
    for (ForeignKey& key : other.foreign_keys) {
      if (key.ref_table == table) rename(key.ref_columns);
    }
  }
}

void Statements::ChangeColumn(const std::string& table, const std::string& name,
                              const std::string& rails_type, const ruby::Hash& options) {
  Column* column = FindColumn(table, name);
  if (column == nullptr) return;
  column->type = SqlType(rails_type, options);
  column->nullable = Nullable(options, column->nullable);
  if (const ruby::Value* value = options.Find("default")) column->default_sql = SqlDefault(*value);
}

void Statements::ChangeNull(const std::string& table, const std::string& name, bool nullable) {
  if (Column* column = FindColumn(table, name)) column->nullable = nullable;
}

void Statements::ChangeDefault(const std::string& table, const std::string& name, const ruby::Value& value) {
  if (Column* column = FindColumn(table, name)) column->default_sql = SqlDefault(value);
}

void Statements::AddTimestamps(const std::string& table, const ruby::Hash& options) {
  for (const char* name : {"created_at", "updated_at"}) {
    ruby::Hash own = options;
    if (own.Find("null") == nullptr) own.Set({ruby::Symbol{"null"}}, {!dialect.timestamps_not_null});
    AddColumn(table, name, "datetime", own);
  }
}

void Statements::AddReference(const std::string& table, const std::string& name, const ruby::Hash& options) {
  const ruby::Value* polymorphic = options.Find("polymorphic");
  ruby::Hash own = options;
  (void)own.Remove("index");
  std::string type = Text(options, "type");
  if (type.empty()) type = dialect.bigint_keys ? "bigint" : "integer";
  ruby::Array columns;
  if (polymorphic != nullptr && polymorphic->Truth() == true) {
    ruby::Hash of_type;
    if (const auto* detail = polymorphic->As<ruby::Hash>()) of_type = *detail;
    if (const ruby::Value* null = options.Find("null"); null != nullptr && of_type.Find("null") == nullptr) {
      of_type.Set({ruby::Symbol{"null"}}, *null);
    }
    AddColumn(table, name + "_type", "string", of_type);
    columns.items.push_back({name + "_type"});
  }
  AddColumn(table, name + "_id", type, own);
  columns.items.push_back({name + "_id"});
  ruby::Hash indexed = options;
  if (options.Find("index") == nullptr && dialect.references_index)
    indexed.Set({ruby::Symbol{"index"}}, {true});
  AddIndexOption(table, {columns}, indexed);
  const ruby::Value* key = options.Find("foreign_key");
  if (key == nullptr || key->Truth() != true) return;
  ruby::Hash foreign;
  if (const auto* detail = key->As<ruby::Hash>()) foreign = *detail;
  std::string to = Text(foreign, "to_table");
  if (to.empty()) to = inflector_.Pluralize(name);
  if (foreign.Find("column") == nullptr) foreign.Set({ruby::Symbol{"column"}}, {name + "_id"});
  AddForeignKey(table, to, foreign);
}

void Statements::RemoveReference(const std::string& table, const std::string& name,
                                 const ruby::Hash& options) {
  RemoveColumn(table, name + "_id");
  if (IsOn(options, "polymorphic")) RemoveColumn(table, name + "_type");
}

void Statements::AddIndex(const std::string& table, const ruby::Value& columns, const ruby::Hash& options) {
  Table* found = schema_.Find(table);
  auto names = ruby::Names(columns);
  if (found == nullptr || !names) return;
  Index index;
  index.columns = *names;
  index.name = Text(options, "name");
  if (index.name.empty()) index.name = IndexName(table, *names);
  index.unique = IsOn(options, "unique");
  if (const std::string where = Text(options, "where"); !where.empty()) index.where = where;
  // A prefix of a column is not the column: MySQL's `length:` makes no key of it.
  const bool prefix = options.Find("length") != nullptr;
  if (index.unique && !prefix) {
    UniqueKey key;
    key.name = index.name;
    key.where = index.where;
    key.nulls_equal = IsOn(options, "nulls_not_distinct");
    const bool expressions = std::any_of(names->begin(), names->end(), IsExpression);
    (expressions ? key.expressions : key.columns) = *names;
    found->uniques.push_back(std::move(key));
  }
  if (prefix) index.unique = false;
  found->indexes.push_back(std::move(index));
}

void Statements::RemoveIndex(const std::string& table, const ruby::Value* columns,
                             const ruby::Hash& options) {
  Table* found = schema_.Find(table);
  if (found == nullptr) return;
  std::string name = Text(options, "name");
  if (columns == nullptr) columns = options.Find("column");
  auto names = columns == nullptr ? std::nullopt : ruby::Names(*columns);
  auto gone = [&](const Index& index) {
    return name.empty() ? names && index.columns == *names : index.name == name;
  };
  for (const Index& index : found->indexes) {
    if (!gone(index)) continue;
    std::erase_if(found->uniques, [&index](const UniqueKey& key) { return key.name == index.name; });
  }
  std::erase_if(found->indexes, gone);
}

void Statements::RenameIndex(const std::string& table, const std::string& from, const std::string& to) {
  Table* found = schema_.Find(table);
  if (found == nullptr) return;
  for (Index& index : found->indexes) {
    if (index.name == from) index.name = to;
  }
  for (UniqueKey& key : found->uniques) {
    if (key.name == from) key.name = to;
  }
}

std::string Statements::ForeignKeyColumn(const std::string& to, const ruby::Hash& options) const {
  const std::string column = Text(options, "column");
  return column.empty() && !to.empty() ? inflector_.Singularize(to) + "_id" : column;
}

void Statements::AddForeignKey(const std::string& table, const std::string& to, const ruby::Hash& options) {
  Table* found = schema_.Find(table);
  if (found == nullptr || to.empty()) return;
  ForeignKey key;
  key.name = Text(options, "name");
  key.ref_table = to;
  const ruby::Value* columns = options.Find("column");
  auto names = columns == nullptr ? std::nullopt : ruby::Names(*columns);
  key.columns = names ? *names : std::vector<std::string>{ForeignKeyColumn(to, options)};
  const ruby::Value* primary = options.Find("primary_key");
  auto refs = primary == nullptr ? std::nullopt : ruby::Names(*primary);
  key.ref_columns = refs ? *refs : std::vector<std::string>{"id"};
  if (const std::string action = Text(options, "on_delete"); !action.empty()) {
    key.on_delete = action == "nullify" ? "set null" : action;
  }
  const ruby::Value* validate = options.Find("validate");
  const bool whole = std::all_of(key.columns.begin(), key.columns.end(),
                                 [found](const std::string& c) { return found->ColumnOrdinal(c) >= 0; });
  if (validate != nullptr && validate->Truth() == false) return;  // old rows may break it
  const bool known = std::any_of(
      found->foreign_keys.begin(), found->foreign_keys.end(),
      [&key](const ForeignKey& old) { return old.columns == key.columns && old.ref_table == key.ref_table; });
  if (whole && !known && key.columns.size() == key.ref_columns.size())
    found->foreign_keys.push_back(std::move(key));
}

void Statements::RemoveForeignKey(const std::string& table, const std::string& to,
                                  const ruby::Hash& options) {
  Table* found = schema_.Find(table);
  if (found == nullptr) return;
  const std::string name = Text(options, "name");
  std::string target = to.empty() ? Text(options, "to_table") : to;
  const std::string column = ForeignKeyColumn(target, options);
  std::erase_if(found->foreign_keys, [&](const ForeignKey& key) {
    if (!name.empty()) return key.name == name;
    return key.columns == std::vector<std::string>{column} && (target.empty() || key.ref_table == target);
  });
}

void Statements::AddCheck(const std::string& table, const std::string& sql, const ruby::Hash& options) {
  Table* found = schema_.Find(table);
  if (found == nullptr || sql.empty()) return;
  const ruby::Value* validate = options.Find("validate");
  found->checks.push_back({Text(options, "name"), sql, validate == nullptr || validate->Truth() == true});
}

void Statements::RemoveCheck(const std::string& table, const std::string& sql, const ruby::Hash& options) {
  Table* found = schema_.Find(table);
  if (found == nullptr) return;
  const std::string name = Text(options, "name");
  std::erase_if(found->checks,
                [&](const Check& check) { return name.empty() ? check.sql == sql : check.name == name; });
}

void Statements::CreateEnum(const std::string& name, const std::vector<std::string>& values) {
  enums_[name] = values;
}

bool Statements::HasIndex(const std::string& table, const ruby::Value& columns,
                          const ruby::Hash& options) const {
  const Table* found = static_cast<const Schema&>(schema_).Find(table);
  auto names = ruby::Names(columns);
  if (found == nullptr || !names) return false;
  const std::string name = Text(options, "name");
  return std::any_of(found->indexes.begin(), found->indexes.end(), [&](const Index& index) {
    return index.columns == *names && (name.empty() || index.name == name) &&
           (!IsOn(options, "unique") || index.unique);
  });
}

bool Statements::HasForeignKey(const std::string& table, const std::string& to,
                               const ruby::Hash& options) const {
  const Table* found = static_cast<const Schema&>(schema_).Find(table);
  const std::string column = Text(options, "column");
  return found != nullptr &&
         std::any_of(found->foreign_keys.begin(), found->foreign_keys.end(), [&](const ForeignKey& key) {
           return (to.empty() || key.ref_table == to) &&
                  (column.empty() || key.columns == std::vector{column});
         });
}

}  // namespace tacit::analyze::schema

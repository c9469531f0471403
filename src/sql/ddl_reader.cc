#include "src/sql/ddl_reader.h"

#include <algorithm>
#include <utility>

#include "src/sql/pg_parse.h"
#include "src/sql/token.h"

namespace tacit::sql {
namespace {

using Json = nlohmann::json;

std::string RelationName(const Json& statement) {
  return TextMember(Member(statement, "relation"), "relname");
}

void DropReferencesTo(const std::string& table, Schema& schema) {
  for (Table& other : schema.tables) {
    std::erase_if(other.foreign_keys, [&](const ForeignKey& key) { return key.ref_table == table; });
  }
}

}  // namespace

Table* DdlReader::FindTable(const std::string& name) {
  if (Table* table = schema_.Find(name)) return table;
  const auto found = std::find_if(schema_.tables.begin(), schema_.tables.end(),
                                  [&](const Table& table) { return EqualsIgnoringCase(table.name, name); });
  return found == schema_.tables.end() ? nullptr : &*found;
}

bool DdlReader::Apply(const Json& statement, const DdlSource& source) {
  if (const Json* create = NodeAs(statement, "CreateStmt")) {
    CreateTable(*create, source);
    return true;
  }
  if (const Json* index = NodeAs(statement, "IndexStmt")) return CreateIndex(*index, source);
  if (const Json* alter = NodeAs(statement, "AlterTableStmt")) return AlterTable(*alter, source);
  if (const Json* rename = NodeAs(statement, "RenameStmt")) return Rename(*rename);
  if (const Json* drop = NodeAs(statement, "DropStmt")) return Drop(*drop);
  if (const Json* create = NodeAs(statement, "CreateEnumStmt")) {
    const std::vector<std::string> name = StringList(Member(*create, "typeName"));
    if (!name.empty()) types_.enums[name.back()] = StringList(Member(*create, "vals"));
    return true;
  }
  if (const Json* alter = NodeAs(statement, "AlterEnumStmt")) return AlterEnum(*alter);
  if (const Json* create = NodeAs(statement, "CreateDomainStmt")) {
    const std::vector<std::string> name = StringList(Member(*create, "domainname"));
    if (!name.empty()) types_.domains[name.back()] = ReadDomain(*create, source);
    return true;
  }
  return false;
}

void DdlReader::CreateTable(const Json& create, const DdlSource& source) {
  Table table;
  table.name = RelationName(create);
  if (schema_.Find(table.name) != nullptr) {
    Ignore("table " + table.name + " is created twice; the first stands");
    return;
  }
  Inherit(create, &table);
  primary_key_names_.erase(table.name);
  for (const Json& element : Member(create, "tableElts")) {
    if (const Json* column = NodeAs(element, "ColumnDef")) {
      AddColumn(*column, source, types_, &table);
      for (const Json& own : Member(*column, "constraints")) NamePrimaryKey(Member(own, "Constraint"), table);
    } else if (const Json* constraint = NodeAs(element, "Constraint")) {
      AddConstraint(*constraint, source, &table);
      NamePrimaryKey(*constraint, table);
    } else if (const Json* like = NodeAs(element, "TableLikeClause")) {
      if (const Table* model = schema_.Find(RelationName(*like))) {
        table.columns.insert(table.columns.end(), model->columns.begin(), model->columns.end());
      }
    }
  }
  // A key may be named before its columns are read.
  SetPrimaryKey(std::move(table.primary_key), &table);
  schema_.tables.push_back(std::move(table));
}

// A partition has all that its parent declares, and the parent's keys hold across partitions. A child by
// INHERITS has the parent's columns and checks, and its rows, which no key of the parent covers, show up in
// the parent: so in the end the parent has no keys.
void DdlReader::Inherit(const Json& create, Table* child) {
  const bool partition = !Member(create, "partbound").is_null();
  for (const Json& node : Member(create, "inhRelations")) {
    Table* parent = schema_.Find(TextMember(Member(node, "RangeVar"), "relname"));
    if (parent == nullptr) continue;
    for (const Column& column : parent->columns) {
      if (child->ColumnOrdinal(column.name) < 0) child->columns.push_back(column);
    }
    child->checks.insert(child->checks.end(), parent->checks.begin(), parent->checks.end());
    if (partition) {
      child->primary_key = parent->primary_key;
      child->uniques = parent->uniques;
      child->foreign_keys = parent->foreign_keys;
    } else {
      inherited_.push_back(parent->name);
    }
  }
}

bool DdlReader::CreateIndex(const Json& statement, const DdlSource& source) {
  Table* table = FindTable(RelationName(statement));
  if (table == nullptr) return false;
  Index index;
  index.name = TextMember(statement, "idxname");
  index.columns = source.IndexElements();
  index.unique = BoolMember(statement, "unique");
  if (std::string where = source.WhereText(); !where.empty()) index.where = std::move(where);
  if (index.unique) {
    UniqueKey key;
    key.name = index.name;
    key.where = index.where;
    key.nulls_equal = BoolMember(statement, "nulls_not_distinct");
    const Json& elements = Member(statement, "indexParams");
    const bool plain = std::all_of(elements.begin(), elements.end(), [](const Json& element) {
      return Member(Member(element, "IndexElem"), "expr").is_null();
    });
    (plain ? key.columns : key.expressions) = index.columns;
    table->uniques.push_back(std::move(key));
  }
  table->indexes.push_back(std::move(index));
  return true;
}

// ADD VALUE and RENAME VALUE.
bool DdlReader::AlterEnum(const Json& alter) {
  const std::vector<std::string> name = StringList(Member(alter, "typeName"));
  const auto found = name.empty() ? types_.enums.end() : types_.enums.find(name.back());
  if (found == types_.enums.end()) return false;
  std::vector<std::string>& values = found->second;
  const std::string to = TextMember(alter, "newVal");
  const std::string from = TextMember(alter, "oldVal");
  if (!from.empty()) {
    std::replace(values.begin(), values.end(), from, to);
  } else if (std::find(values.begin(), values.end(), to) == values.end()) {
    values.push_back(to);
  }
  return true;
}

// ALTER TYPE a RENAME TO b: its columns follow.
bool DdlReader::RenameType(const Json& rename) {
  const std::vector<std::string> path = StringList(Member(Member(Member(rename, "object"), "List"), "items"));
  const std::string to = TextMember(rename, "newname");
  if (path.empty() || !types_.enums.contains(path.back())) return false;
  types_.enums[to] = types_.enums.extract(path.back()).mapped();
  for (Table& table : schema_.tables) {
    for (Column& column : table.columns) {
      if (column.type == path.back()) column.type = to;
    }
  }
  return true;
}

// An index, or the constraint that owns it, goes by another name from now on: a later DROP says the new one.
void DdlReader::RenameIndex(const std::string& from, const std::string& to) {
  for (Table& table : schema_.tables) {
    RenameConstraint(from, to, &table);
    if (PrimaryKeyName(table) == from) primary_key_names_[table.name] = to;
  }
}

void DdlReader::RenameTable(const std::string& to, Table* table) {
  for (Table& other : schema_.tables) {
    for (ForeignKey& key : other.foreign_keys) {
      if (key.ref_table == table->name) key.ref_table = to;
    }
  }
  for (Unvalidated& entry : unvalidated_) {
    if (entry.table == table->name) entry.table = to;
    if (entry.key.ref_table == table->name) entry.key.ref_table = to;
  }
  primary_key_names_[to] = PrimaryKeyName(*table);
  std::replace(inherited_.begin(), inherited_.end(), table->name, to);
  PrepareRename(to, table);
  table->name = to;
}

bool DdlReader::Rename(const Json& rename) {
  const std::string kind = TextMember(rename, "renameType");
  const std::string to = TextMember(rename, "newname");
  if (kind == "OBJECT_TYPE") return RenameType(rename);
  if (kind == "OBJECT_INDEX") return RenameIndex(RelationName(rename), to), true;
  Table* table = FindTable(RelationName(rename));
  if (table == nullptr) return false;
  const std::string from = TextMember(rename, "subname");
  if (kind == "OBJECT_TABCONSTRAINT") {
    RenameConstraint(from, to, table);
    if (PrimaryKeyName(*table) == from) primary_key_names_[table->name] = to;
    return true;
  }
  if (kind == "OBJECT_TABLE") return RenameTable(to, table), true;
  if (kind != "OBJECT_COLUMN") return false;
  const std::string column = SpelledColumn(*table, from);
  for (Table& other : schema_.tables) {
    for (ForeignKey& key : other.foreign_keys) {
      if (key.ref_table == table->name)
        std::replace(key.ref_columns.begin(), key.ref_columns.end(), column, to);
    }
  }
  RenameColumn(column, to, table);
  return true;
}

bool DdlReader::Drop(const Json& drop) {
  const std::string kind = TextMember(drop, "removeType");
  if (kind == "OBJECT_TYPE") {
    for (const Json& object : Member(drop, "objects")) {
      const std::vector<std::string> path = StringList(Member(Member(object, "TypeName"), "names"));
      if (!path.empty()) types_.enums.erase(path.back());
    }
    return true;
  }
  if (kind != "OBJECT_TABLE" && kind != "OBJECT_INDEX") return false;
  for (const Json& object : Member(drop, "objects")) {
    const std::vector<std::string> path = StringList(Member(Member(object, "List"), "items"));
    if (path.empty()) continue;
    if (kind == "OBJECT_TABLE") {
      const Table* table = FindTable(path.back());
      if (table == nullptr) continue;
      const std::string name = table->name;
      std::erase_if(schema_.tables, [&](const Table& one) { return one.name == name; });
      if (TextMember(drop, "behavior") == "DROP_CASCADE") DropReferencesTo(name, schema_);
      continue;
    }
    for (Table& table : schema_.tables) {
      std::erase_if(table.indexes, [&](const Index& index) { return index.name == path.back(); });
      std::erase_if(table.uniques, [&](const UniqueKey& key) { return key.name == path.back(); });
    }
  }
  return true;
}

// Gives the key the referenced table's own spelling and, where it lists no columns, that table's primary key.
// False where it refers to nothing that is there.
bool DdlReader::ResolveForeignKey(ForeignKey* key) const {
  const auto spelled = [](const std::string& name) {
    return [&name](const auto& named) { return EqualsIgnoringCase(named.name, name); };
  };
  const Table* target = schema_.Find(key->ref_table);
  if (target == nullptr) {
    const auto found = std::find_if(schema_.tables.begin(), schema_.tables.end(), spelled(key->ref_table));
    if (found == schema_.tables.end()) return false;
    target = &*found;
    key->ref_table = target->name;
  }
  if (key->ref_columns.empty()) key->ref_columns = target->primary_key;
  for (std::string& name : key->ref_columns) {
    if (target->ColumnOrdinal(name) >= 0) continue;
    const auto column = std::find_if(target->columns.begin(), target->columns.end(), spelled(name));
    if (column == target->columns.end()) return false;
    name = column->name;
  }
  return !key->columns.empty() && key->columns.size() == key->ref_columns.size();
}

void DdlReader::LeaveOut(std::vector<std::string> parents, int line, std::string why) {
  inherited_.insert(inherited_.end(), parents.begin(), parents.end());
  doubts_.push_back({line, std::move(why)});
}

ParsedDdl DdlReader::Finish() {
  for (const std::string& name : inherited_) {
    Table* parent = schema_.Find(name);
    if (parent == nullptr) continue;
    parent->primary_key.clear();
    parent->uniques.clear();
    parent->foreign_keys.clear();
  }
  for (Table& table : schema_.tables) {
    AddEnumChecks(types_, &table);
    std::erase_if(table.foreign_keys, [&](ForeignKey& key) {
      const std::string target = key.ref_table;
      if (ResolveForeignKey(&key)) return false;
      Ignore("a foreign key of " + table.name + " to " + target + ", where there is no such key");
      return true;
    });
  }
  for (const Unvalidated& entry : unvalidated_) {
    Ignore("foreign key " + entry.key.name + " of " + entry.table + " is NOT VALID: old rows may break it");
  }
  return {std::move(schema_), std::move(ignored_), std::move(doubts_)};
}

}  // namespace tacit::sql

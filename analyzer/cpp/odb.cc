#include "analyzer/cpp/odb.h"

#include <algorithm>

#include "analyzer/cpp/declared.h"
#include "analyzer/cpp/odb_classes.h"
#include "src/sql/token.h"

namespace tacit::analyze::cpp {

namespace {

constexpr std::string_view kOdb = "odb";
constexpr int kMaxOdbDepth = 12;

// first_ and m_first are `first` in the database.
std::string PublicName(std::string_view member) {
  if (member.size() > 2 && member.starts_with("m_")) member.remove_prefix(2);
  while (member.size() > 1 && member.front() == '_') member.remove_prefix(1);
  while (member.size() > 1 && member.back() == '_') member.remove_suffix(1);
  return std::string(member);
}

bool IsOneOf(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool IsMap(const Type& type) {
  return IsOneOf(LastName(type.name),
                 {"map", "multimap", "unordered_map", "unordered_multimap", "QMap", "QMultiMap", "QHash"});
}
bool IsOrdered(const Type& type) {
  return IsOneOf(LastName(type.name),
                 {"vector", "list", "deque", "array", "forward_list", "QList", "QVector", "QLinkedList"});
}
bool IsContainer(const Type& type) {
  return IsMap(type) || IsOrdered(type) ||
         IsOneOf(LastName(type.name), {"set", "multiset", "unordered_set", "unordered_multiset", "QSet"});
}

class OdbReader {
 public:
  explicit OdbReader(Facts& facts)
      : facts_(facts), index_(facts.index()), classes_(ReadOdbClasses(facts.index())) {}

  void Run() {
    for (const auto& [name, declared] : classes_.by_name) {
      if (HasTable(declared)) AddObject(declared);
    }
    AddDeclaredTables(facts_, std::move(tables_), kOdb);
  }

 private:
  // What is being built: an object's table, and what its members are kept in.
  struct Building {
    DeclaredTable declared;
    std::map<std::string, std::vector<std::string>> columns_of;  // by path: "home_.street_"
    std::vector<std::string> id;
    struct Container {
      const Field* field;
      const DbWords* words;
      std::string prefix;  // of the table's name, after the object's
    };
    std::vector<Container> containers;
  };

  // Where a member's columns come to stand.
  struct Spot {
    std::string prefix;     // of columns
    std::string path;       // of members: "home_."
    bool nullable = false;  // within a value that may be missing as a whole
  };

  // --- classes

  const OdbClass* BaseOf(const OdbClass& declared) const {
    for (const std::string& base : declared.record->bases) {
      if (const OdbClass* known = classes_.Find(base)) return known;
    }
    return nullptr;
  }

  bool IsPolymorphic(const OdbClass& declared, int depth = 0) const {
    if (HasWord(declared.words, "polymorphic")) return true;
    const OdbClass* base = BaseOf(declared);
    return base != nullptr && depth < kMaxOdbDepth && IsPolymorphic(*base, depth + 1);
  }

  bool HasTable(const OdbClass& declared) const {
    return declared.kind == OdbClass::Kind::kObject &&
           (!HasWord(declared.words, "abstract") || IsPolymorphic(declared));
  }

  static std::string TableName(const OdbClass& declared) {
    const auto name = ArgumentOf(declared.words, "table");
    return declared.prefix + (name ? *name : std::string(LastName(declared.record->name)));
  }

  static const DbWords& WordsOf(const OdbClass& declared, const std::string& member) {
    static const DbWords kNone;
    const auto said = declared.members.find(member);
    return said == declared.members.end() ? kNone : said->second;
  }

  // Does no column hold it?
  bool IsLeftOut(const OdbClass& declared, const Field& field) const {
    const DbWords& words = WordsOf(declared, field.name);
    return HasWord(declared.words, "transient") || HasWord(words, "transient") || HasWord(words, "inverse") ||
           HasWord(words, "deleted") || field.type.name == "odb::section";
  }

  // The object that a pointer leads to; null: it is no pointer to an object.
  const OdbClass* PointsTo(const Type& type) const {
    if (type.arguments.empty()) return nullptr;
    const OdbClass* target = classes_.Find(type.arguments[0].name);
    return target != nullptr && target->kind == OdbClass::Kind::kObject && !IsContainer(type) ? target
                                                                                              : nullptr;
  }

  const OdbClass* CompositeOf(const Type& type) const {
    const Type* held = HeldByNullable(type);
    const OdbClass* value = classes_.Find((held == nullptr ? type : *held).name);
    return value != nullptr && value->kind == OdbClass::Kind::kComposite ? value : nullptr;
  }

  // --- columns

  static bool MayBeMissing(const Type& type) {
    return IsOneOf(LastName(type.name), {"nullable", "optional"});
  }

  std::string SqlTypeOfMember(const Type& type, const DbWords& words, std::string_view word) const {
    std::optional<std::string> said = ArgumentOf(words, word);
    if (!said) {
      const Type* held = HeldByNullable(type);
      const auto known = classes_.value_types.find(Show(held == nullptr ? type : *held));
      if (known != classes_.value_types.end()) said = known->second;
    }
    if (said) return sql::ToLower(*said);
    const std::string of_type = SqlTypeFor(type);
    return of_type.empty() ? "text" : of_type;
  }

  // The columns of one value: of a member, or of a container's items (`kind` is then "value_" or "key_").
  std::vector<std::string> AddValue(Building& table, const Type& type, const DbWords& words,
                                    const std::string& name, const Spot& spot, Place place,
                                    const std::string& kind, int depth) {
    std::vector<std::string> added;
    if (depth > kMaxOdbDepth) return added;
    const OdbClass* target = PointsTo(type);
    bool nullable = spot.nullable || target != nullptr || MayBeMissing(type);
    if (HasWord(words, kind + "null")) nullable = true;
    if (HasWord(words, kind + "not_null") && !spot.nullable) nullable = false;
    if (const OdbClass* composite = CompositeOf(type)) {
      const auto said = ArgumentOf(words, kind + "column");
      Spot inner{spot.prefix + (said ? *said : name + "_"), spot.path, nullable};
      return AddMembers(table, *composite, inner, depth + 1);
    }
    const std::string column = spot.prefix + ArgumentOf(words, kind + "column").value_or(name);
    if (target != nullptr) return AddPointer(table, *target, words, column, nullable, place, depth);
    Column made{column, SqlTypeOfMember(type, words, kind + "type"), nullable, {}};
    if (const DbWord* given = kind.empty() ? FindWord(words, "default") : nullptr;
        given != nullptr && !given->arguments.empty()) {
      const DbArgument& argument = given->arguments[0];
      made.default_sql = argument.quoted ? sql::QuoteWith(argument.text, '\'') : argument.text;
    }
    if (kind.empty()) AddOptions(table, words, column, place);
    AddColumn(table, std::move(made), place);
    return {column};
  }

  static void AddColumn(Building& table, Column column, Place place) {
    table.declared.columns[column.name] = place;
    table.declared.table.columns.push_back(std::move(column));
  }

  std::vector<std::string> AddPointer(Building& table, const OdbClass& target, const DbWords& words,
                                      const std::string& column, bool nullable, Place place, int depth) {
    std::vector<std::string> added;
    std::vector<std::string> key;
    const std::vector<IdColumn> id = IdOf(target, depth + 1);
    for (const IdColumn& part : id) {
      added.push_back(id.size() == 1 && !part.composite ? column : column + "_" + part.own_name);
      key.push_back(part.column.name);
      AddColumn(table, {added.back(), part.column.type, nullable, {}}, place);
    }
    if (added.empty()) return added;
    const std::string on_delete = ArgumentOf(words, "on_delete").value_or("");
    table.declared.table.foreign_keys.push_back({"", added, TableName(target), key,
                                                 on_delete == "cascade"    ? "cascade"
                                                 : on_delete == "set_null" ? "set null"
                                                                           : ""});
    table.declared.parts[{ConstraintKind::kForeignKey, added}] = place;
    return added;
  }

  // options("CHECK(...)"), which stands in the column's definition as it is.
  static void AddOptions(Building& table, const DbWords& words, const std::string& column, Place place) {
    const auto options = ArgumentOf(words, "options");
    if (!options) return;
    const std::string lower = sql::ToLower(*options);
    const std::size_t check = lower.find("check");
    const std::size_t open = check == std::string::npos ? check : lower.find('(', check);
    const std::size_t close = options->rfind(')');
    if (open == std::string::npos || close == std::string::npos || close <= open) return;
    table.declared.table.checks.push_back({"", options->substr(open + 1, close - open - 1), true});
    for (const ConstraintKind kind : {ConstraintKind::kCheck, ConstraintKind::kRange, ConstraintKind::kOneOf,
                                      ConstraintKind::kNoneOf, ConstraintKind::kLength}) {
      table.declared.parts[{kind, {column}}] = place;
    }
  }

  // --- members

  std::vector<std::string> AddMembers(Building& table, const OdbClass& declared, const Spot& spot,
                                      int depth) {
    std::vector<std::string> added;
    if (depth > kMaxOdbDepth) return added;
    const OdbClass* base = BaseOf(declared);
    const bool has_own_part = base != nullptr && !(IsPolymorphic(*base) && HasTable(*base));
    if (has_own_part) added = AddMembers(table, *base, spot, depth + 1);
    for (const Field& field : declared.record->fields) {
      if (IsLeftOut(declared, field)) continue;
      const DbWords& words = WordsOf(declared, field.name);
      const bool is_container = IsContainer(field.type) && !HasWord(words, "type") &&
                                !classes_.value_types.contains(Show(field.type));
      if (is_container) {
        table.containers.push_back({&field, &words, spot.prefix});
        continue;
      }
      Spot inside = spot;
      inside.path += field.name + ".";
      const std::vector<std::string> columns =
          AddValue(table, field.type, words, PublicName(field.name), inside, field.place, "", depth);
      table.columns_of[spot.path + field.name] = columns;
      added.insert(added.end(), columns.begin(), columns.end());
      if (HasWord(words, "id") && spot.path.empty()) table.id = columns;
      const bool is_unique = HasWord(words, "unique");
      if (is_unique) AddKey(table, columns, "", field.place);
      if (!is_unique && HasWord(words, "index")) {
        table.declared.table.indexes.push_back({"", columns, false, {}});
      }
    }
    return added;
  }

  static void AddKey(Building& table, const std::vector<std::string>& columns, std::string name,
                     Place place) {
    if (columns.empty()) return;
    table.declared.table.uniques.push_back({std::move(name), columns, {}, {}, false});
    table.declared.parts[{ConstraintKind::kUnique, columns}] = place;
  }

  struct IdColumn {
    Column column;
    std::string own_name;    // within a composite id
    bool composite = false;  // the id is one
  };

  // The columns that rows of an object are told by.
  std::vector<IdColumn> IdOf(const OdbClass& declared, int depth) const {
    if (depth > kMaxOdbDepth) return {};
    for (const Field& field : declared.record->fields) {
      const DbWords& words = WordsOf(declared, field.name);
      if (!HasWord(words, "id")) continue;
      const std::string name = PublicName(field.name);
      const OdbClass* composite = CompositeOf(field.type);
      if (composite == nullptr) {
        const std::string column = ArgumentOf(words, "column").value_or(name);
        return {{{column, SqlTypeOfMember(field.type, words, "type"), false, {}}, column, false}};
      }
      const std::string prefix = ArgumentOf(words, "column").value_or(name + "_");
      std::vector<IdColumn> columns;
      for (const Field& part : composite->record->fields) {
        if (IsLeftOut(*composite, part)) continue;
        const DbWords& said = WordsOf(*composite, part.name);
        const std::string own = ArgumentOf(said, "column").value_or(PublicName(part.name));
        columns.push_back({{prefix + own, SqlTypeOfMember(part.type, said, "type"), false, {}}, own, true});
      }
      return columns;
    }
    const OdbClass* base = BaseOf(declared);
    return base == nullptr ? std::vector<IdColumn>() : IdOf(*base, depth + 1);
  }

  // --- tables

  void AddObject(const OdbClass& declared) {
    Building table;
    table.declared.table.name = TableName(declared);
    table.declared.place = declared.place;
    const OdbClass* base = BaseOf(declared);
    if (IsPolymorphic(declared)) {
      if (base != nullptr && HasTable(*base)) {
        AddOwner(table, *base, declared.place, "");
        table.id = table.declared.table.foreign_keys.back().columns;
      }
    }
    AddMembers(table, declared, {}, 0);
    if (IsPolymorphic(declared) && (base == nullptr || !HasTable(*base))) {
      const auto text = classes_.value_types.find("std::basic_string<char>");
      AddColumn(
          table,
          {"typeid", text == classes_.value_types.end() ? "text" : sql::ToLower(text->second), false, {}},
          declared.place);
    }
    for (Column& column : table.declared.table.columns) {
      if (std::find(table.id.begin(), table.id.end(), column.name) != table.id.end()) column.nullable = false;
    }
    table.declared.table.primary_key = table.id;
    AddIndexes(table, declared);
    for (const Building::Container& container : table.containers) AddContainer(declared, container);
    if (!table.declared.table.columns.empty()) tables_.push_back(std::move(table.declared));
  }

  // The columns by which a row belongs to an object: "object_id" of a container's, or those of a base.
  void AddOwner(Building& table, const OdbClass& owner, Place place, const std::string& name) const {
    std::vector<std::string> columns;
    std::vector<std::string> key;
    for (const IdColumn& part : IdOf(owner, 0)) {
      columns.push_back(name.empty() ? part.column.name : part.composite ? name + "_" + part.own_name : name);
      key.push_back(part.column.name);
      AddColumn(table, {columns.back(), part.column.type, false, {}}, place);
    }
    table.declared.table.foreign_keys.push_back({"", columns, TableName(owner), key, "cascade"});
    table.declared.parts[{ConstraintKind::kForeignKey, columns}] = place;
  }

  void AddIndexes(Building& table, const OdbClass& declared) {
    for (const auto& [words, place] : declared.indexes) {
      std::vector<std::string> columns;
      bool is_known = true;
      for (const DbWord& word : words) {
        if (word.name != "member" && word.name != "members") continue;
        // member(first, "ASC") has options; members(first, last) has more members.
        for (const DbArgument& argument : word.arguments) {
          if (argument.quoted) continue;
          const auto found = table.columns_of.find(argument.text);
          if (found == table.columns_of.end()) {
            is_known = false;
          } else {
            columns.insert(columns.end(), found->second.begin(), found->second.end());
          }
        }
      }
      if (!is_known || columns.empty()) continue;
      const auto type = ArgumentOf(words, "type");
      const DbWord& first = words[0];
      const std::string name =
          first.arguments.empty() || !first.arguments[0].quoted ? "" : first.arguments[0].text;
      if (HasWord(words, "unique") || (type && sql::ToLower(*type).starts_with("unique"))) {
        AddKey(table, columns, name, place);
      } else {
        table.declared.table.indexes.push_back({name, columns, false, {}});
      }
    }
  }

  // A container is a table of its own, each of whose rows is an item.
  void AddContainer(const OdbClass& owner, const Building::Container& container) {
    const Field& field = *container.field;
    const DbWords& words = *container.words;
    if (field.type.arguments.empty() || IdOf(owner, 0).empty()) return;
    Building table;
    table.declared.table.name =
        ArgumentOf(words, "table")
            .value_or(TableName(owner) + "_" + container.prefix + PublicName(field.name));
    table.declared.place = field.place;
    AddOwner(table, owner, field.place, ArgumentOf(words, "id_column").value_or("object_id"));
    const bool is_map = IsMap(field.type);
    if (is_map && field.type.arguments.size() < 2) return;
    if (is_map) {
      (void)AddValue(table, field.type.arguments[0], words, "key", {}, field.place, "key_", 1);
    } else if (IsOrdered(field.type) && !HasWord(words, "unordered")) {
      AddColumn(table, {ArgumentOf(words, "index_column").value_or("index"), "bigint", false, {}},
                field.place);
    }
    const Type& item = field.type.arguments[is_map ? 1 : 0];
    (void)AddValue(table, item, words, "value", {}, field.place, "value_", 1);
    tables_.push_back(std::move(table.declared));
  }

  Facts& facts_;
  const Index& index_;
  const OdbClasses classes_;
  std::vector<DeclaredTable> tables_;
};

}  // namespace

void ReadOdb(Facts& facts) {
  if (!facts.index().program().pragmas.empty()) OdbReader(facts).Run();
}

}  // namespace tacit::analyze::cpp

#include "analyzer/cpp/wt_dbo.h"

#include <algorithm>
#include <set>

namespace tacit::analyze::cpp {

namespace {

using Kind = Expr::Kind;

constexpr std::string_view kWtDbo = "wt-dbo";
constexpr std::string_view kNotNull = " not null";

struct ColumnType {
  std::string sql;  // without "not null"
  bool not_null = false;
};

class DboReader {
 public:
  explicit DboReader(Facts& facts) : facts_(facts), index_(facts.index()) {
    for (const SqlType& known : index_.program().sql_types) sql_types_.emplace(known.type, &known);
  }

  DboMapping Run() {
    FindClasses();
    for (DboClass& mapped : mapping_.classes) {
      ReadTraits(mapped);
      ReadPersist(mapped, mapped.record, 0);
    }
    for (const DboClass& mapped : mapping_.classes) AddTable(mapped);
    for (const DboClass& mapped : mapping_.classes) AddJoinTables(mapped);
    return std::move(mapping_);
  }

 private:
  void FindClasses() {
    for (const Function& function : index_.program().functions) {
      ForEachExpr(function.body, [&](const Expr& call) {
        if (call.kind != Kind::kMethod || call.text != "mapClass" || call.type_arguments.size() != 1 ||
            call.args.size() < 2 || (!call.owner.empty() && call.owner != "Wt::Dbo::Session")) {
          return;
        }
        const std::optional<std::string> table = KnownText(call.args[1], index_);
        if (!table) {
          facts_.Say(call.place, "expected a table name that is known without running the code; the class " +
                                     call.type_arguments[0].name + " is passed over");
          return;
        }
        const std::string full = Show(call.type_arguments[0]);
        for (const DboClass& known : mapping_.classes) {
          if (known.full == full) return;
        }
        DboClass mapped;
        mapped.record = call.type_arguments[0].name;
        mapped.full = full;
        mapped.table = *table;
        mapped.place = call.place;
        mapping_.classes.push_back(std::move(mapped));
      });
    }
  }

  // dbo_traits<C>: other names of the keys that Dbo adds, or none.
  void ReadTraits(DboClass& mapped) {
    for (const Function* method : index_.MethodsOf("Wt::Dbo::dbo_traits")) {
      if (method->owner_full != "Wt::Dbo::dbo_traits<" + mapped.full + ">") continue;
      std::optional<std::string>* name = method->name == "surrogateIdField" ? &mapped.id
                                         : method->name == "versionField"   ? &mapped.version
                                                                            : nullptr;
      if (name == nullptr) continue;
      name->reset();
      ForEachExpr(method->body, [&](const Expr& expr) {
        if (expr.kind == Kind::kString && !expr.text.empty()) *name = expr.text;
      });
    }
  }

  void ReadPersist(DboClass& mapped, const std::string& record, int depth) {
    if (depth > 10) return;
    for (const Function* method : index_.MethodsOf(record)) {
      if (method->name != "persist") continue;
      mapped.has_persist = true;
      ForEachExpr(method->body, [&](const Expr& call) {
        if (call.kind == Kind::kCall) ReadCall(mapped, record, call);
        // A base's own part.
        if (call.kind == Kind::kMethod && call.text == "persist" && !call.owner.empty() &&
            call.owner != record) {
          ReadPersist(mapped, call.owner, depth + 1);
        }
      });
      return;
    }
    const Record* declared = index_.FindRecord(record);
    if (declared == nullptr) return;
    for (const std::string& base : declared->bases) ReadPersist(mapped, base, depth + 1);
  }

  void ReadCall(DboClass& mapped, const std::string& record, const Expr& call) {
    if (!call.text.starts_with("Wt::Dbo::") || call.args.size() < 2) return;
    const std::string_view what = LastName(call.text);
    const Expr& member = call.args[1];
    if (member.kind != Kind::kMember) return;
    Type type = member.type;
    // A template's own member type may depend; the instance that is mapped knows.
    const Field* field = index_.FindField(mapped.full, member.text);
    if (field == nullptr || field->type.kind == Type::Kind::kDependent)
      field = index_.FindField(record, member.text);
    if (field != nullptr) type = field->type;
    if (what == "hasMany" || what == "hasOne") return AddSet(mapped, call, type);
    if (what != "field" && what != "id" && what != "auxId" && what != "belongsTo") return;
    DboField column;
    column.member = member.text;
    column.type = type;
    column.place = PlaceOf(mapped, call);
    column.is_id = what == "id";
    if (type.name == "Wt::Dbo::ptr" && !type.arguments.empty()) column.target = Show(type.arguments[0]);
    for (std::size_t i = 2; i < call.args.size(); ++i) ReadArgument(column, call.args[i]);
    if (column.name.empty() && column.is_id) column.name = "id";
    if (!column.target.empty() && column.name.starts_with(">")) {
      column.name.erase(0, 1);
      column.literal = true;
    }
    mapped.fields.push_back(std::move(column));
  }

  // Where a library's class says it, the application does by mapping the class.
  static Place PlaceOf(const DboClass& mapped, const Expr& call) {
    return call.place.file < 0 ? mapped.place : call.place;
  }

  void ReadArgument(DboField& column, const Expr& argument) {
    if (const auto text = KnownText(argument, index_)) {
      column.name = *text;
    } else if (const auto size = KnownInt(argument, index_); size && column.target.empty()) {
      column.size = static_cast<int>(*size);
    }
    ForEachExpr(argument, [&](const Expr& part) {
      if (part.kind != Kind::kName || !part.text.starts_with("Wt::Dbo::")) return;
      const std::string_view flag = LastName(part.text);
      if (flag == "NotNull") column.not_null = true;
      if (flag == "OnDeleteCascade") column.on_delete = "cascade";
      if (flag == "OnDeleteSetNull") column.on_delete = "set null";
      if (flag == "OnDeleteRestrict") column.on_delete = "restrict";
    });
  }

  void AddSet(DboClass& mapped, const Expr& call, const Type& type) {
    if (type.arguments.empty()) return;
    const Type& item = type.arguments[0];
    DboSet set;
    set.member = call.args[1].text;
    set.target =
        item.name == "Wt::Dbo::ptr" && !item.arguments.empty() ? Show(item.arguments[0]) : Show(item);
    set.place = PlaceOf(mapped, call);
    int texts = 0;
    for (std::size_t i = 2; i < call.args.size(); ++i) {
      const Expr& argument = Bare(call.args[i]);
      if (argument.kind == Kind::kEnumerator && LastName(argument.text) == "ManyToMany")
        set.many_to_many = true;
      if (const auto text = KnownText(argument, index_)) (texts++ == 0 ? set.name : set.join_id) = *text;
    }
    mapped.sets.push_back(std::move(set));
  }

  // What the library's own traits say, whose bodies lie in its source files.
  ColumnType LibraryType(const Type& type, int size) const {
    const std::string text = size > 0 ? "varchar(" + std::to_string(size) + ")" : "text";
    switch (type.kind) {
      case Type::Kind::kBool: return {"boolean", true};
      case Type::Kind::kInteger:
        return {type.bits <= 16 ? "smallint" : type.bits <= 32 ? "integer" : "bigint", true};
      case Type::Kind::kFloating: return {type.bits <= 32 ? "real" : "double precision", true};
      case Type::Kind::kEnum: return {"integer", true};
      default: break;
    }
    if (type.name == "std::basic_string" || type.name == "Wt::WString") return {text, true};
    if (type.name == "Wt::WDateTime" || type.name == "std::chrono::time_point") return {"timestamp", false};
    if (type.name == "Wt::WDate") return {"date", false};
    if (type.name == "Wt::WTime" || type.name == "std::chrono::duration") return {"interval", false};
    if (type.name == "std::vector") return {"bytea", false};
    return {"text", false};
  }

  ColumnType TypeOfColumn(const Type& type, int size, int depth = 0) const {
    if (LastName(type.name) == "optional" && type.arguments.size() == 1 && depth < 4) {
      return {TypeOfColumn(type.arguments[0], size, depth + 1).sql, false};
    }
    const auto known = sql_types_.find(Show(type));
    if (known == sql_types_.end() || known->second->sql.empty()) return LibraryType(type, size);
    std::string sql = known->second->sql;
    ColumnType column;
    if (sql.ends_with(kNotNull)) {
      column.not_null = true;
      sql.resize(sql.size() - kNotNull.size());
    }
    if (!sql.starts_with("{")) return {sql, column.not_null};
    const std::string inner = sql.substr(1, sql.find('}') - 1);
    const std::string text = size > 0 ? "varchar(" + std::to_string(size) + ")" : "text";
    if (inner == "textType") return {text, column.not_null};
    if (inner == "longLongType") return {"bigint", column.not_null};
    if (inner == "booleanType") return {"boolean", column.not_null};
    if (inner == "dateTimeType") return {"timestamp", column.not_null};
    if (inner == "blobType") return {"bytea", column.not_null};
    return Delegated(inner, text, column.not_null);
  }

  // "{std::basic_string<char>}": the type of another type, by its name.
  static ColumnType Delegated(std::string_view name, const std::string& text, bool not_null) {
    if (name.starts_with("std::basic_string")) return {text, true};
    if (name == "int") return {"integer", true};
    if (name == "long" || name == "long long") return {"bigint", true};
    if (name == "short") return {"smallint", true};
    if (name == "bool") return {"boolean", true};
    if (name == "double") return {"double precision", true};
    if (name == "float") return {"real", true};
    return {"text", not_null};
  }

  // Whether an enumeration is kept as its number.
  bool IsKeptAsNumber(const Type& type) const {
    const auto known = sql_types_.find(Show(type));
    return known == sql_types_.end() || known->second->sql.empty() ||
           known->second->sql.find("int") != std::string::npos;
  }

  std::vector<Column> KeyOf(const DboClass& mapped, int depth = 0) const {
    if (mapped.id) return {{*mapped.id, "bigint", false, {}}};
    std::vector<Column> key;
    for (const DboField& field : mapped.fields) {
      if (!field.is_id || depth > 4) continue;
      if (field.target.empty()) {
        key.push_back({field.name, TypeOfColumn(field.type, field.size).sql, false, {}});
      } else {
        for (Column& column : ReferenceColumns(field, depth + 1)) key.push_back(std::move(column));
      }
    }
    return key;
  }

  std::vector<Column> ReferenceColumns(const DboField& field, int depth = 0) const {
    const DboClass* target = mapping_.Find(field.target);
    if (target == nullptr) return {};
    std::vector<Column> columns = KeyOf(*target, depth);
    const std::string name = field.name.empty() ? target->table : field.name;
    for (Column& column : columns) {
      column.name = field.literal ? name : name + "_" + column.name;
      column.nullable = !field.not_null;
      if (column.type == "serial" || column.type == "bigserial") column.type = "bigint";
    }
    return columns;
  }

  static std::vector<std::string> Names(const std::vector<Column>& columns) {
    std::vector<std::string> names;
    for (const Column& column : columns) names.push_back(column.name);
    return names;
  }

  void AddTable(const DboClass& mapped) {
    if (!mapped.has_persist) {
      facts_.Say(mapped.place, "expected a persist() of " + mapped.full +
                                   " in the files that are read, found none; " + mapped.table +
                                   " is passed over");
      return;
    }
    Table table;
    table.name = mapped.table;
    if (mapped.id) table.columns.push_back({*mapped.id, "bigint", false, {}});
    if (mapped.version) table.columns.push_back({*mapped.version, "integer", false, {}});
    table.primary_key = Names(KeyOf(mapped));
    for (const DboField& field : mapped.fields) {
      if (field.target.empty()) {
        AddField(mapped, field, table);
      } else {
        AddReference(mapped, field, table);
      }
    }
    facts_.schema().tables.push_back(std::move(table));
  }

  void AddField(const DboClass& mapped, const DboField& field, Table& table) {
    if (field.name.empty()) return;
    const ColumnType type = TypeOfColumn(field.type, field.size);
    const bool not_null = type.not_null || field.is_id;
    table.columns.push_back({field.name, type.sql, !not_null, {}});
    mapping_.members[{mapped.record, field.member}] = {mapped.table, field.name, field.type};
    if (not_null && !field.is_id) facts_.NotNull(mapped.table, field.name, field.place, kWtDbo);
    if (field.size > 0 && type.sql.starts_with("varchar")) {
      facts_.MaxLength(mapped.table, field.name, field.size, field.place, kWtDbo);
    }
    const Type& held = LastName(field.type.name) == "optional" && field.type.arguments.size() == 1
                           ? field.type.arguments[0]
                           : field.type;
    if (held.kind != Type::Kind::kEnum || !IsKeptAsNumber(held)) return;
    if (std::optional<ValuesDetail> values = ValuesOf(held, index_)) {
      facts_.Add(ConstraintKind::kOneOf, mapped.table, {field.name}, std::move(*values), field.place,
                 "enum-column");
    }
  }

  void AddReference(const DboClass& mapped, const DboField& field, Table& table) {
    const DboClass* target = mapping_.Find(field.target);
    if (target == nullptr) {
      facts_.Say(field.place, "expected a mapped class in the reference " + mapped.table + "." + field.name +
                                  ", found " + field.target + ", which no mapClass names; passed over");
      return;
    }
    const std::vector<Column> columns = ReferenceColumns(field);
    for (const Column& column : columns) {
      table.columns.push_back(column);
      if (!column.nullable) facts_.NotNull(mapped.table, column.name, field.place, kWtDbo);
    }
    if (columns.size() == 1)
      mapping_.members[{mapped.record, field.member}] = {mapped.table, columns[0].name, field.type};
    const std::vector<std::string> key = Names(KeyOf(*target));
    table.foreign_keys.push_back({"", Names(columns), target->table, key, field.on_delete});
    facts_.Add(ConstraintKind::kForeignKey, mapped.table, Names(columns),
               ForeignKeyDetail{target->table, key, {}}, field.place, kWtDbo);
  }

  void AddJoinTables(const DboClass& mapped) {
    for (const DboSet& set : mapped.sets) {
      const DboClass* other = mapping_.Find(set.target);
      if (!set.many_to_many || other == nullptr) continue;
      const std::string name = !set.name.empty()             ? set.name
                               : mapped.table < other->table ? mapped.table + "_" + other->table
                                                             : other->table + "_" + mapped.table;
      if (facts_.schema().Find(name) != nullptr) continue;
      const DboSet* back = nullptr;
      for (const DboSet& candidate : other->sets) {
        if (candidate.many_to_many && &candidate != &set && candidate.target == mapped.full &&
            (candidate.name.empty() || candidate.name == name)) {
          back = &candidate;
        }
      }
      Table table;
      table.name = name;
      AddJoinSide(table, mapped, set.join_id, set.place);
      AddJoinSide(table, *other, back == nullptr ? "" : back->join_id,
                  back == nullptr ? set.place : back->place);
      facts_.schema().tables.push_back(std::move(table));
    }
  }

  void AddJoinSide(Table& table, const DboClass& side, std::string join_id, Place place) {
    const bool literal = join_id.starts_with(">");
    if (literal) join_id.erase(0, 1);
    std::vector<Column> columns = KeyOf(side);
    const std::vector<std::string> key = Names(columns);
    for (Column& column : columns) {
      column.name = literal ? join_id : (join_id.empty() ? side.table : join_id) + "_" + column.name;
      table.columns.push_back(column);
      table.primary_key.push_back(column.name);
    }
    table.foreign_keys.push_back({"", Names(columns), side.table, key, "cascade"});
    facts_.Add(ConstraintKind::kForeignKey, table.name, Names(columns), ForeignKeyDetail{side.table, key, {}},
               place, kWtDbo);
  }

  Facts& facts_;
  const Index& index_;
  std::map<std::string, const SqlType*> sql_types_;
  DboMapping mapping_;
};

}  // namespace

const DboClass* DboMapping::Find(const std::string& record) const {
  for (const DboClass& mapped : classes) {
    if (mapped.full == record || mapped.record == record) return &mapped;
  }
  return nullptr;
}

DboMapping ReadWtDbo(Facts& facts) { return DboReader(facts).Run(); }

}  // namespace tacit::analyze::cpp

#include "analyzer/cpp/table_builder.h"

#include <algorithm>
#include <cctype>

#include "src/sql/token.h"

namespace tacit::analyze::cpp {

namespace {

using Kind = Expr::Kind;

constexpr std::string_view kTableBuilder = "table-builder";
constexpr int kMaxBuilderDepth = 30;

enum class Role { kNone, kTable, kColumn, kConstraint, kType, kPrimaryKey, kForeignKey, kUnique, kIndex };

bool Contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// By the last part of a class's name. Order matters: a "TableColumn" is a column, a "ColumnConstraint" none.
Role RoleOf(std::string_view class_name) {
  const std::string_view name = LastName(class_name);
  if (class_name.starts_with("std::")) return Role::kNone;
  if (Contains(name, "ForeignKey")) return Role::kForeignKey;
  if (Contains(name, "PrimaryKey")) return Role::kPrimaryKey;
  if (Contains(name, "Unique")) return Role::kUnique;
  if (name.ends_with("Index")) return Role::kIndex;
  if (name.ends_with("Constraint")) return Role::kConstraint;
  if (name.ends_with("Type")) return Role::kType;
  if (name.ends_with("Column") || name.ends_with("ColumnDef") || name.ends_with("ColumnBuilder"))
    return Role::kColumn;
  if (name.ends_with("Table") || name.ends_with("TableBuilder") || name.ends_with("TableDef"))
    return Role::kTable;
  return Role::kNone;
}

// "NotNull", "NOT_NULL" and "kNotNull" are one: "notnull".
std::string Plain(std::string_view name) {
  std::string plain;
  for (const char c : LastName(name)) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
      plain += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
  }
  if (plain.size() > 1 && plain[0] == 'k' && LastName(name).size() > 1 &&
      std::isupper(static_cast<unsigned char>(LastName(name)[1])) != 0) {
    plain.erase(0, 1);
  }
  return plain;
}

// What an expression comes to.
struct Thing {
  Role role = Role::kNone;
  std::string class_name;
  std::optional<std::string> text;  // a text, or a column's, table's or index's name
  std::optional<std::int64_t> number;
  std::string enumerator;    // Plain
  std::vector<Thing> items;  // of a list, or what a key or an index holds
  bool is_list = false;
  // Of a column.
  std::string type;
  int size = -1;
  bool not_null = false, unique = false, primary_key = false;
  Place not_null_place, unique_place;
  std::optional<std::string> default_sql;
  std::string references;  // of a foreign key: the class of the table, or its name in `text`
  std::string on_delete;
  Place place;
};

struct BuiltTable {
  std::string class_name;
  std::string name;
  std::vector<Thing> columns;
  std::vector<Thing> parts;  // keys, indexes
  bool named_columns = false;
  Place place;
};

class Builder {
 public:
  explicit Builder(Facts& facts) : facts_(facts), index_(facts.index()) {}

  void Run() {
    for (const Function& function : index_.program().functions) Interpret(function);
    for (const BuiltTable& table : tables_) AddTable(table);
  }

 private:
  // --- running a function

  void Interpret(const Function& function) {
    locals_.clear();
    open_.clear();
    owner_ = function.owner;
    if (function.is_constructor && IsTableClass(function.owner)) {
      BuiltTable table;
      table.class_name = function.owner;
      table.place = function.place;
      for (const Function::Initializer& initializer : function.initializers) {
        if (initializer.base.empty()) continue;
        for (const Expr& argument : initializer.value.args) {
          const Thing given = Evaluate(argument, 0);
          if (given.text && table.name.empty() && given.role == Role::kNone) table.name = *given.text;
          Collect(table, given);
        }
      }
      open_[-1] = std::move(table);
    }
    for (const Stmt& stmt : function.body.body) Execute(stmt);
    for (auto& [id, table] : open_) {
      if (!table.name.empty() && !table.columns.empty()) tables_.push_back(std::move(table));
    }
  }

  bool IsTableClass(const std::string& name) const {
    const Record* record = index_.FindRecord(name);
    if (record == nullptr) return false;
    for (const std::string& base : record->bases) {
      if (RoleOf(base) == Role::kTable || IsTableClass(base)) return true;
    }
    return false;
  }

  void Execute(const Stmt& stmt) {
    switch (stmt.kind) {
      case Stmt::Kind::kBlock:
        for (const Stmt& child : stmt.body) Execute(child);
        return;
      case Stmt::Kind::kDecl:
        for (const Variable& variable : stmt.variables) Declare(variable);
        return;
      case Stmt::Kind::kExpr: Run(stmt.exprs[0]); return;
      case Stmt::Kind::kTry:
        if (!stmt.body.empty()) Execute(stmt.body[0]);
        return;
      default: return Forget(stmt);
    }
  }

  // A statement that may or may not run, or run often: of what it touches, only that it is there stays known.
  void Forget(const Stmt& stmt) {
    ForEachExpr(stmt, [&](const Expr& expr) {
      if (expr.kind == Kind::kName && expr.number >= 0 && expr.may_write) ForgetLocal(expr.number);
      if (expr.kind == Kind::kBinary && expr.text == "=" && expr.args[0].kind == Kind::kName) {
        locals_.erase(expr.args[0].number);
      }
    });
  }

  void ForgetLocal(std::int64_t local) {
    const auto held = locals_.find(local);
    if (held == locals_.end()) return;
    if (held->second.role == Role::kColumn) {
      Unconstrain(held->second);
    } else {
      locals_.erase(held);
    }
  }

  void Declare(const Variable& variable) {
    if (variable.init.empty()) return;
    Thing thing = Evaluate(variable.init[0], 0);
    if (thing.role == Role::kNone && !thing.text && !thing.is_list && !thing.number) return;
    if (thing.role == Role::kTable && thing.text) {
      BuiltTable table;
      table.class_name = thing.class_name;
      table.name = *thing.text;
      table.place = thing.place;
      for (const Thing& item : thing.items) Collect(table, item);
      open_[variable.id] = std::move(table);
    }
    locals_[variable.id] = std::move(thing);
  }

  void Run(const Expr& expr) {
    if (expr.kind == Kind::kBinary && expr.text == "=" && expr.args[0].kind == Kind::kName) {
      locals_[expr.args[0].number] = Evaluate(expr.args[1], 0);
      return;
    }
    if (expr.kind != Kind::kMethod || expr.args.empty()) return;
    const Expr& object = expr.args[0];
    if (object.kind == Kind::kThis) return CallOnTable(open_.find(-1), expr);
    if (object.kind == Kind::kName) {
      if (const auto table = open_.find(object.number); table != open_.end()) return CallOnTable(table, expr);
      if (const auto held = locals_.find(object.number); held != locals_.end()) {
        Apply(held->second, expr, 0);
        return;
      }
    }
    // table.column("x").notNull(): the chain begins at the table.
    const Expr* first = &expr;
    while (first->kind == Kind::kMethod && !first->args.empty() && first->args[0].kind == Kind::kMethod) {
      first = &first->args[0];
    }
    if (first->kind == Kind::kMethod && !first->args.empty() && first->args[0].kind == Kind::kName) {
      const auto table = open_.find(first->args[0].number);
      if (table != open_.end()) Collect(table->second, Evaluate(expr, 0));
    }
  }

  void CallOnTable(std::map<std::int64_t, BuiltTable>::iterator table, const Expr& call) {
    if (table == open_.end()) return;
    if (Plain(call.text) == "setname" && call.args.size() > 1) {
      if (const auto name = KnownText(call.args[1], index_)) table->second.name = *name;
      return;
    }
    if (Contains(Plain(call.text), "remove") || Contains(Plain(call.text), "drop")) return;
    for (std::size_t i = 1; i < call.args.size(); ++i) Collect(table->second, Evaluate(call.args[i], 0));
  }

  // What a table is given, it holds.
  void Collect(BuiltTable& table, const Thing& given) {
    if (given.is_list) {
      for (const Thing& item : given.items) Collect(table, item);
      return;
    }
    if (given.role == Role::kColumn && given.text) {
      for (const Thing& column : table.columns) {
        if (column.text == given.text) return;
      }
      table.columns.push_back(given);
    } else if (given.role == Role::kPrimaryKey || given.role == Role::kForeignKey ||
               given.role == Role::kIndex || given.role == Role::kUnique) {
      table.parts.push_back(given);
    }
  }

  // --- values

  Thing Evaluate(const Expr& given, int depth) {
    Thing thing;
    thing.place = given.place;
    if (depth > kMaxBuilderDepth) return thing;
    if (given.kind == Kind::kDefault) return thing;
    switch (given.kind) {
      case Kind::kList: {
        thing.is_list = true;
        for (const Expr& item : given.args) thing.items.push_back(Evaluate(item, depth + 1));
        return thing;
      }
      case Kind::kEnumerator:
        thing.enumerator = Plain(given.text);
        thing.number = given.number;
        return thing;
      case Kind::kInt: thing.number = given.number; return thing;
      case Kind::kUnary:
        if (given.text == "&" || given.text == "*") return Evaluate(given.args[0], depth + 1);
        return thing;
      case Kind::kName: {
        const auto held = locals_.find(given.number);
        if (given.number >= 0 && held != locals_.end()) return held->second;
        // A parameter that is a table: which one, its class says.
        if (RoleOf(given.type.name) == Role::kTable || IsTableClass(given.type.name)) {
          thing.role = Role::kTable;
          thing.class_name = given.type.name;
          return thing;
        }
        break;
      }
      case Kind::kThis:
        thing.role = Role::kTable;
        thing.class_name = owner_;
        return thing;
      case Kind::kIndex: {
        const Thing list = Evaluate(given.args[0], depth + 1);
        const std::optional<std::int64_t> at = KnownInt(given.args[1], index_);
        if (list.is_list && at && *at >= 0 && static_cast<std::size_t>(*at) < list.items.size()) {
          return list.items[static_cast<std::size_t>(*at)];
        }
        return thing;
      }
      case Kind::kConstruct: return Construct(given, depth);
      case Kind::kMethod: {
        if (given.args.empty()) break;
        thing = Evaluate(given.args[0], depth + 1);
        if (thing.role != Role::kNone && thing.text &&
            (Plain(given.text) == "getname" || Plain(given.text) == "name")) {
          Thing name;
          name.place = given.place;
          name.text = thing.text;
          return name;
        }
        if (thing.role != Role::kNone && thing.role != Role::kTable) {
          Apply(thing, given, depth);
          return thing;
        }
        break;
      }
      default: break;
    }
    thing = {};
    thing.place = given.place;
    if (const auto text = KnownText(given, index_)) thing.text = *text;
    return thing;
  }

  Thing Construct(const Expr& construct, int depth) {
    Thing thing;
    thing.place = construct.place;
    thing.class_name = construct.text;
    thing.role = RoleOf(construct.text);
    if (thing.role == Role::kNone) {
      const bool holds_items = construct.text.starts_with("std::") || construct.text.starts_with("Q");
      if (construct.args.empty() && holds_items && !construct.type.arguments.empty()) {
        thing.is_list = true;
        return thing;
      }
      if (construct.args.size() == 1 && (construct.args[0].kind == Kind::kList || holds_items)) {
        return Evaluate(construct.args[0], depth + 1);
      }
      if (const auto text = KnownText(construct, index_)) thing.text = *text;
      return thing;
    }
    for (const Expr& argument : construct.args) Give(thing, Evaluate(argument, depth + 1));
    return thing;
  }

  // An argument of a construction.
  void Give(Thing& thing, const Thing& given) {
    if (given.is_list) {
      for (const Thing& item : given.items) Give(thing, item);
      return;
    }
    switch (thing.role) {
      case Role::kColumn: return GiveColumn(thing, given);
      case Role::kType:
      case Role::kConstraint:
        if (!given.enumerator.empty())
          thing.enumerator = given.enumerator;
        else if (given.number)
          thing.size = static_cast<int>(std::min<std::int64_t>(*given.number, 1 << 30));
        else if (given.text)
          thing.enumerator = Plain(*given.text);
        return;
      case Role::kForeignKey:
        if (given.role == Role::kTable) {
          thing.references = given.class_name;
          thing.text = given.text;
          return;
        }
        if (Contains(given.enumerator, "cascade")) thing.on_delete = "cascade";
        if (Contains(given.enumerator, "setnull")) thing.on_delete = "set null";
        if (Contains(given.enumerator, "restrict")) thing.on_delete = "restrict";
        break;
      case Role::kIndex:
        if (Contains(given.enumerator, "unique")) thing.unique = true;
        if (given.text && given.role == Role::kNone && !thing.text && thing.items.empty()) {
          thing.text = given.text;
          return;
        }
        break;
      case Role::kTable:
        if (given.text && given.role == Role::kNone && !thing.text) {
          thing.text = given.text;
          return;
        }
        break;
      default: break;
    }
    if (given.text) thing.items.push_back(given);
  }

  void GiveColumn(Thing& column, const Thing& given) {
    if (given.role == Role::kType) {
      column.type = given.enumerator;
      column.size = given.size;
    } else if (given.role == Role::kConstraint || !given.enumerator.empty()) {
      Constrain(column, given.enumerator, given.place);
    } else if (given.text) {
      if (!column.text) {
        column.text = given.text;
      } else if (!given.text->empty()) {
        column.default_sql = given.text;
      }
    }
  }

  static void Constrain(Thing& column, std::string_view what, Place place) {
    if (what == "notnull" || what == "notnullable" || what == "required") {
      column.not_null = true;
      column.not_null_place = place;
    } else if (what == "unique") {
      column.unique = true;
      column.unique_place = place;
    } else if (what == "primarykey") {
      column.primary_key = true;
    } else if (column.type.empty() && !SqlTypeOf(what, -1).empty()) {
      column.type = what;
    }
  }

  // A method that changes what it is called on.
  void Apply(Thing& thing, const Expr& call, int depth) {
    const std::string method = Plain(call.text);
    if (thing.is_list) {
      const bool appends = method == "pushback" || method == "emplaceback" || method == "append";
      if (appends && call.args.size() == 2) {
        thing.items.push_back(Evaluate(call.args[1], depth + 1));
      } else if (call.args[0].may_write) {
        thing = {};
      }
      return;
    }
    if (thing.role != Role::kColumn) {
      for (std::size_t i = 1; i < call.args.size(); ++i) Give(thing, Evaluate(call.args[i], depth + 1));
      if (thing.role == Role::kIndex && (method == "setunique" || method == "unique")) thing.unique = true;
      return;
    }
    const bool has_argument = call.args.size() > 1 && call.args[1].kind != Kind::kDefault;
    const Thing given = has_argument ? Evaluate(call.args[1], depth + 1) : Thing{};
    const std::optional<std::int64_t> flag =
        has_argument ? KnownInt(call.args[1], index_) : std::optional<std::int64_t>(1);
    if (Contains(method, "clearconstraint") || Contains(method, "setconstraint")) {
      Unconstrain(thing);
    }
    if (Contains(method, "remove") || Contains(method, "clear")) return;
    if (Contains(method, "default")) {
      if (given.text && !given.text->empty()) thing.default_sql = given.text;
    } else if (method == "setname") {
      if (given.text) thing.text = given.text;
    } else if (method == "notnull" || method == "setnotnull") {
      // With an argument that is not known, it may be either: nothing is claimed.
      if (flag && *flag != 0) Constrain(thing, "notnull", call.place);
      if (!flag || *flag == 0) thing.not_null = false;
    } else if (method == "nullable" || method == "setnullable") {
      thing.not_null = flag && *flag == 0;
      thing.not_null_place = call.place;
    } else if (method == "unique" || method == "setunique") {
      if (flag && *flag != 0) Constrain(thing, "unique", call.place);
    } else if (method == "primarykey" || method == "setprimarykey") {
      if (flag && *flag != 0) thing.primary_key = true;
    } else {
      for (std::size_t i = 1; i < call.args.size(); ++i) {
        Thing argument = Evaluate(call.args[i], depth + 1);
        argument.place = call.place;
        Give(thing, argument);
      }
    }
  }

  static void Unconstrain(Thing& column) { column.not_null = column.unique = column.primary_key = false; }

  // --- tables

  static std::string SqlTypeOf(std::string_view type, int size) {
    const std::string length = size > 0 && size < (1 << 30) ? "(" + std::to_string(size) + ")" : "";
    if (Contains(type, "varchar") || type == "string") return length.empty() ? "text" : "varchar" + length;
    if (Contains(type, "fixedsize") || type == "char") return "char" + length;
    if (Contains(type, "text")) return "text";
    if (Contains(type, "smallint")) return "smallint";
    if (Contains(type, "bigint") || Contains(type, "int64") || Contains(type, "epoch")) return "bigint";
    if (Contains(type, "int")) return "integer";
    if (Contains(type, "bool")) return "boolean";
    if (Contains(type, "double")) return "double precision";
    if (Contains(type, "float") || Contains(type, "real")) return "real";
    if (Contains(type, "blob") || Contains(type, "binary") || Contains(type, "bytea")) return "bytea";
    if (Contains(type, "timestamp") || Contains(type, "datetime")) return "timestamp";
    if (Contains(type, "date")) return "date";
    if (Contains(type, "numeric") || Contains(type, "decimal")) return "numeric";
    return "";
  }

  static std::vector<std::string> NamesIn(const Thing& thing) {
    std::vector<std::string> names;
    for (const Thing& item : thing.items) {
      if (item.text) names.push_back(*item.text);
    }
    return names;
  }

  const BuiltTable* Referenced(const Thing& key) const {
    for (const BuiltTable& table : tables_) {
      if (key.text ? table.name == *key.text : table.class_name == key.references) return &table;
    }
    return nullptr;
  }

  static std::vector<std::string> PrimaryKeyOf(const BuiltTable& table) {
    for (const Thing& part : table.parts) {
      if (part.role == Role::kPrimaryKey) return NamesIn(part);
    }
    std::vector<std::string> names;
    for (const Thing& column : table.columns) {
      if (column.primary_key) names.push_back(*column.text);
    }
    return names;
  }

  void AddTable(const BuiltTable& built) {
    if (facts_.schema().Find(built.name) != nullptr) return;
    Table table;
    table.name = built.name;
    table.primary_key = PrimaryKeyOf(built);
    for (const Thing& column : built.columns) {
      const std::string type = SqlTypeOf(column.type, column.size);
      const bool in_key = std::find(table.primary_key.begin(), table.primary_key.end(), *column.text) !=
                          table.primary_key.end();
      table.columns.push_back({*column.text, type.empty() ? "text" : type, !column.not_null && !in_key,
                               column.default_sql && !sql::EqualsIgnoringCase(*column.default_sql, "null")
                                   ? column.default_sql
                                   : std::nullopt});
      // That a key of one column is NOT NULL is nothing new.
      const bool is_key = in_key && table.primary_key.size() == 1;
      if (column.not_null && !is_key)
        facts_.NotNull(built.name, *column.text, column.not_null_place, kTableBuilder);
      if (type.starts_with("varchar(")) {
        facts_.MaxLength(built.name, *column.text, column.size, column.place, kTableBuilder);
      }
      if (column.unique) {
        table.uniques.push_back({"", {*column.text}, {}, {}, false});
        facts_.Add(ConstraintKind::kUnique, built.name, {*column.text}, UniqueDetail{}, column.unique_place,
                   kTableBuilder);
      }
    }
    for (const Thing& part : built.parts) AddPart(built, table, part);
    facts_.schema().tables.push_back(std::move(table));
  }

  void AddPart(const BuiltTable& built, Table& table, const Thing& part) {
    const std::vector<std::string> columns = NamesIn(part);
    const bool known = !columns.empty() &&
                       std::all_of(columns.begin(), columns.end(),
                                   [&](const std::string& name) { return table.ColumnOrdinal(name) >= 0; });
    if (!known) return;
    if (part.role == Role::kForeignKey) {
      const BuiltTable* target = Referenced(part);
      if (target == nullptr) return;
      std::vector<std::string> key = PrimaryKeyOf(*target);
      if (key.size() != columns.size()) return;
      table.foreign_keys.push_back({"", columns, target->name, key, part.on_delete});
      facts_.Add(ConstraintKind::kForeignKey, built.name, columns, ForeignKeyDetail{target->name, key, {}},
                 part.place, kTableBuilder);
    } else if (part.role == Role::kUnique || (part.role == Role::kIndex && part.unique)) {
      table.uniques.push_back({part.text.value_or(""), columns, {}, {}, false});
      facts_.Add(ConstraintKind::kUnique, built.name, columns, UniqueDetail{}, part.place, kTableBuilder);
    } else if (part.role == Role::kIndex) {
      table.indexes.push_back({part.text.value_or(""), columns, false, {}});
    }
  }

  Facts& facts_;
  const Index& index_;
  std::string owner_;  // the class whose function is run
  std::map<std::int64_t, Thing> locals_;
  std::map<std::int64_t, BuiltTable> open_;  // -1: the one that is constructed
  std::vector<BuiltTable> tables_;
};

}  // namespace

void ReadTableBuilders(Facts& facts) { Builder(facts).Run(); }

}  // namespace tacit::analyze::cpp

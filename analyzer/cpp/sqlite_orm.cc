#include "analyzer/cpp/sqlite_orm.h"

#include <algorithm>
#include <set>

#include "analyzer/cpp/declared.h"

namespace tacit::analyze::cpp {

namespace {

using Kind = Expr::Kind;

constexpr std::string_view kSqliteOrm = "sqlite-orm";
constexpr std::string_view kLibrary = "sqlite_orm::";

// The call at the head of a chain: foreign_key(...) of foreign_key(...).references(...).on_delete.cascade().
const Expr& Head(const Expr& given) {
  const Expr* expr = &Bare(given);
  while ((expr->kind == Kind::kMethod || expr->kind == Kind::kMember) && !expr->args.empty()) {
    expr = &Bare(expr->args[0]);
  }
  return *expr;
}

// Where &T::x, column<T>(&T::x) and indexed_column(&T::x).desc() lead to; null: an expression.
const Expr* MemberOf(const Expr& given) {
  const Expr* expr = &Head(given);
  for (int depth = 0; depth < 4; ++depth) {
    if (expr->kind == Kind::kMemberPointer) return expr;
    const std::string_view called = SqliteOrmCall(*expr);
    if ((called != "column" && called != "c" && called != "indexed_column") || expr->args.size() != 1) break;
    expr = &Head(expr->args[0]);
  }
  return nullptr;
}

class SqliteOrmReader {
 public:
  explicit SqliteOrmReader(Facts& facts) : facts_(facts), index_(facts.index()) {}

  void Run() {
    ForEachExprOf(index_.program(), [this](const Expr& expr) {
      const std::string_view called = SqliteOrmCall(expr);
      if (called == "make_table") ReadTable(expr);
      if (called == "make_index" || called == "make_unique_index") indexes_.push_back(&expr);
    });
    for (std::size_t i = 0; i < tables_.size(); ++i) AddKeys(i);
    for (const Expr* made : indexes_) AddIndex(*made);
    std::vector<DeclaredTable> declared;
    for (Mapped& mapped : tables_) declared.push_back(std::move(mapped.declared));
    AddDeclaredTables(facts_, std::move(declared), kSqliteOrm);
  }

 private:
  struct Mapped {
    std::string record;
    DeclaredTable declared;
    std::map<std::pair<std::string, std::string>, std::string> column_of;  // by class and member
    std::set<std::string> folded;    // columns that compare texts in a way of their own
    std::vector<const Expr*> parts;  // keys and checks of the table
    [[nodiscard]] Column* Find(const std::string& name) {
      for (Column& column : declared.table.columns) {
        if (column.name == name) return &column;
      }
      return nullptr;
    }
  };

  // --- columns

  void ReadTable(const Expr& call) {
    if (call.args.size() < 2) return;
    const auto name = KnownText(call.args[0], index_);
    if (!name) {
      facts_.Say(call.place,
                 "expected a table name that is known without running the code; make_table is passed over");
      return;
    }
    Mapped mapped;
    mapped.declared.table.name = *name;
    mapped.declared.place = call.place;
    if (!call.type_arguments.empty()) mapped.record = call.type_arguments[0].name;
    for (std::size_t i = 1; i < call.args.size(); ++i) {
      const Expr& part = Bare(call.args[i]);
      if (SqliteOrmCall(part) == "make_column") {
        ReadColumn(part, mapped);
      } else {
        mapped.parts.push_back(&part);
      }
    }
    if (!mapped.declared.table.columns.empty()) tables_.push_back(std::move(mapped));
  }

  void ReadColumn(const Expr& call, Mapped& mapped) {
    const auto name = call.args.empty() ? std::nullopt : KnownText(call.args[0], index_);
    if (!name) return;
    Column column{*name, "text", true, {}};
    bool is_key = false;
    bool is_unique = false;
    std::optional<bool> nullable;  // said explicitly, or by the type
    std::vector<const Expr*> checks;
    for (std::size_t i = 1; i < call.args.size(); ++i) {
      const Expr& argument = Bare(call.args[i]);
      if (argument.kind == Kind::kMemberPointer) {
        mapped.column_of[{argument.owner, argument.text}] = *name;
        if (mapped.record.empty()) mapped.record = argument.owner;
        const bool says_nullable = HeldByNullable(argument.type) != nullptr;
        if (!nullable && argument.type.kind != Type::Kind::kDependent) nullable = says_nullable;
        if (const std::string type = SqlTypeFor(argument.type); !type.empty()) column.type = type;
        continue;
      }
      const std::string_view what = SqliteOrmCall(Head(argument));
      if (what == "primary_key") is_key = true;
      if (what == "unique") is_unique = true;
      if (what == "collate_nocase" || what == "collate_rtrim") mapped.folded.insert(*name);
      if (what == "check") checks.push_back(&argument);
      if (what == "default_value" && !argument.args.empty())
        column.default_sql = SqlOfConstant(argument.args[0], index_);
    }
    for (std::size_t i = 1; i < call.args.size(); ++i) {
      const std::string_view what = SqliteOrmCall(Bare(call.args[i]));
      if (what == "null") nullable = true;
      if (what == "not_null") nullable = false;
    }
    // SQLite keeps a truth value as a number.
    if (column.type == "boolean") column.type = "integer";
    column.nullable = nullable.value_or(true);
    mapped.declared.columns[*name] = call.place;
    // Only a key of one whole number is never NULL without being told so: it is the row's own number.
    const bool is_row_number =
        is_key && (column.type == "integer" || column.type == "bigint" || column.type == "smallint");
    if (is_key && (!column.nullable || is_row_number)) {
      column.nullable = false;
      mapped.declared.table.primary_key = {*name};
    } else if (is_key || is_unique) {
      is_unique = true;
    }
    if (is_unique) mapped.declared.table.uniques.push_back({"", {*name}, {}, {}, false});
    mapped.declared.table.columns.push_back(std::move(column));
    mapped.parts.insert(mapped.parts.end(), checks.begin(), checks.end());
  }

  // --- keys and checks, which may name columns further down and other tables

  void AddKeys(std::size_t at) {
    for (const Expr* part : tables_[at].parts) {
      const Expr& head = Head(*part);
      const std::string_view what = SqliteOrmCall(head);
      if (what == "primary_key") AddPrimaryKey(tables_[at], head);
      if (what == "unique") AddUnique(tables_[at], head);
      if (what == "check") AddCheck(tables_[at], head);
      if (what == "foreign_key") AddForeignKey(tables_[at], *part, head);
    }
  }

  // The columns of pointers to members; nothing where one is of no column of the table.
  std::optional<std::vector<std::string>> ColumnsIn(const Mapped& mapped, const Expr& call,
                                                    std::size_t from) const {
    std::vector<std::string> columns;
    for (std::size_t i = from; i < call.args.size(); ++i) {
      const Expr* member = MemberOf(call.args[i]);
      const auto column = member == nullptr ? std::nullopt : ColumnOfMember(mapped, *member);
      if (!column) return std::nullopt;
      columns.push_back(*column);
    }
    if (columns.empty()) return std::nullopt;
    return columns;
  }

  static std::optional<std::string> ColumnOfMember(const Mapped& mapped, const Expr& member) {
    const auto found = mapped.column_of.find({member.owner, member.text});
    if (found == mapped.column_of.end()) return std::nullopt;
    return found->second;
  }

  void AddPrimaryKey(Mapped& mapped, const Expr& call) {
    const auto columns = ColumnsIn(mapped, call, 0);
    if (!columns) return;
    mapped.declared.parts[{ConstraintKind::kUnique, *columns}] = call.place;
    // SQLite lets NULL into a primary key of columns that may be NULL: it is no more than unique.
    const bool may_be_null = std::any_of(columns->begin(), columns->end(), [&](const std::string& name) {
      return mapped.Find(name)->nullable;
    });
    if (may_be_null) {
      mapped.declared.table.uniques.push_back({"", *columns, {}, {}, false});
    } else {
      mapped.declared.table.primary_key = *columns;
    }
  }

  void AddUnique(Mapped& mapped, const Expr& call) {
    const auto columns = ColumnsIn(mapped, call, 0);
    if (!columns) return;
    mapped.declared.parts[{ConstraintKind::kUnique, *columns}] = call.place;
    mapped.declared.table.uniques.push_back({"", *columns, {}, {}, false});
  }

  // A text that is compared without regard to case says less than SQL's own comparison would.
  std::optional<std::string> ConditionOf(const Mapped& mapped, const Expr& condition) const {
    return SqlOfCondition(condition, index_, [&mapped](const Expr& member) -> std::optional<std::string> {
      const auto column = ColumnOfMember(mapped, member);
      return column && !mapped.folded.contains(*column) ? column : std::nullopt;
    });
  }

  void AddCheck(Mapped& mapped, const Expr& call) {
    if (call.args.empty()) return;
    const auto sql = ConditionOf(mapped, call.args[0]);
    if (!sql) {
      facts_.Say(call.place, "expected comparisons of members and constants in the check() of " +
                                 mapped.declared.table.name + ", found another expression; passed over");
      return;
    }
    mapped.declared.table.checks.push_back({"", *sql, true});
    // What the check comes to as a constraint, by itself, has its place.
    Schema alone;
    alone.tables.emplace_back();
    alone.tables[0].name = mapped.declared.table.name;
    alone.tables[0].columns = mapped.declared.table.columns;
    for (Column& column : alone.tables[0].columns) column.nullable = true;
    alone.tables[0].checks = {mapped.declared.table.checks.back()};
    for (const Constraint& constraint : ConstraintsOfSchema(alone)) {
      mapped.declared.parts[{constraint.kind, constraint.columns}] = call.place;
    }
  }

  void AddForeignKey(Mapped& mapped, const Expr& chain, const Expr& head) {
    const auto columns = ColumnsIn(mapped, head, 0);
    const Expr* references = nullptr;
    std::string on_delete;
    for (const Expr* link = &Bare(chain); link != &head; link = &Bare(link->args[0])) {
      if (link->kind != Kind::kMethod) continue;
      if (link->text == "references") references = link;
      const Expr& on = Bare(link->args[0]);
      if (on.kind != Kind::kMember || on.text != "on_delete") continue;
      if (link->text == "cascade") on_delete = "cascade";
      if (link->text == "set_null") on_delete = "set null";
      if (link->text == "restrict_") on_delete = "restrict";
    }
    if (!columns || references == nullptr) return;
    std::map<std::string, std::vector<std::string>> targets;  // by table
    for (const Mapped& target : tables_) {
      const auto key = ColumnsIn(target, *references, 1);
      if (key && key->size() == columns->size()) targets.emplace(target.declared.table.name, *key);
    }
    if (targets.size() != 1) {
      facts_.Say(head.place, "expected members of one table in references(), found those of " +
                                 std::to_string(targets.size()) + "; the foreign key of " +
                                 mapped.declared.table.name + " is passed over");
      return;
    }
    const auto& [table, key] = *targets.begin();
    mapped.declared.table.foreign_keys.push_back({"", *columns, table, key, on_delete});
    mapped.declared.parts[{ConstraintKind::kForeignKey, *columns}] = head.place;
  }

  void AddIndex(const Expr& call) {
    const auto name = call.args.empty() ? std::nullopt : KnownText(call.args[0], index_);
    const bool is_unique = SqliteOrmCall(call) == "make_unique_index";
    if (!name) return;
    for (Mapped& mapped : tables_) {
      std::vector<std::string> columns;
      std::optional<std::string> where;
      bool is_known = true;
      for (std::size_t i = 1; i < call.args.size(); ++i) {
        const Expr& argument = Bare(call.args[i]);
        if (SqliteOrmCall(argument) == "where" && argument.args.size() == 1) {
          where = ConditionOf(mapped, argument.args[0]);
          is_known = is_known && where.has_value();
          continue;
        }
        const Expr* member = MemberOf(argument);
        const auto column = member == nullptr ? std::nullopt : ColumnOfMember(mapped, *member);
        is_known = is_known && column.has_value();
        if (column) columns.push_back(*column);
      }
      if (!is_known || columns.empty()) continue;
      Table& table = mapped.declared.table;
      if (is_unique) {
        table.uniques.push_back({*name, columns, {}, where, false});
        mapped.declared.parts[{ConstraintKind::kUnique, columns}] = call.place;
      } else {
        table.indexes.push_back({*name, columns, false, where});
      }
    }
  }

  Facts& facts_;
  const Index& index_;
  std::vector<Mapped> tables_;
  std::vector<const Expr*> indexes_;
};

}  // namespace

std::string_view SqliteOrmCall(const Expr& expr) {
  if (expr.kind != Kind::kCall || !std::string_view(expr.text).starts_with(kLibrary)) return {};
  return LastName(expr.text);
}

void ReadSqliteOrm(Facts& facts) { SqliteOrmReader(facts).Run(); }

}  // namespace tacit::analyze::cpp

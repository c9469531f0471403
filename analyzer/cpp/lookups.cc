#include "analyzer/cpp/lookups.h"

#include <algorithm>
#include <set>

namespace tacit::analyze::cpp {

namespace {

using Kind = Expr::Kind;

// How many calls may stand between, each of which only hands on.
constexpr int kForwards = 2;

struct Key {
  std::string table;
  std::vector<std::string> columns;  // in order of name
  friend auto operator<=>(const Key&, const Key&) = default;
};

std::vector<std::string> ColumnsOf(const SqlText& sql) {
  std::set<std::string> columns;
  for (const SqlAssignment& equality : sql.equalities) columns.insert(equality.column);
  return {columns.begin(), columns.end()};
}

// What a function looks for, and what it makes.
struct Summary {
  std::set<Key> looks_up;
  std::set<std::string> makes;  // tables
};

class CheckThenAct {
 public:
  CheckThenAct(Facts& facts, const std::vector<Statement>& statements, const DboMapping& mapping)
      : facts_(facts), index_(facts.index()), mapping_(mapping) {
    for (const Statement& statement : statements) by_function_[statement.function].push_back(&statement);
  }

  void Run() {
    for (const Function& function : index_.program().functions) Summarize(function);
    for (int pass = 0; pass < kForwards; ++pass) {
      for (const Function& function : index_.program().functions) Forward(function);
    }
    for (const Function& function : index_.program().functions) Examine(function);
  }

 private:
  void Summarize(const Function& function) {
    Summary summary;
    if (const auto found = by_function_.find(&function); found != by_function_.end()) {
      for (const Statement* statement : found->second) {
        const SqlText& sql = statement->sql;
        if (sql.kind == SqlText::Kind::kInsert && !sql.table.empty()) summary.makes.insert(sql.table);
        if (IsKeyLookup(sql)) summary.looks_up.insert({sql.table, ColumnsOf(sql)});
      }
    }
    if (const auto key = DboLookup(function.body)) summary.looks_up.insert(*key);
    ForEachExpr(function.body, [&](const Expr& expr) {
      if (const DboClass* made = MadeClass(expr)) summary.makes.insert(made->table);
    });
    if (!summary.looks_up.empty() || !summary.makes.empty())
      summaries_.emplace(function.key, std::move(summary));
  }

  // A function that only hands on what another answers says the same.
  void Forward(const Function& function) {
    if (function.body.body.size() != 1 || function.body.body[0].exprs.size() != 1) return;
    const Stmt& only = function.body.body[0];
    if (only.kind != Stmt::Kind::kReturn && only.kind != Stmt::Kind::kExpr) return;
    if (const Summary* called = Called(Bare(only.exprs[0]))) summaries_.emplace(function.key, *called);
  }

  static bool IsKeyLookup(const SqlText& sql) {
    return sql.kind == SqlText::Kind::kSelect && !sql.table.empty() && sql.where_is_known &&
           !sql.equalities.empty();
  }

  // find<T>().where("a = ?").where("b = ?"), query<...>("select ... from t").where(...): all of one place.
  template <typename Tree>
  std::optional<Key> DboLookup(const Tree& tree) const {
    std::set<std::string> tables;
    std::set<std::string> columns;
    bool all_known = true;
    ForEachExpr(tree, [&](const Expr& call) {
      if (call.kind != Kind::kMethod) return;
      if ((call.text == "find" || call.text == "query") && !call.type_arguments.empty()) {
        const Type& type = call.type_arguments[0];
        const Type& target =
            type.name == "Wt::Dbo::ptr" && !type.arguments.empty() ? type.arguments[0] : type;
        const DboClass* mapped = mapping_.Find(Show(target));
        if (mapped != nullptr) {
          tables.insert(mapped->table);
        } else {
          all_known = false;
        }
        return;
      }
      if (call.text != "where" || call.args.size() < 2) return;
      const auto text = KnownText(call.args[1], index_);
      const auto sql = text ? ReadSqlText("select 1 from t where " + *text) : std::nullopt;
      if (!sql || !sql->where_is_known || sql->equalities.empty()) {
        all_known = false;
        return;
      }
      for (const SqlAssignment& equality : sql->equalities) columns.insert(equality.column);
    });
    if (tables.size() != 1 || columns.empty() || !all_known) return std::nullopt;
    return Key{*tables.begin(), {columns.begin(), columns.end()}};
  }

  const DboClass* MadeClass(const Expr& expr) const {
    if (expr.kind == Kind::kNew) return mapping_.Find(Show(expr.type));
    if ((expr.kind == Kind::kCall || expr.kind == Kind::kMethod) && expr.type_arguments.size() >= 1 &&
        (LastName(expr.text) == "make_unique" || LastName(expr.text) == "addNew" || expr.text == "create")) {
      return mapping_.Find(Show(expr.type_arguments[0]));
    }
    return nullptr;
  }

  const Summary* Called(const Expr& expr) const {
    if (expr.kind != Kind::kCall && expr.kind != Kind::kMethod) return nullptr;
    const auto found = summaries_.find(expr.key);
    return found == summaries_.end() ? nullptr : &found->second;
  }

  void Examine(const Function& function) {
    found_in_.clear();
    Walk(
        function,
        [this](const Expr& expr, const Moment& moment) {
          NoteResults(expr);
          for (const std::string& table : Makes(expr)) {
            for (const Known& atom : Atoms(moment.known)) Decide(table, atom, moment);
          }
        },
        nullptr);
  }

  // session << "SELECT ... WHERE ...", use(a), into(found)
  void NoteResults(const Expr& expr) {
    if (expr.kind != Kind::kBinary || expr.text != ",") return;
    const Expr* first = &expr;
    while (first->kind == Kind::kBinary && first->text == "," && first->args.size() == 2)
      first = &first->args[0];
    const auto text = FoldText(*first, index_);
    const auto sql = text ? ReadSqlText(text->text) : std::nullopt;
    if (!sql || !IsKeyLookup(*sql)) return;
    ForEachExpr(expr, [&](const Expr& call) {
      if (call.kind != Kind::kCall || LastName(call.text) != "into" || call.args.empty()) return;
      if (const auto path = PathOf(call.args[0])) found_in_[*path] = {sql->table, ColumnsOf(*sql)};
    });
  }

  std::set<std::string> Makes(const Expr& root) const {
    std::set<std::string> tables;
    const Expr* first = &root;
    while (first->kind == Kind::kBinary && first->text == "," && first->args.size() == 2)
      first = &first->args[0];
    if (first->kind == Kind::kBinary || first->kind == Kind::kString) {
      const auto text = FoldText(*first, index_);
      const auto sql = text ? ReadSqlText(text->text) : std::nullopt;
      if (sql && sql->kind == SqlText::Kind::kInsert && !sql->table.empty()) tables.insert(sql->table);
    }
    ForEachExpr(root, [&](const Expr& expr) {
      if (const DboClass* made = MadeClass(expr)) tables.insert(made->table);
      if (const Summary* called = Called(expr)) tables.insert(called->makes.begin(), called->makes.end());
    });
    return tables;
  }

  // How many rows there are at most where a number is compared with a constant: 0 for `found == 0`.
  // Nothing: it says no such thing, or is no number's comparison (`is_number` tells which).
  std::optional<std::int64_t> RowsBefore(const Known& atom, const Moment& moment, bool* is_number) const {
    static const std::map<std::string, std::string> kNegated = {{"<", ">="}, {"<=", ">"},  {">", "<="},
                                                                {">=", "<"}, {"==", "!="}, {"!=", "=="}};
    static const std::map<std::string, std::string> kFlipped = {{"<", ">"},   {"<=", ">="}, {">", "<"},
                                                                {">=", "<="}, {"==", "=="}, {"!=", "!="}};
    *is_number = false;
    const Expr& test = *atom.condition;
    if (test.kind != Kind::kBinary || test.args.size() != 2 || !kNegated.contains(test.text)) return {};
    std::string operation = atom.holds ? test.text : kNegated.at(test.text);
    const Locals locals = moment.Single();
    const auto constant = [&](const Expr& side) {
      return Bare(side).kind == Kind::kBool ? std::nullopt : KnownInt(side, index_, locals);
    };
    std::optional<std::int64_t> number = constant(test.args[1]);
    if (!number) {
      number = constant(test.args[0]);
      operation = kFlipped.at(operation);
    }
    if (!number) return {};
    *is_number = true;
    if (operation == "<") return *number - 1;
    if (operation == "<=" || operation == "==") return *number;
    // A flag that is not 1.
    if (operation == "!=" && *number >= 1) return 0;
    return {};
  }

  // A condition that no row was found, or not too many, stands before the making.
  void Decide(const std::string& table, const Known& atom, const Moment& moment) {
    const bool compares = atom.condition->kind == Kind::kBinary;
    if (atom.holds && !compares) return;
    bool is_number = false;
    const std::optional<std::int64_t> rows = RowsBefore(atom, moment, &is_number);
    if (is_number && !rows) return;
    std::set<Key> keys;
    AddLookups(*atom.condition, moment, keys, 0);
    if (rows && *rows >= 1) {
      AddCollections(*atom.condition, moment, keys, 0);
      for (const Key& key : keys) {
        if (key.table == table && atom.rejects) LimitRows(key, *rows + 1, atom.condition->place);
      }
      return;
    }
    for (const Key& key : keys) {
      if (key.table != table) continue;
      Hint hint = MakeHint(HintKind::kCheckThenAct, key.table, key.columns, "",
                           facts_.EvidenceAt(atom.condition->place, "check-then-act"));
      facts_.findings().constraints.push_back(
          Follows(hint, ConstraintKind::kUnique, UniqueDetail{}, NullPolicy::kAllowed));
      facts_.findings().hints.push_back(std::move(hint));
    }
  }

  void LimitRows(const Key& key, std::int64_t max, Place place) {
    facts_.findings().hints.push_back(MakeHint(HintKind::kMaxPerParent, key.table, key.columns,
                                               std::to_string(max), facts_.EvidenceAt(place, "count-guard")));
  }

  // parent->children.size(): the rows of the children's table that have this parent.
  void AddCollections(const Expr& condition, const Moment& moment, std::set<Key>& keys, int depth) const {
    if (depth > 3) return;
    ForEachExpr(condition, [&](const Expr& expr) {
      if (expr.kind == Kind::kMethod && (expr.text == "size" || expr.text == "count") &&
          expr.args.size() == 1 && Bare(expr.args[0]).kind == Kind::kMember) {
        AddCollection(Bare(expr.args[0]), keys);
      }
      if (expr.kind != Kind::kName || expr.number < 0) return;
      const auto origin = moment.origins.find(expr.number);
      if (origin != moment.origins.end() && origin->second != &condition) {
        AddCollections(*origin->second, moment, keys, depth + 1);
      }
    });
  }

  void AddCollection(const Expr& member, std::set<Key>& keys) const {
    const DboClass* parent = mapping_.Find(member.owner);
    if (parent == nullptr) return;
    for (const DboSet& set : parent->sets) {
      const DboClass* child =
          set.member == member.text && !set.many_to_many ? mapping_.Find(set.target) : nullptr;
      if (child == nullptr) continue;
      for (const DboField& field : child->fields) {
        const auto column = mapping_.members.find({child->record, field.member});
        if (field.target != parent->full || column == mapping_.members.end()) continue;
        if (set.name.empty() || set.name == field.name) keys.insert({child->table, {column->second.column}});
      }
    }
  }

  void AddLookups(const Expr& condition, const Moment& moment, std::set<Key>& keys, int depth) const {
    if (depth > 3) return;
    if (const auto key = DboLookup(condition)) keys.insert(*key);
    ForEachExpr(condition, [&](const Expr& expr) {
      if (const Summary* called = Called(expr)) keys.insert(called->looks_up.begin(), called->looks_up.end());
      if (const auto path = PathOf(expr)) {
        const auto found = found_in_.find(*path);
        if (found != found_in_.end()) keys.insert(found->second);
      }
      if (expr.kind != Kind::kName || expr.number < 0) return;
      const auto origin = moment.origins.find(expr.number);
      if (origin != moment.origins.end() && origin->second != &condition) {
        AddLookups(*origin->second, moment, keys, depth + 1);
      }
    });
  }

  Facts& facts_;
  const Index& index_;
  const DboMapping& mapping_;
  std::map<const Function*, std::vector<const Statement*>> by_function_;
  std::map<std::string, Summary> summaries_;  // by Function::key
  std::map<std::string, Key> found_in_;       // what a variable of the function tells of
};

}  // namespace

void AddCheckThenAct(Facts& facts, const std::vector<Statement>& statements, const DboMapping& mapping) {
  CheckThenAct(facts, statements, mapping).Run();
}

}  // namespace tacit::analyze::cpp

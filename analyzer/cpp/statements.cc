#include "analyzer/cpp/statements.h"

#include <algorithm>
#include <map>
#include <set>

#include "src/sql/token.h"

namespace tacit::analyze::cpp {

namespace {

using Kind = Expr::Kind;

// Functions that prepare a text for a statement that is one of the arguments, and that bind to it.
bool IsSqlitePrepare(std::string_view name) { return name.starts_with("sqlite3_prepare"); }
bool IsSqliteBind(std::string_view name) { return name.starts_with("sqlite3_bind_"); }

class Finder {
 public:
  Finder(Facts& facts, const Function& function, std::vector<Statement>& statements)
      : index_(facts.index()), function_(function), statements_(statements) {}

  void Run() {
    Walk(function_, [this](const Expr& expr, const Moment& moment) { Visit(expr, moment); }, nullptr);
    for (auto& [object, statement] : prepared_) Keep(std::move(statement));
  }

 private:
  void Visit(const Expr& expr, const Moment& moment) {
    locals_ = moment.Single();
    moment_ = &moment;
    Look(expr);
  }

  // Outermost first: what is a statement is not looked into for another.
  void Look(const Expr& expr) {
    if (expr.kind == Kind::kBinary && expr.text == "," && LookAtStream(expr)) return;
    if ((expr.kind == Kind::kCall || expr.kind == Kind::kMethod) && LookAtCall(expr)) return;
    if (expr.kind == Kind::kString ||
        (expr.kind == Kind::kBinary && (expr.text == "<<" || expr.text == "+"))) {
      if (auto sql = Read(expr)) {
        Keep(Made(std::move(*sql), expr.place));
        return;
      }
    }
    for (const Expr& operand : expr.args) Look(operand);
  }

  std::optional<SqlText> Read(const Expr& expr) const {
    const std::optional<FoldedText> text = FoldText(expr, index_, locals_);
    return text ? ReadSqlText(text->text) : std::nullopt;
  }

  Statement Made(SqlText sql, Place place) const {
    Statement statement;
    statement.sql = std::move(sql);
    statement.bindings.resize(statement.sql.parameters.size());
    statement.moment = *moment_;
    statement.function = &function_;
    statement.place = place;
    return statement;
  }

  void Keep(Statement statement) { statements_.push_back(std::move(statement)); }

  // session << "... :a", use(a), use(b, indicator), into(c)
  bool LookAtStream(const Expr& expr) {
    std::vector<const Expr*> parts;
    const Expr* first = &expr;
    while (first->kind == Kind::kBinary && first->text == "," && first->args.size() == 2) {
      parts.insert(parts.begin(), &first->args[1]);
      first = &first->args[0];
    }
    std::optional<SqlText> sql = Read(*first);
    if (!sql) return false;
    Statement statement = Made(std::move(*sql), first->place);
    std::size_t next = 0;
    for (const Expr* part : parts) {
      const Expr& exchange = Bare(*part);
      if (exchange.kind != Kind::kCall || LastName(exchange.text) != "use" || exchange.args.empty()) continue;
      Binding binding;
      binding.value = &exchange.args[0];
      std::size_t at = next;
      for (std::size_t i = 1; i < exchange.args.size(); ++i) {
        if (const auto name = KnownText(exchange.args[i], index_, locals_)) {
          const auto& names = statement.sql.parameters;
          const auto found = std::find(names.begin(), names.end(), ":" + *name);
          if (found != names.end()) at = static_cast<std::size_t>(found - names.begin());
        } else if (exchange.args[i].kind != Kind::kDefault) {
          binding.indicator = &exchange.args[i];
        }
      }
      if (at < statement.bindings.size()) statement.bindings[at] = binding;
      next = at + 1;
    }
    Keep(std::move(statement));
    return true;
  }

  bool LookAtCall(const Expr& call) {
    if (call.kind == Kind::kCall && IsSqlitePrepare(call.text) && call.args.size() >= 4) {
      return Prepare(call.args[3], call.args[1]);
    }
    if (call.kind == Kind::kCall && IsSqliteBind(call.text) && call.args.size() >= 2) {
      const std::optional<std::int64_t> at = KnownInt(call.args[1], index_, locals_);
      if (at)
        Bind(call.args[0], static_cast<std::size_t>(*at - 1), call.args.size() > 2 ? &call.args[2] : nullptr);
      return true;
    }
    if (call.kind == Kind::kCall && call.text == "PQexecParams" && call.args.size() >= 5)
      return ExecParams(call);
    if (call.kind != Kind::kMethod || call.args.size() < 2) return false;
    if (call.text == "prepare") return Prepare(call.args[0], call.args[1]);
    if (call.text == "bindValue" || call.text == "bind") {
      if (call.args.size() < 3 || call.args[2].kind == Kind::kDefault) {
        return call.text == "bind" && BindNext(call.args[0], call.args[1]);
      }
      if (const auto name = KnownText(call.args[1], index_, locals_))
        return BindNamed(call.args[0], *name, call.args[2]);
      // QtSql counts from 0, others from 1.
      const std::optional<std::int64_t> at = KnownInt(call.args[1], index_, locals_);
      const std::int64_t first = call.text == "bindValue" ? 0 : 1;
      return at && Bind(call.args[0], static_cast<std::size_t>(*at - first), &call.args[2]);
    }
    if (call.text == "addBindValue") return BindNext(call.args[0], call.args[1]);
    return false;
  }

  bool Prepare(const Expr& object, const Expr& text) {
    const std::optional<std::string> path = PathOf(object);
    std::optional<SqlText> sql = Read(text);
    if (!path || !sql) return false;
    if (const auto known = prepared_.find(*path); known != prepared_.end()) Keep(std::move(known->second));
    prepared_.insert_or_assign(*path, Made(std::move(*sql), text.place));
    next_[*path] = 0;
    return true;
  }

  Statement* Prepared(const Expr& object) {
    const std::optional<std::string> path = PathOf(object);
    const auto found = path ? prepared_.find(*path) : prepared_.end();
    return found == prepared_.end() ? nullptr : &found->second;
  }

  bool Bind(const Expr& object, std::size_t at, const Expr* value) {
    Statement* statement = Prepared(object);
    if (statement == nullptr) return false;
    if (at < statement->bindings.size()) {
      // A second value for the same parameter: which of the two is sent is not known.
      statement->bindings[at] = {statement->bindings[at].value == nullptr ? value : nullptr, nullptr};
      statement->moment = *moment_;
    }
    return true;
  }

  bool BindNamed(const Expr& object, std::string name, const Expr& value) {
    Statement* statement = Prepared(object);
    if (statement == nullptr) return false;
    const auto& names = statement->sql.parameters;
    const auto found = std::find(names.begin(), names.end(), name.starts_with(":") ? name : ":" + name);
    return found == names.end() || Bind(object, static_cast<std::size_t>(found - names.begin()), &value);
  }

  bool BindNext(const Expr& object, const Expr& value) {
    const std::optional<std::string> path = PathOf(object);
    return path && Prepared(object) != nullptr && Bind(object, next_[*path]++, &value);
  }

  // PQexecParams(connection, text, count, types, values, ...)
  bool ExecParams(const Expr& call) {
    std::optional<SqlText> sql = Read(call.args[1]);
    if (!sql) return false;
    Statement statement = Made(std::move(*sql), call.args[1].place);
    const Expr* values = &Bare(call.args[4]);
    if (values->kind == Kind::kName) {
      const auto held = locals_.find(values->number);
      if (held != locals_.end()) values = held->second;
    }
    if (values->kind == Kind::kList) {
      for (std::size_t i = 0; i < values->args.size() && i < statement.bindings.size(); ++i) {
        statement.bindings[i].value = &values->args[i];
      }
    }
    Keep(std::move(statement));
    return true;
  }

  const Index& index_;
  const Function& function_;
  std::vector<Statement>& statements_;
  Locals locals_;
  const Moment* moment_ = nullptr;
  std::map<std::string, Statement> prepared_;  // by the path of the object
  std::map<std::string, std::size_t> next_;
};

// A name that is put together when the program runs leaves no statement that can be read.
bool IsWhole(const SqlText& sql) {
  if (sql.numbered.find(kHole) != std::string::npos) return false;
  const std::vector<sql::Token> tokens = sql::Tokenize(sql.numbered);
  const auto text = [&](std::size_t i) {
    return i < tokens.size()
               ? sql::ToLower(
                     std::string_view(sql.numbered).substr(tokens[i].begin, tokens[i].end - tokens[i].begin))
               : std::string();
  };
  for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
    static const std::set<std::string> kBeforeNames = {"from", "join", "into", "update", "table",
                                                       "set",  "by",   "as",   "."};
    if (kBeforeNames.contains(text(i)) && text(i + 1).starts_with("$")) return false;
    // "$1 = x": a column that is not known.
    if (text(i).starts_with("$") && i > 0 && (text(i - 1) == "where" || text(i - 1) == "and")) return false;
  }
  return tokens.size() >= 4;
}

std::string_view NoteOf(SqlText::Kind kind) {
  switch (kind) {
    case SqlText::Kind::kSelect: return "SELECT";
    case SqlText::Kind::kInsert: return "INSERT";
    case SqlText::Kind::kUpdate: return "UPDATE";
    case SqlText::Kind::kDelete: return "DELETE";
    case SqlText::Kind::kDdl:
    case SqlText::Kind::kOther: break;
  }
  return "";
}

}  // namespace

std::vector<Statement> FindStatements(Facts& facts) {
  std::vector<Statement> statements;
  for (const Function& function : facts.index().program().functions) {
    Finder(facts, function, statements).Run();
  }
  std::multimap<decltype(Statement::place), Statement> by_place;
  for (Statement& statement : statements) by_place.emplace(statement.place, std::move(statement));
  statements.clear();
  for (auto& [place, statement] : by_place) statements.push_back(std::move(statement));
  for (const Statement& statement : statements) {
    const std::string_view note = NoteOf(statement.sql.kind);
    if (note.empty() || statement.place.file < 0 || !IsWhole(statement.sql)) continue;
    facts.findings().queries.push_back({statement.sql.numbered, facts.index().FileOf(statement.place),
                                        statement.place.line, "SQL text: " + std::string(note)});
  }
  return statements;
}

}  // namespace tacit::analyze::cpp

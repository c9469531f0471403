#include "analyzer/cpp/flow.h"

#include <algorithm>
#include <set>

namespace tacit::analyze::cpp {

namespace {

using Kind = Expr::Kind;

constexpr std::size_t kMaxHeld = 8;

bool IsAssignment(const Expr& expr) {
  return expr.kind == Kind::kBinary && !expr.text.empty() && expr.text.back() == '=' && expr.text != "==" &&
         expr.text != "!=" && expr.text != "<=" && expr.text != ">=";
}
bool IsStep(const Expr& expr) {
  return expr.kind == Kind::kUnary && (expr.text == "++" || expr.text == "--");
}

// What a write through an expression may change: a local by number, or -1: a member or what it leads to.
std::int64_t RootOf(const Expr& expr) {
  const Expr* at = &expr;
  while ((at->kind == Kind::kMember || at->kind == Kind::kIndex || at->kind == Kind::kUnary ||
          at->kind == Kind::kMethod || at->kind == Kind::kCast) &&
         !at->args.empty()) {
    at = &at->args[0];
  }
  return at->kind == Kind::kName ? at->number : -1;
}

struct Writes {
  std::set<std::int64_t> locals;
  bool members = false;
};

void AddWrites(const Expr& root, Writes& writes) {
  ForEachExpr(root, [&](const Expr& expr) {
    const auto add = [&](const Expr& target) {
      const std::int64_t local = RootOf(target);
      if (local >= 0) writes.locals.insert(local);
      if (local < 0) writes.members = true;
    };
    if (IsAssignment(expr) || IsStep(expr) || (expr.kind == Kind::kUnary && expr.text == "&"))
      add(expr.args[0]);
    if (expr.may_write) add(expr);
    // A lambda may run whenever, and write to what it captures.
    if (expr.kind == Kind::kLambda) {
      for (const Expr& captured : expr.args) add(captured);
    }
  });
}
void AddWrites(const Stmt& stmt, Writes& writes) {
  for (const Variable& variable : stmt.variables) {
    writes.locals.insert(variable.id);
    for (const Expr& init : variable.init) AddWrites(init, writes);
  }
  for (const Expr& expr : stmt.exprs) AddWrites(expr, writes);
  for (const Stmt& child : stmt.body) AddWrites(child, writes);
}

bool Names(const Expr& condition, const Writes& writes) {
  bool names = false;
  ForEachExpr(condition, [&](const Expr& expr) {
    if (expr.kind == Kind::kName && writes.locals.contains(expr.number)) names = true;
    if (expr.kind == Kind::kThis && writes.members) names = true;
    if (expr.kind == Kind::kName && expr.number < 0 && writes.members) names = true;
  });
  return names;
}

void Kill(Moment& moment, const Writes& writes) {
  std::erase_if(moment.known, [&](const Known& known) { return Names(*known.condition, writes); });
  for (const std::int64_t local : writes.locals) {
    moment.locals.erase(local);
    moment.origins.erase(local);
  }
  std::erase_if(moment.locals, [&](const auto& entry) {
    return std::any_of(entry.second.begin(), entry.second.end(), [&](const Held& held) {
      if (held.value != nullptr && Names(*held.value, writes)) return true;
      return std::any_of(held.when.begin(), held.when.end(),
                         [&](const Known& known) { return Names(*known.condition, writes); });
    });
  });
}

class Walker {
 public:
  explicit Walker(const VisitExpr& visit) : visit_(visit) {}

  // False: the end cannot be reached.
  bool Run(const Stmt& stmt, Moment& moment) {
    switch (stmt.kind) {
      case Stmt::Kind::kBlock:
        for (const Stmt& child : stmt.body) {
          if (!Run(child, moment)) return false;
        }
        return true;
      case Stmt::Kind::kDecl:
        for (const Variable& variable : stmt.variables) Declare(variable, moment);
        return true;
      case Stmt::Kind::kExpr: Evaluate(stmt.exprs[0], moment); return true;
      case Stmt::Kind::kAssert:
        Evaluate(stmt.exprs[0], moment);
        moment.known.push_back({&stmt.exprs[0], true, true});
        return true;
      case Stmt::Kind::kIf: return RunIf(stmt, moment);
      case Stmt::Kind::kLoop:
      case Stmt::Kind::kForEach: return RunLoop(stmt, moment);
      case Stmt::Kind::kSwitch: return RunSwitch(stmt, moment);
      case Stmt::Kind::kTry: return RunTry(stmt, moment);
      case Stmt::Kind::kReturn:
      case Stmt::Kind::kThrow:
        for (const Expr& expr : stmt.exprs) Evaluate(expr, moment);
        return false;
      case Stmt::Kind::kBreak:
      case Stmt::Kind::kContinue: return false;
      case Stmt::Kind::kCase: return true;
      case Stmt::Kind::kUnordered: break;
    }
    Writes writes;
    AddWrites(stmt, writes);
    moment = {};
    for (const Stmt& child : stmt.body) {
      Moment inside;
      Run(child, inside);
    }
    return true;
  }

 private:
  void Evaluate(const Expr& expr, Moment& moment) {
    visit_(expr, moment);
    Writes writes;
    AddWrites(expr, writes);
    Kill(moment, writes);
    if (expr.kind == Kind::kBinary && expr.text == "=" && expr.args[0].kind == Kind::kName &&
        expr.args[0].number >= 0) {
      moment.locals[expr.args[0].number] = {{{}, &expr.args[1]}};
      moment.origins[expr.args[0].number] = &expr.args[1];
    }
  }

  void Declare(const Variable& variable, Moment& moment) {
    if (variable.init.empty()) {
      moment.locals[variable.id] = {{{}, nullptr}};
      return;
    }
    Evaluate(variable.init[0], moment);
    moment.origins[variable.id] = &variable.init[0];
    if (!variable.is_reference || variable.is_const) moment.locals[variable.id] = {{{}, &variable.init[0]}};
  }

  // What holds after either of two ways: what holds after both.
  static void Join(Moment& into, const Moment& other, const Expr& condition) {
    std::vector<Known> both;
    for (const Known& known : into.known) {
      for (const Known& candidate : other.known) {
        if (known.condition == candidate.condition && known.holds == candidate.holds) {
          both.push_back(known);
          both.back().asserted = known.asserted || candidate.asserted;
          break;
        }
      }
    }
    std::map<std::int64_t, std::vector<Held>> locals;
    for (const auto& [local, values] : into.locals) {
      const auto found = other.locals.find(local);
      if (found == other.locals.end()) continue;
      std::vector<Held> joined;
      if (Same(values, found->second)) {
        joined = values;
      } else {
        for (const Held& held : values) joined.push_back(With(held, {&condition, true}));
        for (const Held& held : found->second) joined.push_back(With(held, {&condition, false}));
        if (joined.size() > kMaxHeld) continue;
      }
      locals.emplace(local, std::move(joined));
    }
    std::erase_if(into.origins, [&other](const auto& entry) {
      const auto found = other.origins.find(entry.first);
      return found == other.origins.end() || found->second != entry.second;
    });
    into.known = std::move(both);
    into.locals = std::move(locals);
  }

  static Held With(Held held, Known known) {
    held.when.push_back(known);
    return held;
  }
  static bool Same(const std::vector<Held>& a, const std::vector<Held>& b) {
    return a.size() == b.size() &&
           std::equal(a.begin(), a.end(), b.begin(), [](const Held& x, const Held& y) {
             return x.value == y.value && x.when.size() == y.when.size();
           });
  }

  bool RunIf(const Stmt& stmt, Moment& moment) {
    for (const Variable& variable : stmt.variables) Declare(variable, moment);
    const Expr& condition = stmt.exprs[0];
    Evaluate(condition, moment);
    Moment yes = moment;
    Moment no = std::move(moment);
    yes.known.push_back({&condition, true});
    no.known.push_back({&condition, false});
    const bool yes_ends = !Run(stmt.body[0], yes);
    const bool no_ends = stmt.body.size() > 1 && !Run(stmt.body[1], no);
    if (yes_ends && no_ends) return false;
    const auto reject = [&condition](Moment& passed) {
      for (Known& known : passed.known) {
        if (known.condition == &condition) known.rejects = true;
      }
    };
    if (yes_ends) {
      moment = std::move(no);
      reject(moment);
    } else if (no_ends) {
      moment = std::move(yes);
      reject(moment);
    } else {
      // Where a branch writes to what the condition names, the condition tells nothing of afterwards.
      Writes writes;
      for (const Stmt& branch : stmt.body) AddWrites(branch, writes);
      const bool stale = Names(condition, writes);
      moment = std::move(yes);
      Join(moment, no, condition);
      if (stale) std::erase_if(moment.locals, [](const auto& entry) { return entry.second.size() > 1; });
    }
    return true;
  }

  bool RunLoop(const Stmt& stmt, Moment& moment) {
    Writes writes;
    AddWrites(stmt, writes);
    Kill(moment, writes);
    for (const Expr& expr : stmt.exprs) Evaluate(expr, moment);
    Moment inside = moment;
    if (stmt.kind == Stmt::Kind::kLoop && !stmt.exprs.empty()) inside.known.push_back({&stmt.exprs[0], true});
    for (const Stmt& child : stmt.body) {
      if (!Run(child, inside)) break;
    }
    return true;
  }

  bool RunSwitch(const Stmt& stmt, Moment& moment) {
    Evaluate(stmt.exprs[0], moment);
    Writes writes;
    for (const Stmt& child : stmt.body) AddWrites(child, writes);
    Kill(moment, writes);
    for (const Stmt& block : stmt.body) {
      // Each case may be jumped to; what one has found out is unknown to the next.
      Moment inside = moment;
      for (const Stmt& child : block.body) {
        if (child.kind == Stmt::Kind::kCase) inside = moment;
        if (!Run(child, inside)) inside = moment;
      }
    }
    return true;
  }

  bool RunTry(const Stmt& stmt, Moment& moment) {
    Writes writes;
    AddWrites(stmt, writes);
    Moment handler = moment;
    Kill(handler, writes);
    const bool goes_on = Run(stmt.body[0], moment);
    bool caught_goes_on = false;
    for (std::size_t i = 1; i < stmt.body.size(); ++i) {
      Moment inside = handler;
      if (Run(stmt.body[i], inside)) caught_goes_on = true;
    }
    if (caught_goes_on || !goes_on) moment = std::move(handler);
    return goes_on || caught_goes_on;
  }

  const VisitExpr& visit_;
};

bool HasJumps(const Stmt& stmt) {
  return stmt.kind == Stmt::Kind::kUnordered ||
         std::any_of(stmt.body.begin(), stmt.body.end(), [](const Stmt& child) { return HasJumps(child); });
}

void Split(const Known& known, std::vector<Known>& atoms) {
  const Expr& condition = *known.condition;
  if (condition.kind == Kind::kUnary && condition.text == "!") {
    return Split({&condition.args[0], !known.holds, known.asserted, known.rejects}, atoms);
  }
  const bool same = (condition.kind == Kind::kUnary && condition.text == "bool") ||
                    (condition.kind == Kind::kCast && condition.type.kind == Type::Kind::kBool);
  if (same && condition.args.size() == 1) {
    return Split({&condition.args[0], known.holds, known.asserted, known.rejects}, atoms);
  }
  if (condition.kind == Kind::kBinary && condition.args.size() == 2 &&
      condition.text == (known.holds ? "&&" : "||")) {
    Split({&condition.args[0], known.holds, known.asserted, known.rejects}, atoms);
    Split({&condition.args[1], known.holds, known.asserted, known.rejects}, atoms);
    return;
  }
  atoms.push_back(known);
}

}  // namespace

Locals Moment::Single() const {
  Locals single;
  for (const auto& [local, held] : locals) {
    if (held.size() == 1 && held[0].value != nullptr) single.emplace(local, held[0].value);
  }
  return single;
}

void Walk(const Function& function, const VisitExpr& visit,
          const std::function<void(const Moment&)>& at_end) {
  if (HasJumps(function.body)) {
    ForEachExpr(function.body, [&](const Expr& expr) { visit(expr, {}); });
    return;
  }
  Moment moment;
  if (Walker(visit).Run(function.body, moment) && at_end) at_end(moment);
}

std::optional<std::string> PathOf(const Expr& given) {
  const Expr& expr = Bare(given);
  switch (expr.kind) {
    case Kind::kThis: return "this";
    case Kind::kName: return expr.number >= 0 ? "#" + std::to_string(expr.number) : expr.text;
    case Kind::kMember: {
      const auto base = PathOf(expr.args[0]);
      if (!base) return std::nullopt;
      return *base + "." + expr.text;
    }
    case Kind::kUnary:
      if (expr.text == "*" || expr.text == "bool" || expr.text == "&") return PathOf(expr.args[0]);
      return std::nullopt;
    case Kind::kMethod: {
      static constexpr std::string_view kSame[] = {
          "value", "get", "has_value", "c_str", "data", "str", "toStdString", "isValid", "operator bool"};
      if (expr.args.size() != 1) return std::nullopt;
      for (const std::string_view same : kSame) {
        if (expr.text == same) return PathOf(expr.args[0]);
      }
      return std::nullopt;
    }
    default: return std::nullopt;
  }
}

std::vector<Known> Atoms(const std::vector<Known>& known) {
  std::vector<Known> atoms;
  for (const Known& fact : known) Split(fact, atoms);
  return atoms;
}

}  // namespace tacit::analyze::cpp

#include "analyzer/cpp/guards.h"

#include <algorithm>

#include "analyzer/cpp/predicates.h"

namespace tacit::analyze::cpp {

namespace {

using Kind = Expr::Kind;

constexpr std::size_t kMaxCases = 16;
constexpr std::size_t kMaxBypasses = 8;

// One of the ways in which a parameter gets its value.
struct Case {
  std::vector<Known> known;  // beyond what holds for the whole statement
  bool null = false;
  const Expr* value = nullptr;  // null: not known
};

bool Contradict(const std::vector<Known>& a, const std::vector<Known>& b) {
  return std::any_of(a.begin(), a.end(), [&](const Known& x) {
    return std::any_of(b.begin(), b.end(),
                       [&](const Known& y) { return x.condition == y.condition && x.holds != y.holds; });
  });
}

std::vector<Known> Together(std::vector<Known> a, const std::vector<Known>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

const std::vector<Held>* HeldBy(const Expr& expr, const Moment& moment) {
  const Expr& bare = Bare(expr);
  if (bare.kind != Kind::kName || bare.number < 0) return nullptr;
  const auto found = moment.locals.find(bare.number);
  return found == moment.locals.end() ? nullptr : &found->second;
}

std::vector<Case> CasesOf(const Binding& binding, const Moment& moment) {
  std::vector<Case> cases;
  const std::vector<Held>* values = HeldBy(*binding.value, moment);
  if (values != nullptr && values->size() > 1) {
    for (const Held& held : *values) cases.push_back({held.when, false, held.value});
  } else {
    cases.push_back({{}, Bare(*binding.value).kind == Kind::kNull, binding.value});
  }
  const std::vector<Held>* flags =
      binding.indicator == nullptr ? nullptr : HeldBy(*binding.indicator, moment);
  if (binding.indicator == nullptr) return cases;
  std::vector<Case> joined;
  if (flags == nullptr) return {{{}, false, nullptr}};
  for (const Held& flag : *flags) {
    const Expr* state = flag.value == nullptr ? nullptr : &Bare(*flag.value);
    const bool known = state != nullptr && state->kind == Kind::kEnumerator;
    const bool null = known && state->text.ends_with("null");
    for (const Case& value : cases) {
      if (Contradict(flag.when, value.known)) continue;
      joined.push_back({Together(flag.when, value.known), null, known ? value.value : nullptr});
    }
  }
  if (joined.size() > kMaxCases) return {{{}, false, nullptr}};
  return joined;
}

// The paths under which conditions may speak of a value: its own, and of what a local was made from.
std::vector<std::string> PathsOf(const Expr& value, const Moment& moment) {
  std::vector<std::string> paths;
  if (const auto path = PathOf(value)) paths.push_back(*path);
  const std::vector<Held>* held = HeldBy(value, moment);
  if (held != nullptr && held->size() == 1 && (*held)[0].value != nullptr) {
    if (const auto path = PathOf(*(*held)[0].value)) paths.push_back(*path);
  }
  return paths;
}

// The optional whose presence decides whether the parameter is NULL.
std::optional<std::string> PresencePath(const std::vector<Case>& cases) {
  std::optional<std::string> path;
  for (const Case& one : cases) {
    bool decided = false;
    for (const Known& atom : Atoms(one.known)) {
      const auto tested = PathOf(*atom.condition);
      if (!tested || atom.holds == one.null || (path && *path != *tested)) continue;
      path = tested;
      decided = true;
    }
    if (!decided) return std::nullopt;
  }
  return cases.size() > 1 ? path : std::nullopt;
}

struct BoundColumn {
  std::string column;
  std::vector<Case> cases;
  const SqlOperand* operand = nullptr;
  const Expr* value = nullptr;
};

// What one statement makes sure of.
class Examiner {
 public:
  Examiner(const Statement& statement, const Index& index) : statement_(statement), index_(index) {}

  std::vector<Claim> Run() {
    const Moment& moment = statement_.moment;
    PathColumns paths;
    for (const SqlAssignment& assignment : statement_.sql.assignments) {
      const SqlOperand& operand = assignment.value;
      if (operand.kind != SqlOperand::Kind::kParameter) continue;
      const auto at = static_cast<std::size_t>(operand.parameter);
      if (at >= statement_.bindings.size() || statement_.bindings[at].value == nullptr) continue;
      const Binding& binding = statement_.bindings[at];
      if (!operand.function.empty()) {
        Normalized(assignment, *binding.value);
        continue;
      }
      bound_.push_back({assignment.column, CasesOf(binding, moment), &operand, binding.value});
      std::vector<std::string> names = PathsOf(*binding.value, moment);
      if (binding.indicator != nullptr) {
        names.clear();
        if (const auto presence = PresencePath(bound_.back().cases)) names.push_back(*presence);
      }
      for (const std::string& name : names) {
        // A value that goes to two columns is of neither alone.
        const auto [known, fresh] = paths.column_of.emplace(name, assignment.column);
        if (!fresh) known->second.clear();
      }
    }
    claims_ = Joined(ClaimsOf(moment.known, paths, index_, moment.Single()), std::move(claims_));
    for (const BoundColumn& bound : bound_) One(bound);
    for (std::size_t a = 0; a < bound_.size(); ++a) {
      for (std::size_t b = 0; b < bound_.size(); ++b) {
        if (a != b) Order(bound_[a], bound_[b]);
      }
    }
    return std::move(claims_);
  }

 private:
  static std::vector<Claim> Joined(std::vector<Claim> a, std::vector<Claim> b) {
    for (Claim& claim : b) a.push_back(std::move(claim));
    return a;
  }

  void Add(ConstraintKind kind, std::vector<std::string> columns, std::string sql, Place place,
           std::string pattern) {
    Claim claim;
    claim.kind = kind;
    claim.columns = std::move(columns);
    claim.sql = std::move(sql);
    claim.place = place;
    claim.pattern = std::move(pattern);
    claim.rejects = true;
    const std::string key = claim.Key();
    for (const Claim& known : claims_) {
      if (known.Key() == key) return;
    }
    claims_.push_back(std::move(claim));
  }

  void Normalized(const SqlAssignment& assignment, const Expr& value) {
    if (assignment.value.function != "lower" && assignment.value.function != "upper") return;
    std::string function = assignment.value.function;
    std::transform(function.begin(), function.end(), function.begin(),
                   [](char c) { return static_cast<char>(c - 'a' + 'A'); });
    Add(ConstraintKind::kCheck, {assignment.column},
        assignment.column + " = " + function + "(" + assignment.column + ")", value.place, "sql-normalized");
  }

  void One(const BoundColumn& bound) {
    bool some = false;
    bool not_empty = true;
    bool not_zero = true;
    std::int64_t max = 0;
    bool limited = true;
    Place place;
    const std::vector<Known>& base = statement_.moment.known;
    for (const Case& one : bound.cases) {
      if (one.null) continue;
      some = true;
      if (one.value == nullptr) {
        not_empty = not_zero = limited = false;
        break;
      }
      const std::vector<Known> known = Together(base, one.known);
      bool empty_known = false, zero_known = false;
      std::optional<std::int64_t> bytes = CutTo(*one.value, index_, statement_.moment.Single());
      if (bytes) place = one.value->place;
      for (const std::string& path : PathsOf(*one.value, statement_.moment)) {
        empty_known |= MakesNonEmpty(known, path, index_);
        zero_known |= MakesNonZero(known, path, index_);
        if (const auto at_most = MaxBytes(known, path, index_, statement_.moment.Single(), &place))
          bytes = at_most;
      }
      const std::vector<Held>* held = HeldBy(*one.value, statement_.moment);
      if (!bytes && held != nullptr && held->size() == 1 && (*held)[0].value != nullptr) {
        bytes = CutTo(*(*held)[0].value, index_, statement_.moment.Single());
        if (bytes) place = (*held)[0].value->place;
      }
      not_empty &= empty_known;
      not_zero &= zero_known;
      limited &= bytes.has_value();
      if (bytes) max = std::max(max, *bytes);
    }
    if (!some) return;
    const bool by_cases = bound.cases.size() > 1;
    if (not_empty && by_cases) {
      Add(ConstraintKind::kCheck, {bound.column}, bound.column + " <> ''", bound.value->place,
          "null-for-sentinel");
    }
    if (not_zero && by_cases) {
      Add(ConstraintKind::kCheck, {bound.column}, bound.column + " <> 0", bound.value->place,
          "null-for-sentinel");
    }
    if (limited && place.file >= 0) {
      Add(ConstraintKind::kLength, {bound.column}, "", place, "guard-length");
      claims_.back().max = max;
    }
    Enumeration(bound);
  }

  // static_cast<int>(e), or e itself.
  void Enumeration(const BoundColumn& bound) {
    std::optional<Type> type;
    Place place;
    for (const Case& one : bound.cases) {
      if (one.null) continue;
      const Type* found = one.value == nullptr ? nullptr : EnumTypeOf(*one.value, 0);
      if (found == nullptr || (type && type->name != found->name)) return;
      type = *found;
      place = one.value->place;
    }
    if (!type) return;
    std::optional<ValuesDetail> values = ValuesOf(*type, index_);
    if (!values) return;
    Add(ConstraintKind::kOneOf, {bound.column}, type->name, place, "enum-column");
    claims_.back().values = std::move(values->values);
  }

  const Type* EnumTypeOf(const Expr& given, int depth) const {
    const Expr& value = Bare(given);
    if (depth > 4) return nullptr;
    if (value.type.kind == Type::Kind::kEnum && value.kind != Kind::kCast) return &value.type;
    if (LastName(value.type.name) == "optional" && value.type.arguments.size() == 1 &&
        value.type.arguments[0].kind == Type::Kind::kEnum) {
      return &value.type.arguments[0];
    }
    if (value.kind == Kind::kCast && value.args.size() == 1) return EnumTypeOf(value.args[0], depth + 1);
    if (value.kind == Kind::kMethod && value.text == "value" && value.args.size() == 1) {
      return EnumTypeOf(value.args[0], depth + 1);
    }
    const std::vector<Held>* held = HeldBy(value, statement_.moment);
    if (held != nullptr && held->size() == 1 && (*held)[0].value != nullptr && (*held)[0].value != &given) {
      return EnumTypeOf(*(*held)[0].value, depth + 1);
    }
    return nullptr;
  }

  void Order(const BoundColumn& a, const BoundColumn& b) {
    if (a.cases.size() < 2 || b.cases.size() < 2) return;
    int weakest = -1;
    bool some = false;
    for (const Case& x : a.cases) {
      for (const Case& y : b.cases) {
        if (Contradict(x.known, y.known)) continue;
        const auto left = x.value == nullptr || x.null ? std::nullopt : PathOf(*x.value);
        const auto right = y.value == nullptr || y.null ? std::nullopt : PathOf(*y.value);
        if (!left || !right) return;
        const auto order =
            Ordered(Together(statement_.moment.known, Together(x.known, y.known)), *left, *right);
        if (!order) return;
        weakest = std::max(weakest, *order);
        some = true;
      }
    }
    if (!some) return;
    std::vector<std::string> columns = {a.column, b.column};
    std::sort(columns.begin(), columns.end());
    Add(ConstraintKind::kCheck, columns, a.column + (weakest < 0 ? " < " : " <= ") + b.column,
        a.cases[0].known.empty() ? a.value->place : a.cases[0].known[0].condition->place, "guard-order");
  }

  const Statement& statement_;
  const Index& index_;
  std::vector<BoundColumn> bound_;
  std::vector<Claim> claims_;
};

bool IsWrite(const Statement& statement) {
  return statement.sql.kind == SqlText::Kind::kInsert || statement.sql.kind == SqlText::Kind::kUpdate;
}

// Whether a value that stands in the SQL itself keeps a claim about its one column.
bool LiteralKeeps(const SqlOperand& operand, const Claim& claim) {
  if (operand.kind == SqlOperand::Kind::kNull) return true;
  if (claim.kind == ConstraintKind::kLength) {
    return operand.kind == SqlOperand::Kind::kText &&
           static_cast<std::int64_t>(operand.literal.size()) <= claim.max;
  }
  if (claim.kind == ConstraintKind::kCheck && claim.sql.ends_with(" <> ''")) {
    return operand.kind == SqlOperand::Kind::kText && !operand.literal.empty();
  }
  return false;
}

class StatementGuards {
 public:
  StatementGuards(Facts& facts, const std::vector<Statement>& statements)
      : facts_(facts), statements_(statements) {}

  void Run() {
    for (const Statement& statement : statements_) {
      made_.push_back(IsWrite(statement) && !statement.sql.table.empty()
                          ? Examiner(statement, facts_.index()).Run()
                          : std::vector<Claim>{});
    }
    std::set<std::string> done;
    for (std::size_t i = 0; i < statements_.size(); ++i) {
      for (const Claim& claim : made_[i]) {
        if (done.insert(statements_[i].sql.table + "|" + claim.Key()).second)
          Judge(statements_[i].sql.table, claim);
      }
    }
  }

 private:
  void Judge(const std::string& table, const Claim& claim) {
    std::vector<Bypass> bypasses;
    bool asserted = claim.asserted;
    std::vector<Evidence> evidence;
    for (std::size_t i = 0; i < statements_.size(); ++i) {
      const Statement& statement = statements_[i];
      if (!IsWrite(statement)) continue;
      if (!statement.sql.table.empty() && statement.sql.table != table) continue;
      const Claim* same = nullptr;
      for (const Claim& candidate : made_[i]) {
        if (candidate.Key() == claim.Key()) same = &candidate;
      }
      if (same != nullptr) {
        asserted |= same->asserted;
        evidence.push_back(facts_.EvidenceAt(same->place, same->pattern));
      } else if (Breaks(statement, table, claim)) {
        bypasses.push_back({facts_.index().FileOf(statement.place), statement.place.line});
      }
    }
    if (!bypasses.empty() && !claim.rejects) return;
    // A list of values that is not kept everywhere says nothing of the column.
    if (bypasses.size() > kMaxBypasses) bypasses.resize(kMaxBypasses);
    ConstraintDetail detail = CheckDetail{claim.sql};
    if (claim.kind == ConstraintKind::kLength) detail = LengthDetail{{}, claim.max};
    if (claim.kind == ConstraintKind::kFormat) detail = FormatDetail{claim.sql, "ecmascript"};
    if (claim.kind == ConstraintKind::kOneOf) detail = ValuesDetail{claim.values};
    const Soundness soundness = asserted ? Soundness::kD : bypasses.empty() ? Soundness::kB : Soundness::kC;
    Constraint& constraint = facts_.Add(claim.kind, table, claim.columns, std::move(detail), claim.place,
                                        claim.pattern, soundness);
    constraint.evidence = std::move(evidence);
    constraint.bypasses = std::move(bypasses);
  }

  // Whether a statement that does not make sure of a claim may break it.
  static bool Breaks(const Statement& statement, const std::string& table, const Claim& claim) {
    if (statement.sql.table != table || !statement.sql.columns_known) return true;
    for (const SqlAssignment& assignment : statement.sql.assignments) {
      if (std::find(claim.columns.begin(), claim.columns.end(), assignment.column) == claim.columns.end())
        continue;
      if (claim.columns.size() > 1 || !LiteralKeeps(assignment.value, claim)) return true;
    }
    return false;
  }

  Facts& facts_;
  const std::vector<Statement>& statements_;
  std::vector<std::vector<Claim>> made_;
};

}  // namespace

void AddStatementGuards(Facts& facts, const std::vector<Statement>& statements) {
  StatementGuards(facts, statements).Run();
}

}  // namespace tacit::analyze::cpp

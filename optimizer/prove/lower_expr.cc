#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "optimizer/prove/lower.h"

namespace tacit::prove {
namespace {

using sql::CompareOp;
using sql::Expr;
using sql::ExprKind;
using sql::ExprPtr;
using sql::TypeKind;

bool IsExact(TypeKind kind) { return kind == TypeKind::kInteger || kind == TypeKind::kNumeric; }

// Functions of which it is certain, in every dialect, that they are NULL exactly where an argument is.
constexpr std::array<std::string_view, 9> kStrict = {
    "lower", "upper", "char_length", "length", "character_length", "abs", "floor", "ceil", "ceiling"};

std::string WithTypes(std::string name, const Expr& e) {
  for (const ExprPtr& arg : e.args) name += ":" + std::to_string(static_cast<int>(arg->type.kind));
  return name;
}

std::optional<std::int64_t> WholeNumber(const std::string& text) {
  std::int64_t n = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return n;
}

// Kinds between whose values SQL's comparison is that of one type; anything else converts first.
int Family(TypeKind kind) {
  if (sql::IsNumber(kind)) return 1;
  if (sql::IsString(kind)) return 2;
  if (kind == TypeKind::kDate || kind == TypeKind::kTimestamp) return 3;
  return 10 + static_cast<int>(kind);
}

}  // namespace

TermId Lowering::Unsupported(std::string feature) {
  if (unsupported_.empty()) unsupported_ = std::move(feature);
  return kNullTerm;
}

TermId Lowering::OfTruth(Truth truth) {
  return store_.Ite(truth.is_true, store_.Bool(true),
                    store_.Ite(truth.is_false, store_.Bool(false), kNullTerm));
}

Truth Lowering::OfTerm(TermId t) {
  const FormulaId present = store_.NotNull(t);
  if (sql::IsNumber(store_.TypeOf(t))) {  // SQLite and MySQL: a number is true unless it is zero
    const FormulaId zero = store_.ValueEq(t, store_.Integer(0));
    return {store_.And(present, store_.Not(zero)), store_.And(present, zero)};
  }
  return {store_.And(present, store_.ValueEq(t, store_.Bool(true))),
          store_.And(present, store_.ValueEq(t, store_.Bool(false)))};
}

TermId Lowering::Literal(const Expr& e) {
  Value value = e.literal;
  TypeKind kind = e.type.kind;
  if (std::holds_alternative<bool>(value)) kind = TypeKind::kBoolean;
  if (std::holds_alternative<std::int64_t>(value)) kind = TypeKind::kInteger;
  if (const auto* d = std::get_if<double>(&value);
      d != nullptr && std::trunc(*d) == *d && std::abs(*d) < 1e15) {
    return store_.Integer(static_cast<std::int64_t>(*d));
  }
  if (const auto* s = std::get_if<std::string>(&value)) {
    if (kind == TypeKind::kUnknown) kind = TypeKind::kText;
    if (sql::IsNumber(kind)) {
      if (const auto n = WholeNumber(*s)) return store_.Integer(*n);
    }
  }
  return store_.Const(std::move(value), kind);
}

Truth Lowering::Compare(CompareOp op, TermId a, TermId b) {
  // A literal of no type of its own takes the other side's.
  const auto adopt = [&](TermId literal, TermId other) {
    const Term& node = store_.term(literal);
    const auto* text = std::get_if<std::string>(&node.value);
    const TypeKind kind = store_.TypeOf(other);
    if (node.kind != TermKind::kConst || text == nullptr || node.type != TypeKind::kText) return literal;
    if (kind == TypeKind::kInteger) {
      if (const auto n = WholeNumber(*text)) return store_.Integer(*n);
    }
    const int family = Family(kind);
    return family == 2 || kind == TypeKind::kUnknown ? literal : store_.Const(node.value, kind);
  };
  a = adopt(a, b);
  b = adopt(b, a);
  const TypeKind left = store_.TypeOf(a);
  const TypeKind right = store_.TypeOf(b);
  const FormulaId present = store_.And(store_.NotNull(a), store_.NotNull(b));
  FormulaId holds = kFalseFormula;
  if (Family(left) != Family(right) && left != TypeKind::kUnknown && right != TypeKind::kUnknown) {
    const TermId test = store_.Apply("cmp" + std::string(sql::Symbol(op)), {a, b}, TypeKind::kBoolean, false);
    holds = store_.ValueEq(test, store_.Bool(true));
    return {store_.And(present, holds), store_.And(present, store_.Not(holds))};
  }
  switch (op) {
    case CompareOp::kEq: holds = store_.ValueEq(a, b); break;
    case CompareOp::kNe: holds = store_.Not(store_.ValueEq(a, b)); break;
    case CompareOp::kLt: holds = store_.ValueLess(a, b); break;
    case CompareOp::kLe: holds = store_.Not(store_.ValueLess(b, a)); break;
    case CompareOp::kGt: holds = store_.ValueLess(b, a); break;
    case CompareOp::kGe: holds = store_.Not(store_.ValueLess(a, b)); break;
  }
  return {store_.And(present, holds), store_.And(present, store_.Not(holds))};
}

Truth Lowering::Predicate(const ExprPtr& e, const Env& env) {
  if (e == nullptr) return {kTrueFormula, kFalseFormula};
  const auto maybe_negated = [&](Truth t) { return e->negated ? Truth{t.is_false, t.is_true} : t; };
  const auto certain = [&](FormulaId f) { return maybe_negated({f, store_.Not(f)}); };
  switch (e->kind) {
    case ExprKind::kCompare: return Compare(e->compare, Scalar(e->args[0], env), Scalar(e->args[1], env));
    case ExprKind::kDistinct: {
      const FormulaId same = store_.Same(Scalar(e->args[0], env), Scalar(e->args[1], env));
      return e->negated ? Truth{same, store_.Not(same)} : Truth{store_.Not(same), same};
    }
    case ExprKind::kAnd:
    case ExprKind::kOr: {
      std::vector<FormulaId> truths;
      std::vector<FormulaId> falsehoods;
      for (const ExprPtr& arg : e->args) {
        const Truth t = Predicate(arg, env);
        truths.push_back(t.is_true);
        falsehoods.push_back(t.is_false);
      }
      if (e->kind == ExprKind::kAnd) return {store_.And(truths), store_.Or(falsehoods)};
      return {store_.Or(truths), store_.And(falsehoods)};
    }
    case ExprKind::kNot: {
      const Truth t = Predicate(e->args[0], env);
      return {t.is_false, t.is_true};
    }
    case ExprKind::kIsNull: return certain(store_.IsNull(Scalar(e->args[0], env)));
    case ExprKind::kIsTrue: return certain(Predicate(e->args[0], env).is_true);
    case ExprKind::kIsFalse: return certain(Predicate(e->args[0], env).is_false);
    case ExprKind::kInList: {
      const TermId needle = Scalar(e->args[0], env);
      std::vector<FormulaId> truths;
      std::vector<FormulaId> falsehoods;
      for (std::size_t i = 1; i < e->args.size(); ++i) {
        const Truth t = Compare(CompareOp::kEq, needle, Scalar(e->args[i], env));
        truths.push_back(t.is_true);
        falsehoods.push_back(t.is_false);
      }
      return maybe_negated({store_.Or(truths), store_.And(falsehoods)});
    }
    case ExprKind::kLike: return maybe_negated(Like(*e, env));
    case ExprKind::kExists: {
      sql::QueryPtr q = e->query;
      while (q->kind == sql::QueryKind::kSort || q->kind == sql::QueryKind::kDistinct ||
             q->kind == sql::QueryKind::kProject ||
             (q->kind == sql::QueryKind::kLimit && q->offset == nullptr && q->limit != nullptr &&
              std::holds_alternative<std::int64_t>(q->limit->literal) &&
              std::get<std::int64_t>(q->limit->literal) > 0)) {
        q = q->inputs[0];
      }
      return certain(store_.ExistsAny(Query(q, env)));
    }
    case ExprKind::kInQuery: return maybe_negated(InQuery(*e, env));
    default: return OfTerm(Scalar(e, env));
  }
}

Truth Lowering::InQuery(const Expr& e, const Env& env) {
  std::vector<TermId> needles;
  for (const ExprPtr& arg : e.args) needles.push_back(Scalar(arg, env));
  Bag found = Query(e.query, env);
  Bag possible = found;  // rows for which the equality is not false
  for (std::size_t i = 0; i < found.size(); ++i) {
    std::vector<FormulaId> equal{found[i].cond};
    std::vector<FormulaId> unequal;
    for (std::size_t c = 0; c < needles.size(); ++c) {
      const Truth t = Compare(CompareOp::kEq, needles[c], found[i].outs[c]);
      equal.push_back(t.is_true);
      unequal.push_back(t.is_false);
    }
    possible[i].cond = store_.And(found[i].cond, store_.Not(store_.Or(unequal)));
    found[i].cond = store_.And(equal);
  }
  return {store_.ExistsAny(found), store_.Not(store_.ExistsAny(possible))};
}

Truth Lowering::Like(const Expr& e, const Env& env) {
  const TermId text = Scalar(e.args[0], env);
  const Term& pattern = store_.term(Scalar(e.args[1], env));
  if (const auto* s = std::get_if<std::string>(&pattern.value);
      s != nullptr && e.args.size() == 2 && !s->empty()) {
    if (s->find_first_not_of('%') == std::string::npos) return {store_.NotNull(text), kFalseFormula};
    const bool exact = e.name == "like" && dialect_ == Dialect::kPostgresql;
    if (exact && store_.TypeOf(text) == TypeKind::kText && s->find_first_of("%_\\") == std::string::npos) {
      return Compare(CompareOp::kEq, text, store_.Const(*s, TypeKind::kText));
    }
  }
  std::vector<TermId> args;
  for (const ExprPtr& arg : e.args) args.push_back(Scalar(arg, env));
  return OfTerm(store_.Apply(WithTypes(e.name, e), args, TypeKind::kBoolean, true));
}

TermId Lowering::Scalar(const ExprPtr& e, const Env& env) {
  if (!unsupported_.empty()) return kNullTerm;
  switch (e->kind) {
    case ExprKind::kColumn: {
      const auto it = env.find(e->column);
      return it == env.end() ? Unsupported("a column that nothing in scope produces") : it->second;
    }
    case ExprKind::kLiteral: return Literal(*e);
    case ExprKind::kParameter: return store_.Param(e->parameter, e->type.kind);
    case ExprKind::kCase: return Case(*e, env);
    case ExprKind::kCast: return Cast(*e, env);
    case ExprKind::kArithmetic: return Arithmetic(*e, env);
    case ExprKind::kCall: return Call(*e, env);
    case ExprKind::kAggregate: return Unsupported("an aggregate outside an aggregation");
    case ExprKind::kScalarQuery: return ScalarQuery(*e, env);
    default: return OfTruth(Predicate(e, env));
  }
}

TermId Lowering::Case(const Expr& e, const Env& env) {
  TermId out = e.args.size() % 2 == 1 ? Scalar(e.args.back(), env) : kNullTerm;
  for (std::size_t i = e.args.size() / 2; i-- > 0;) {
    out = store_.Ite(Predicate(e.args[2 * i], env).is_true, Scalar(e.args[2 * i + 1], env), out);
  }
  return out;
}

TermId Lowering::Cast(const Expr& e, const Env& env) {
  const TermId arg = Scalar(e.args[0], env);
  if (arg == kNullTerm) return kNullTerm;
  const TypeKind from = e.args[0]->type.kind;
  const TypeKind to = e.type.kind;
  // A number that is whole stays as it is; that it is too large is a run-time error.
  if (to == TypeKind::kInteger && IsExact(from) && store_.IsWhole(arg)) return arg;
  const std::optional<std::int64_t> held = e.args[0]->type.length;
  const bool fits =
      from == TypeKind::kText && to == TypeKind::kText && held && e.type.length && *held <= *e.type.length;
  if (fits) return arg;
  const bool bounded = e.type.length.has_value() || e.type.name.find('(') != std::string::npos;
  const Term& node = store_.term(arg);
  if (!bounded) {
    const bool keeps = (from == to && to != TypeKind::kUnknown && to != TypeKind::kChar &&
                        to != TypeKind::kNumeric && to != TypeKind::kTime && to != TypeKind::kInterval &&
                        to != TypeKind::kTimestamp && to != TypeKind::kFloat && to != TypeKind::kJson) ||
                       (from == TypeKind::kInteger && to == TypeKind::kNumeric) ||
                       (from == TypeKind::kNumeric && to == TypeKind::kNumeric);
    if (keeps) return arg;
    const bool text = node.kind == TermKind::kConst && std::holds_alternative<std::string>(node.value) &&
                      node.type == TypeKind::kText;
    if (text && (to == TypeKind::kDate || to == TypeKind::kTimestamp)) {
      const std::string& s = std::get<std::string>(node.value);
      const std::size_t length = to == TypeKind::kDate ? 10 : 19;
      if (s.size() == length) return store_.Const(node.value, to);
    }
  }
  return store_.Apply("cast-" + std::to_string(static_cast<int>(from)) + "-" + e.type.name, {arg},
                      ComparedAs(e.type), true);
}

TermId Lowering::Arithmetic(const Expr& e, const Env& env) {
  const TypeKind left = e.args[0]->type.kind;
  const TermId a = Scalar(e.args[0], env);
  if (e.args.size() == 1) {
    if (IsExact(left)) return store_.AddScaled(a, -1, store_.Integer(0), left);
    return store_.Apply(WithTypes("neg", e), {a}, ComparedAs(e.type), true);
  }
  const TypeKind right = e.args[1]->type.kind;
  const TermId b = Scalar(e.args[1], env);
  if (a == kNullTerm || b == kNullTerm) {
    if (e.name != "||" || dialect_ != Dialect::kMysql) return kNullTerm;
  }
  const TypeKind type =
      left == TypeKind::kInteger && right == TypeKind::kInteger ? TypeKind::kInteger : TypeKind::kNumeric;
  if (IsExact(left) && IsExact(right)) {
    if (e.name == "+") return store_.AddScaled(a, 1, b, type);
    if (e.name == "-") return store_.AddScaled(b, -1, a, type);
    if (e.name == "*") return store_.Multiply(a, b, type);
  }
  std::string name =
      e.name == "/" && IsExact(left) && IsExact(right)
          ? (type == TypeKind::kInteger && dialect_ != Dialect::kMysql ? "/integer" : "/numeric")
          : WithTypes(e.name, e);
  std::vector<TermId> args{a, b};
  if ((e.name == "+" || e.name == "*") && sql::IsNumber(left) && left == right)
    std::sort(args.begin(), args.end());
  if (e.name == "||" && dialect_ == Dialect::kMysql) return Unsupported("|| of this dialect");
  const TermId out = store_.Apply(name, args, ComparedAs(e.type), true);
  if ((e.name == "/" || e.name == "%") && dialect_ != Dialect::kPostgresql) {
    return store_.Ite(Compare(CompareOp::kEq, b, store_.Integer(0)).is_true, kNullTerm, out);
  }
  return out;
}

TermId Lowering::Call(const Expr& e, const Env& env) {
  std::vector<TermId> args;
  for (const ExprPtr& arg : e.args) args.push_back(Scalar(arg, env));
  if (e.name == "coalesce" || e.name == "ifnull") {
    TermId out = kNullTerm;
    for (std::size_t i = args.size(); i-- > 0;) out = store_.Ite(store_.NotNull(args[i]), args[i], out);
    return out;
  }
  if (e.name == "nullif" && args.size() == 2) {
    return store_.Ite(Compare(CompareOp::kEq, args[0], args[1]).is_true, kNullTerm, args[0]);
  }
  std::string name = e.name;
  if ((name == "length" || name == "character_length") && dialect_ == Dialect::kPostgresql)
    name = "char_length";
  const bool strict = std::find(kStrict.begin(), kStrict.end(), e.name) != kStrict.end();
  if (strict && std::find(args.begin(), args.end(), kNullTerm) != args.end()) return kNullTerm;
  return store_.Apply(WithTypes(std::move(name), e), args, ComparedAs(e.type), strict);
}

// More than one row is a run-time error, so which of several rows is taken is ours to say: any fixed choice
// that depends on the set of values alone.
TermId Lowering::ScalarQuery(const Expr& e, const Env& env) {
  sql::QueryPtr q = e.query;
  if (q->kind == sql::QueryKind::kLimit && q->offset == nullptr && q->limit != nullptr &&
      std::holds_alternative<std::int64_t>(q->limit->literal) &&
      std::get<std::int64_t>(q->limit->literal) > 0) {
    // A limit changes nothing where all rows are the same.
    const Bag unlimited = Query(q->inputs[0], env);
    const bool constant = unlimited.size() == 1 && store_.FreeVars(unlimited[0].outs[0]).empty();
    if (constant) q = q->inputs[0];
  }
  Bag rows = Query(q, env);
  if (!unsupported_.empty()) return kNullTerm;
  for (Block& block : rows) block.outs.resize(1, kNullTerm);
  if (rows.empty()) return kNullTerm;
  if (rows.size() == 1) {
    const Block& row = rows[0];
    const bool fixed = std::none_of(row.vars.begin(), row.vars.end(),
                                    [&](const Decl& d) { return store_.Mentions(row.outs[0], d.var); });
    if (fixed) return store_.Ite(store_.Exists(row), row.outs[0], kNullTerm);
  }
  const sql::TypeKind type = store_.ColumnKind(rows, 0);
  return store_.Fold("pick", store_.Close(std::move(rows)), type);
}

}  // namespace tacit::prove

// Scalar expressions: three-valued logic, comparisons, CASE, sub-queries.
#include <optional>
#include <string>
#include <utility>

#include "src/interpret/run.h"
#include "src/interpret/value_order.h"

namespace tacit::interpret {
namespace {

using sql::ExprKind;

Value Negated(Value truth, bool negated) {
  if (!negated || IsNull(truth)) return truth;
  return !std::get<bool>(truth);
}

bool Holds(sql::CompareOp op, int sign) {
  switch (op) {
    case sql::CompareOp::kEq: return sign == 0;
    case sql::CompareOp::kNe: return sign != 0;
    case sql::CompareOp::kLt: return sign < 0;
    case sql::CompareOp::kLe: return sign <= 0;
    case sql::CompareOp::kGt: return sign > 0;
    case sql::CompareOp::kGe: return sign >= 0;
  }
  return false;
}

bool IsBool(const Value& value, bool expected) {
  const auto* truth = std::get_if<bool>(&value);
  return truth != nullptr && *truth == expected;
}

}  // namespace

void Run::Halt(Stop stop, std::string_view why) {
  if (halted()) return;
  stop_ = stop;
  why_ = why;
}

int Run::OrderOf(const Value& left, const Value& right) {
  const Comparison order = Compare(left, right);
  if (!order.comparable) Halt(Stop::kIndeterminate, "values of different kinds are compared");
  if (order.near_equal) Halt(Stop::kIndeterminate, "a comparison hangs on the last digits of a number");
  if (order.collation) Halt(Stop::kIndeterminate, "the order of two texts hangs on the collation");
  return order.sign;
}

bool Run::AreEqual(const Value& left, const Value& right) {
  const Comparison order = Compare(left, right);
  if (!order.comparable) Halt(Stop::kIndeterminate, "values of different kinds are compared");
  if (order.near_equal) Halt(Stop::kIndeterminate, "an equality hangs on the last digits of a number");
  return order.sign == 0;
}

bool Run::IsTrue(const Scalar& e, const Frame* frame) { return IsBool(Evaluate(e, frame), true); }

Value Run::Evaluate(const Scalar& e, const Frame* frame) {
  CountStep();
  if (halted()) return {};
  Value value = Compute(e, frame);
  if (e.read_as == sql::TypeKind::kUnknown || IsNull(value)) return value;
  Value typed = Typed(value, e.read_as);
  if (IsNull(typed)) Halt(Stop::kRunTimeError, "a value cannot be read as the type it is compared with");
  return typed;
}

Value Run::Compute(const Scalar& e, const Frame* frame) {
  switch (e.source->kind) {
    case ExprKind::kColumn: {
      for (int level = e.level; level > 0; --level) frame = frame->outer;
      return (*frame->row)[static_cast<std::size_t>(e.slot)];
    }
    case ExprKind::kLiteral: return e.literal;
    case ExprKind::kCompare:
      return EvaluateCompare(e.source->compare, Evaluate(e.args[0], frame), Evaluate(e.args[1], frame));
    case ExprKind::kDistinct: {
      const Value left = Evaluate(e.args[0], frame);
      const Value right = Evaluate(e.args[1], frame);
      const bool same = IsNull(left) || IsNull(right) ? IsNull(left) && IsNull(right) : AreEqual(left, right);
      return same == e.source->negated;
    }
    case ExprKind::kAnd:
    case ExprKind::kOr: return EvaluateLogic(e, frame);
    case ExprKind::kNot: return Negated(Evaluate(e.args[0], frame), true);
    case ExprKind::kIsNull: return IsNull(Evaluate(e.args[0], frame)) != e.source->negated;
    case ExprKind::kIsTrue: return IsBool(Evaluate(e.args[0], frame), true) != e.source->negated;
    case ExprKind::kIsFalse: return IsBool(Evaluate(e.args[0], frame), false) != e.source->negated;
    case ExprKind::kInList: return EvaluateInList(e, frame);
    case ExprKind::kCase: return EvaluateCase(e, frame);
    case ExprKind::kCast: {
      const Value value = Evaluate(e.args[0], frame);
      return IsNull(value) ? value : Cast(value, e.args[0].source->type, e.source->type, *this);
    }
    case ExprKind::kLike:
    case ExprKind::kArithmetic:
    case ExprKind::kCall: return EvaluateCall(e, frame);
    case ExprKind::kExists: {
      Relation scratch;
      return SubqueryRows(e, frame, &scratch).rows.empty() == e.source->negated;
    }
    case ExprKind::kInQuery: return EvaluateInQuery(e, frame);
    case ExprKind::kScalarQuery: return EvaluateScalarQuery(e, frame);
    case ExprKind::kParameter:
    case ExprKind::kAggregate: break;  // the compiler refuses them here
  }
  Halt(Stop::kIndeterminate, "an expression that is not modelled");
  return {};
}

// Every argument is computed: which errors a short cut hides is the engine's choice.
Value Run::EvaluateLogic(const Scalar& e, const Frame* frame) {
  const bool decisive = e.source->kind == ExprKind::kOr;
  bool decided = false;
  bool unknown = false;
  for (const Scalar& arg : e.args) {
    const Value value = Evaluate(arg, frame);
    if (IsNull(value)) {
      unknown = true;
    } else if (IsBool(value, decisive)) {
      decided = true;
    }
  }
  if (decided) return decisive;
  if (unknown) return {};
  return !decisive;
}

Value Run::EvaluateCompare(sql::CompareOp op, const Value& left, const Value& right) {
  if (IsNull(left) || IsNull(right)) return {};
  if (op == sql::CompareOp::kEq) return AreEqual(left, right);
  if (op == sql::CompareOp::kNe) return !AreEqual(left, right);
  return Holds(op, OrderOf(left, right));
}

Value Run::EvaluateInList(const Scalar& e, const Frame* frame) {
  const Value probe = Evaluate(e.args[0], frame);
  bool found = false;
  bool unknown = IsNull(probe);
  for (std::size_t i = 1; i < e.args.size(); ++i) {
    const Value item = Evaluate(e.args[i], frame);
    if (IsNull(item)) unknown = true;
    if (!IsNull(probe) && !IsNull(item) && AreEqual(probe, item)) found = true;
  }
  if (found) return !e.source->negated;
  return unknown ? Value{} : Value(e.source->negated);
}

Value Run::EvaluateCase(const Scalar& e, const Frame* frame) {
  std::size_t i = 0;
  for (; i + 1 < e.args.size(); i += 2) {
    if (IsTrue(e.args[i], frame)) return Evaluate(e.args[i + 1], frame);
  }
  return i < e.args.size() ? Evaluate(e.args[i], frame) : Value{};
}

Value Run::EvaluateCall(const Scalar& e, const Frame* frame) {
  const sql::Expr& source = *e.source;
  if (source.kind == ExprKind::kCall && source.name == "coalesce") {
    for (const Scalar& arg : e.args) {
      if (Value value = Evaluate(arg, frame); !IsNull(value)) return value;
    }
    return {};
  }
  std::vector<Value> args;
  args.reserve(e.args.size());
  bool any_null = false;
  for (const Scalar& arg : e.args) {
    args.push_back(Evaluate(arg, frame));
    any_null = any_null || IsNull(args.back());
  }
  if (halted() || (any_null && e.strict)) return {};
  if (source.kind == ExprKind::kCall) return e.function(args, *this);
  if (source.kind == ExprKind::kArithmetic) return Arithmetic(source, args, *this);
  const auto* text = std::get_if<std::string>(&args[0]);
  const auto* pattern = std::get_if<std::string>(&args[1]);
  const auto* escape = args.size() > 2 ? std::get_if<std::string>(&args[2]) : nullptr;
  if (text == nullptr || pattern == nullptr ||
      (args.size() > 2 && (escape == nullptr || escape->size() > 1))) {
    Halt(Stop::kRunTimeError, "LIKE needs texts");
    return {};
  }
  const char escape_char = escape == nullptr ? '\\' : escape->empty() ? '\0' : escape->front();
  return Negated(Like(*text, *pattern, escape_char, *this), source.negated);
}

const Relation& Run::SubqueryRows(const Scalar& e, const Frame* frame, Relation* scratch) {
  if (e.correlated) {
    *scratch = Execute(*e.query, frame);
    return *scratch;
  }
  const auto found = kept_.find(e.query.get());
  if (found != kept_.end()) return found->second;
  return kept_.emplace(e.query.get(), Execute(*e.query, frame)).first->second;
}

Value Run::EvaluateInQuery(const Scalar& e, const Frame* frame) {
  Row probe;
  for (const Scalar& arg : e.args) probe.push_back(Evaluate(arg, frame));
  Relation scratch;
  bool unknown = false;
  for (const Row& row : SubqueryRows(e, frame, &scratch).rows) {
    bool row_false = false;
    bool row_unknown = false;
    for (std::size_t i = 0; i < probe.size(); ++i) {
      if (IsNull(probe[i]) || IsNull(row[i])) {
        row_unknown = true;
      } else if (!AreEqual(probe[i], row[i])) {
        row_false = true;
      }
    }
    if (!row_false && !row_unknown) return !e.source->negated;
    unknown = unknown || (!row_false && row_unknown);
  }
  return unknown ? Value{} : Value(e.source->negated);
}

Value Run::EvaluateScalarQuery(const Scalar& e, const Frame* frame) {
  Relation scratch;
  const Relation& relation = SubqueryRows(e, frame, &scratch);
  if (relation.rows.size() > 1) Halt(Stop::kRunTimeError, "a scalar sub-query gives two rows");
  return relation.rows.empty() ? Value{} : relation.rows.front().front();
}

}  // namespace tacit::interpret

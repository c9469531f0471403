#include "optimizer/rules/atom.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>

#include "optimizer/algebra/facts.h"

namespace tacit::rules {

using sql::CompareOp;
using sql::ExprKind;
using sql::ExprPtr;
using sql::TypeKind;
using Form = Atom::Form;

namespace {

// A literal's value in a form whose values of one alternative compare by value: exact decimals become
// doubles. None where texts are not the values (times, char(n)) or there is no constant at all.
std::optional<Value> Comparable(const ExprPtr& e) {
  if (!sql::IsLiteral(e) || sql::IsNullLiteral(e)) return std::nullopt;
  const auto* text = std::get_if<std::string>(&e->literal);
  if (text == nullptr || e->type.kind == TypeKind::kText || e->type.kind == TypeKind::kDate)
    return e->literal;
  if (!sql::IsNumber(e->type.kind)) return std::nullopt;
  double number = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (error != std::errc() || end != text->data() + text->size()) return std::nullopt;
  return number;
}

std::optional<double> Number(const Value& value) {
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
  if (const auto* real = std::get_if<double>(&value)) return *real;
  return std::nullopt;
}

// Less, equal, greater; texts only as equal or not, since their order is the collation's.
enum class Order { kLess, kEqual, kGreater, kUnequal };
std::optional<Order> Compare(const Value& a, const Value& b) {
  if (a.index() == b.index() && a == b) return Order::kEqual;
  const auto x = Number(a);
  const auto y = Number(b);
  if (x && y) {
    if (std::abs(*x) > 9e15 || std::abs(*y) > 9e15) return std::nullopt;  // beyond exact doubles
    return *x < *y ? Order::kLess : *x > *y ? Order::kGreater : Order::kEqual;
  }
  if (a.index() != b.index()) return std::nullopt;
  return Order::kUnequal;
}

std::optional<std::int64_t> CharacterCount(const Value& value) {
  const auto* text = std::get_if<std::string>(&value);
  if (text == nullptr) return std::nullopt;
  return std::count_if(text->begin(), text->end(),
                       [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
}

Form FormOf(CompareOp op) {
  switch (op) {
    case CompareOp::kEq: return Form::kIn;
    case CompareOp::kNe: return Form::kNotIn;
    case CompareOp::kLt: return Form::kLess;
    case CompareOp::kLe: return Form::kLessOrEqual;
    case CompareOp::kGt: return Form::kGreater;
    case CompareOp::kGe: return Form::kGreaterOrEqual;
  }
  return Form::kIn;
}

// Whether every value that satisfies one bound satisfies the atom.
bool BoundImplies(const Atom& bound, const Atom& atom) {
  const bool below = bound.form == Form::kLess || bound.form == Form::kLessOrEqual;
  const bool strict = bound.form == Form::kLess || bound.form == Form::kGreater;
  const Value& limit = bound.values[0];
  // Beyond the limit: not reached by any value that satisfies the bound.
  const auto beyond = [&](const Value& value) {
    const auto order = Compare(value, limit);
    if (!order) return false;
    if (*order == Order::kEqual) return strict;
    return *order == (below ? Order::kGreater : Order::kLess);
  };
  const auto at_or_beyond = [&](const Value& value) {
    const auto order = Compare(value, limit);
    return order && (*order == Order::kEqual || *order == (below ? Order::kGreater : Order::kLess));
  };
  switch (atom.form) {
    case Form::kIn: return false;
    case Form::kNotIn: return std::all_of(atom.values.begin(), atom.values.end(), beyond);
    case Form::kLess: return below && beyond(atom.values[0]);
    case Form::kLessOrEqual: return below && at_or_beyond(atom.values[0]);
    case Form::kGreater: return !below && beyond(atom.values[0]);
    case Form::kGreaterOrEqual: return !below && at_or_beyond(atom.values[0]);
  }
  return false;
}

bool Implies(const Atom& known, const Atom& atom) {
  if (known.of_length != atom.of_length) return false;
  switch (known.form) {
    case Form::kIn: return false;  // the caller filters listed values by all that is known
    case Form::kNotIn:
      return atom.form == Form::kNotIn &&
             std::all_of(atom.values.begin(), atom.values.end(), [&](const Value& value) {
               return std::any_of(known.values.begin(), known.values.end(),
                                  [&](const Value& other) { return Compare(value, other) == Order::kEqual; });
             });
    default: return BoundImplies(known, atom);
  }
}

bool ImpliedByAny(const Atom& atom, const std::vector<Atom>& known) {
  return std::any_of(known.begin(), known.end(), [&](const Atom& k) {
    if (k.form != Form::kIn) return Implies(k, atom);
    if (k.of_length && !atom.of_length) return false;
    const std::vector<Value> left = Remaining(k, known);
    return std::all_of(left.begin(), left.end(), [&](const Value& value) {
      return (k.of_length ? Holds({atom.column, false, atom.form, atom.values}, value) : Holds(atom, value))
          .value_or(false);
    });
  });
}

}  // namespace

std::optional<Atom> AtomOf(const ExprPtr& e) {
  Atom atom;
  ExprPtr subject;
  std::vector<ExprPtr> constants;
  if (e->kind == ExprKind::kCompare) {
    const bool flipped = sql::IsLiteral(e->args[0]);
    subject = e->args[flipped ? 1 : 0];
    constants = {e->args[flipped ? 0 : 1]};
    atom.form = FormOf(flipped ? sql::Mirror(e->compare) : e->compare);
  } else if (e->kind == ExprKind::kInList) {
    subject = e->args[0];
    constants.assign(e->args.begin() + 1, e->args.end());
    atom.form = e->negated ? Form::kNotIn : Form::kIn;
  } else {
    return std::nullopt;
  }
  if (subject->kind == ExprKind::kCall && subject->name == algebra::kLengthFunction &&
      subject->args.size() == 1) {
    atom.of_length = true;
    subject = subject->args[0];
  }
  if (subject->kind != ExprKind::kColumn || subject->type.kind == TypeKind::kChar) return std::nullopt;
  atom.column = subject->column;
  for (const ExprPtr& constant : constants) {
    auto value = Comparable(constant);
    if (!value) return std::nullopt;
    atom.values.push_back(std::move(*value));
  }
  if (atom.values.empty()) return std::nullopt;
  return atom;
}

Atom Negation(Atom atom) {
  switch (atom.form) {
    case Form::kIn: atom.form = Form::kNotIn; break;
    case Form::kNotIn: atom.form = Form::kIn; break;
    case Form::kLess: atom.form = Form::kGreaterOrEqual; break;
    case Form::kLessOrEqual: atom.form = Form::kGreater; break;
    case Form::kGreater: atom.form = Form::kLessOrEqual; break;
    case Form::kGreaterOrEqual: atom.form = Form::kLess; break;
  }
  return atom;
}

std::optional<bool> Holds(const Atom& atom, const Value& value) {
  if (atom.of_length) {
    const auto length = CharacterCount(value);
    if (!length) return std::nullopt;
    return Holds({atom.column, false, atom.form, atom.values}, Value(*length));
  }
  if (atom.form == Form::kIn || atom.form == Form::kNotIn) {
    bool listed = false;
    for (const Value& other : atom.values) {
      const auto order = Compare(value, other);
      if (!order) return std::nullopt;
      listed = listed || *order == Order::kEqual;
    }
    return listed == (atom.form == Form::kIn);
  }
  const auto order = Compare(value, atom.values[0]);
  if (!order || *order == Order::kUnequal) return std::nullopt;
  switch (atom.form) {
    case Form::kLess: return *order == Order::kLess;
    case Form::kLessOrEqual: return *order != Order::kGreater;
    case Form::kGreater: return *order == Order::kGreater;
    default: return *order != Order::kLess;
  }
}

std::vector<Value> Remaining(const Atom& atom, const std::vector<Atom>& known) {
  std::vector<Value> left;
  for (const Value& value : atom.values) {
    const bool possible = std::all_of(known.begin(), known.end(), [&](const Atom& k) {
      return (atom.of_length && !k.of_length) ||
             (atom.of_length && k.of_length ? Holds({k.column, false, k.form, k.values}, value).value_or(true)
                                            : Holds(k, value).value_or(true));
    });
    const bool again = std::any_of(
        left.begin(), left.end(), [&](const Value& other) { return Compare(other, value) == Order::kEqual; });
    if (possible && !again) left.push_back(value);
  }
  return left;
}

Judgement Judge(const Atom& atom, const std::vector<Atom>& known) {
  if (atom.form == Form::kIn && Remaining(atom, known).empty()) return Judgement::kContradicted;
  if (ImpliedByAny(Negation(atom), known)) return Judgement::kContradicted;
  return ImpliedByAny(atom, known) ? Judgement::kImplied : Judgement::kUnknown;
}

}  // namespace tacit::rules

// Nodes: the laws by which a node is simplified when it is made. Each holds for every value of its parts.
#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <limits>
#include <utility>

#include "optimizer/replay/node.h"

namespace tacit::replay {
namespace {

std::optional<std::int64_t> Whole(const Node& node) {
  std::int64_t n = 0;
  if (node.op != Op::kConst || !node.text.starts_with("i")) return std::nullopt;
  const char* end = node.text.data() + node.text.size();
  const auto [stop, error] = std::from_chars(node.text.data() + 1, end, n);
  return error == std::errc() && stop == end ? std::optional(n) : std::nullopt;
}

bool IsNumber(Type type) { return type == Type::kInteger || type == Type::kNumeric || type == Type::kFloat; }

std::string_view WithoutBlanks(std::string_view text) {
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

// Moments written in full compare as their texts do.
bool IsMoment(std::string_view text) {
  for (const std::string_view shape : {"0000-00-00", "0000-00-00 00:00:00", "00:00:00"}) {
    bool fits = text.size() == shape.size();
    for (std::size_t i = 0; fits && i < shape.size(); ++i) {
      fits = shape[i] == '0' ? text[i] >= '0' && text[i] <= '9' : text[i] == shape[i];
    }
    if (fits) return true;
  }
  return false;
}

}  // namespace

Order Nodes::Compare(Ref a, Ref b) const {
  if (a == b) return Order::kSame;
  const Node& x = (*this)[a];
  const Node& y = (*this)[b];
  const auto by = [](bool less, bool greater) {
    return less ? Order::kLess : greater ? Order::kGreater : Order::kUnknown;
  };
  const std::string_view s = std::string_view(x.text).substr(1);
  const std::string_view t = std::string_view(y.text).substr(1);
  if (x.text[0] == y.text[0] && s == t) return Order::kSame;
  if (x.text[0] == 'b' && y.text[0] == 'b') return by(s == "false", t == "false");
  const auto whole_x = Whole(x);
  const auto whole_y = Whole(y);
  if (whole_x && whole_y) return by(*whole_x<*whole_y, *whole_x> * whole_y);
  const auto number = [](const Node& node, double* out) {
    if (node.text[0] != 'i' && node.text[0] != 'd' && !(node.text[0] == 's' && IsNumber(node.type)))
      return false;
    char* end = nullptr;
    *out = std::strtod(node.text.c_str() + 1, &end);
    return node.text.size() > 1 && *end == '\0' && *out - *out == 0;  // finite
  };
  double p = 0;
  double q = 0;
  // Rounding keeps order: doubles that differ stand for numbers that differ the same way.
  if (number(x, &p) && number(y, &q)) return by(p<q, p> q);
  if (x.text[0] != 's' || y.text[0] != 's') return Order::kUnknown;
  const auto moment = [](Type type) {
    return type == Type::kDate || type == Type::kTimestamp || type == Type::kTime;
  };
  if (moment(x.type) || moment(y.type)) {
    const bool comparable = IsMoment(s) && IsMoment(t) && s.size() == t.size();
    return comparable ? by(s<t, s> t) : Order::kUnknown;
  }
  const bool text = x.type == Type::kText && y.type == Type::kText;
  return text && distinct_text_ && WithoutBlanks(s) != WithoutBlanks(t) ? Order::kDistinct : Order::kUnknown;
}

bool Nodes::Blurred(Ref a, Ref b) const {
  return std::ranges::any_of(std::vector<Ref>{a, b}, [&](Ref t) {
    const Type type = (*this)[t].type;
    return type == Type::kChar || (type == Type::kText && !distinct_text_);
  });
}

Ref Nodes::Apply(Node node) {
  for (std::size_t i = 0; i < node.args.size(); ++i) {
    const Node choice = (*this)[node.args[i]];
    if (node.strict() && choice.op == Op::kNull) return null_;
    if (choice.op != Op::kIf) continue;
    Node otherwise = node;
    node.args[i] = choice.args[1];
    otherwise.args[i] = choice.args[2];
    const Ref then = Apply(std::move(node));
    return If(choice.args[0], then, Apply(std::move(otherwise)));
  }
  if (node.text == "=blurred" && node.args.size() == 2) {
    if (node.args[0] == node.args[1]) return Bool(true);
    std::sort(node.args.begin(), node.args.end());
  }
  if (node.text != "*" || node.args.size() < 2) return Intern(std::move(node));
  Ref product = node.args[0];
  for (std::size_t i = 1; i < node.args.size(); ++i) product = Multiply(product, node.args[i], node.type);
  return product;
}

Ref Nodes::Linear(const Node& node) {
  Ref sum = Integer(node.numbers[0]);
  for (std::size_t i = 0; i < node.args.size(); ++i)
    sum = AddScaled(node.args[i], node.numbers[i + 1], sum, node.type);
  return sum;
}

Type Nodes::Common(Type a, Type b) const {
  if (a == b) return a;
  const auto loose = [&](Type type) {
    return type == Type::kChar || (type == Type::kText && !distinct_text_);
  };
  const auto exact = [](Type type) { return type == Type::kInteger || type == Type::kNumeric; };
  return exact(a) && exact(b) ? Type::kNumeric : loose(a) || loose(b) ? Type::kChar : Type::kOther;
}

Ref Nodes::If(Ref cond, Ref then, Ref otherwise) {
  if (cond == yes_ || then == otherwise) return then;
  if (cond == no_) return otherwise;
  const Type type = Common((*this)[then == null_ ? otherwise : then].type,
                           (*this)[otherwise == null_ ? then : otherwise].type);
  return Intern({Op::kIf, type, {}, {}, {cond, then, otherwise}});
}

Ref Nodes::AddScaled(Ref a, std::int64_t factor, Ref b, Type type) {
  if (a == null_ || b == null_) return null_;
  if (const Node choice = (*this)[a]; choice.op == Op::kIf) {
    const Ref then = AddScaled(choice.args[1], factor, b, type);
    return If(choice.args[0], then, AddScaled(choice.args[2], factor, b, type));
  }
  if (const Node choice = (*this)[b]; choice.op == Op::kIf) {
    const Ref then = AddScaled(a, factor, choice.args[1], type);
    return If(choice.args[0], then, AddScaled(a, factor, choice.args[2], type));
  }
  std::map<Ref, std::int64_t> sum;
  std::int64_t constant = 0;
  bool overflow = false;
  const auto add = [&](Ref t, std::int64_t k) {
    const auto to = [&](std::int64_t& into, std::int64_t x) {
      std::int64_t product = 0;
      overflow =
          __builtin_mul_overflow(x, k, &product) || __builtin_add_overflow(into, product, &into) || overflow;
    };
    const Node& node = (*this)[t];
    if (const auto n = Whole(node)) {
      to(constant, *n);
    } else if (node.op == Op::kLinear) {
      to(constant, node.numbers[0]);
      for (std::size_t i = 0; i < node.args.size(); ++i) to(sum[node.args[i]], node.numbers[i + 1]);
    } else {
      to(sum[t], 1);
    }
  };
  add(a, factor);
  add(b, 1);
  if (overflow) {
    const Ref scaled = Intern({Op::kApply, type, "*", {1}, {Integer(factor), a}});
    return Intern({Op::kApply, type, "+", {1}, {scaled, b}});
  }
  Node linear{Op::kLinear, type, {}, {constant}, {}};
  for (const auto& [t, k] : sum) {
    if (k == 0 && IsNull(t) == no_) continue;  // else it stays: it carries the NULL
    linear.args.push_back(t);
    linear.numbers.push_back(k);
  }
  if (linear.args.empty()) return Integer(constant);
  const bool whole =
      std::ranges::all_of(linear.args, [&](Ref t) { return (*this)[t].type == Type::kInteger; });
  if (type == Type::kInteger && !whole) linear.type = Type::kNumeric;
  if (linear.args.size() == 1 && constant == 0 && linear.numbers[1] == 1) return linear.args[0];
  return Intern(std::move(linear));
}

Ref Nodes::Multiply(Ref a, Ref b, Type type) {
  if (a == null_ || b == null_) return null_;
  for (const auto& [one, other] : {std::pair{a, b}, std::pair{b, a}}) {
    const Node node = (*this)[one];
    if (node.op == Op::kIf) {
      const Ref then = Multiply(node.args[1], other, type);
      return If(node.args[0], then, Multiply(node.args[2], other, type));
    }
  }
  for (const auto& [one, other] : {std::pair{a, b}, std::pair{b, a}}) {
    const Node node = (*this)[one];
    if (const auto n = Whole(node)) return AddScaled(other, *n, Integer(0), type);
    if (node.op != Op::kLinear) continue;
    Ref sum = AddScaled(other, node.numbers[0], Integer(0), type);
    for (std::size_t i = 0; i < node.args.size(); ++i) {
      sum = AddScaled(Multiply(node.args[i], other, type), node.numbers[i + 1], sum, type);
    }
    return sum;
  }
  std::vector<Ref> factors;
  for (const Ref t : {a, b}) {
    const Node& node = (*this)[t];
    if (node.op == Op::kApply && node.text == "*") {
      factors.insert(factors.end(), node.args.begin(), node.args.end());
    } else {
      factors.push_back(t);
    }
  }
  std::sort(factors.begin(), factors.end());
  return Intern({Op::kApply, type, "*", {1}, std::move(factors)});
}

Ref Nodes::Not(Ref f) {
  const Node node = (*this)[f];
  switch (node.op) {
    case Op::kTrue: return no_;
    case Op::kFalse: return yes_;
    case Op::kNot: return node.args[0];
    case Op::kAnd:
    case Op::kOr: {
      std::vector<Ref> args;
      for (const Ref arg : node.args) args.push_back(Not(arg));
      return Nary(node.op == Op::kAnd ? Op::kOr : Op::kAnd, std::move(args));
    }
    default: return Intern({Op::kNot, Type::kOther, {}, {}, {f}});
  }
}

Ref Nodes::Nary(Op op, std::vector<Ref> args) {
  const Ref unit = op == Op::kAnd ? yes_ : no_;
  const Ref zero = op == Op::kAnd ? no_ : yes_;
  std::vector<Ref> flat;
  for (const Ref arg : args) {
    if (arg == zero) return zero;
    const Node& node = (*this)[arg];
    if (node.op == op) {
      flat.insert(flat.end(), node.args.begin(), node.args.end());
    } else if (arg != unit) {
      flat.push_back(arg);
    }
  }
  std::sort(flat.begin(), flat.end());
  flat.erase(std::unique(flat.begin(), flat.end()), flat.end());
  for (const Ref arg : flat) {
    const Node& node = (*this)[arg];
    if (node.op == Op::kNot && std::binary_search(flat.begin(), flat.end(), node.args[0])) return zero;
  }
  if (flat.empty()) return unit;
  return flat.size() == 1 ? flat[0] : Intern({op, Type::kOther, {}, {}, std::move(flat)});
}

Ref Nodes::Atom(Op op, Ref a, Ref b) { return Intern({op, Type::kOther, {}, {}, {a, b}}); }

Ref Nodes::IsNull(Ref t) {
  const Node node = (*this)[t];
  if (node.op == Op::kNull) return yes_;
  if (node.op == Op::kConst || (node.op == Op::kFold && node.text == "sum0")) return no_;
  if (node.op == Op::kIf) {
    const Ref then = And({node.args[0], IsNull(node.args[1])});
    return Or({then, And({Not(node.args[0]), IsNull(node.args[2])})});
  }
  if (!node.strict()) return Atom(Op::kEqual, null_, t);
  std::vector<Ref> parts;
  for (const Ref arg : node.args) parts.push_back(IsNull(arg));
  return Or(std::move(parts));
}

Ref Nodes::Same(Ref a, Ref b) {
  if (a == b) return yes_;
  if (a == null_) return IsNull(b);
  if (b == null_) return IsNull(a);
  for (const auto& [one, other] : {std::pair{a, b}, std::pair{b, a}}) {
    const Node node = (*this)[one];
    if (node.op != Op::kIf) continue;
    const Ref then = And({node.args[0], Same(node.args[1], other)});
    return Or({then, And({Not(node.args[0]), Same(node.args[2], other)})});
  }
  if (!(*this)[a].strict() && !(*this)[b].strict() && !Blurred(a, b)) return Equal(a, b);
  const Ref null_a = IsNull(a);
  const Ref null_b = IsNull(b);
  return Or({And({null_a, null_b}), And({Not(null_a), Not(null_b), Equal(a, b)})});
}

// An equality whose sides were replaced. Same() says what Equal() does, and, of terms that are NULL where an
// argument is, spells out when both are: only where that was not so before.
Ref Nodes::EqualAgain(const Node& was, Ref a, Ref b) {
  const bool plain = !(*this)[was.args[0]].strict() && !(*this)[was.args[1]].strict();
  return plain || a == null_ || b == null_ ? Same(a, b) : Equal(a, b);
}

Ref Nodes::Equal(Ref a, Ref b) {
  if (a == b) return yes_;
  if (a == null_ || b == null_) return IsNull(a == null_ ? b : a);
  for (const auto& [one, other] : {std::pair{a, b}, std::pair{b, a}}) {
    const Node node = (*this)[one];
    if (node.op != Op::kIf) continue;
    const Ref then = And({node.args[0], Equal(node.args[1], other)});
    return Or({then, And({Not(node.args[0]), Equal(node.args[2], other)})});
  }
  if ((*this)[a].op == Op::kConst && (*this)[b].op == Op::kConst) {
    const Order order = Compare(a, b);
    if (order != Order::kUnknown) return order == Order::kSame ? yes_ : no_;
  }
  if (Blurred(a, b)) {
    // Some relation, of which no more is known than that it is one.
    const Ref test = Intern({Op::kApply, Type::kBoolean, "=blurred", {0}, {std::min(a, b), std::max(a, b)}});
    return Atom(Op::kEqual, std::min(test, Bool(true)), std::max(test, Bool(true)));
  }
  if ((*this)[a].op == Op::kLinear || (*this)[b].op == Op::kLinear) {
    const Node difference = (*this)[AddScaled(b, -1, a, (*this)[a].type)];
    if (const auto n = Whole(difference)) return *n == 0 ? yes_ : no_;
    // Where both can be NULL they are where the one unknown is, which is no number then.
    const bool one = difference.op == Op::kLinear && difference.args.size() == 1 &&
                     (difference.numbers[1] == 1 || difference.numbers[1] == -1) &&
                     difference.numbers[0] != std::numeric_limits<std::int64_t>::min() &&
                     (IsNull(a) == no_ || IsNull(b) == no_);
    if (one) return Equal(difference.args[0], Integer(-difference.numbers[0] * difference.numbers[1]));
  }
  return Atom(Op::kEqual, std::min(a, b), std::max(a, b));
}

Ref Nodes::Less(Ref a, Ref b) {
  if (a == b || b == null_) return no_;
  if (a == null_) return NotNull(b);
  const Node left = (*this)[a];
  const Node right = (*this)[b];
  if (left.op == Op::kIf) {
    const Ref then = And({left.args[0], Less(left.args[1], b)});
    return Or({then, And({Not(left.args[0]), Less(left.args[2], b)})});
  }
  if (right.op == Op::kIf) {
    const Ref then = And({right.args[0], Less(a, right.args[1])});
    return Or({then, And({Not(right.args[0]), Less(a, right.args[2])})});
  }
  if (left.op == Op::kConst && right.op == Op::kConst) {
    const Order order = Compare(a, b);
    if (order == Order::kLess) return yes_;
    if (order == Order::kSame || order == Order::kGreater) return no_;
  }
  const auto low = Whole(left);
  if (low && right.type == Type::kInteger && *low < std::numeric_limits<std::int64_t>::max()) {
    return Not(Less(b, Integer(*low + 1)));  // c < x is not (x < c + 1): one form for both
  }
  return Atom(Op::kLess, a, b);
}

Ref Nodes::SameAll(const std::vector<Ref>& a, const std::vector<Ref>& b) {
  if (a.size() != b.size()) return no_;
  std::vector<Ref> parts;
  for (std::size_t i = 0; i < a.size(); ++i) parts.push_back(Same(a[i], b[i]));
  return And(std::move(parts));
}

}  // namespace tacit::replay

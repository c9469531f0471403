// Store: sums and products of exact numbers, in a form in which equal ones are the same term.
#include <algorithm>
#include <map>
#include <utility>

#include "optimizer/prove/term.h"

namespace tacit::prove {

using sql::TypeKind;

TermId Store::AddScaled(TermId a, std::int64_t factor, TermId b, TypeKind type) {
  if (a == kNullTerm || b == kNullTerm) return kNullTerm;
  if (const Term& choice = term(a); choice.kind == TermKind::kIte) {
    const TermId then = AddScaled(choice.args[0], factor, b, type);
    return Ite(choice.cond, then, AddScaled(choice.args[1], factor, b, type));
  }
  if (const Term& choice = term(b); choice.kind == TermKind::kIte) {
    const TermId then = AddScaled(a, factor, choice.args[0], type);
    return Ite(choice.cond, then, AddScaled(a, factor, choice.args[1], type));
  }
  std::map<TermId, std::int64_t> sum;
  std::int64_t constant = 0;
  std::vector<TermId> vanished;  // a - a is 0 only where a is not NULL
  bool overflow = false;
  const auto add = [&](TermId t, std::int64_t k) {
    const Term& node = term(t);
    const auto accumulate = [&](std::int64_t& into, std::int64_t x) {
      std::int64_t product = 0;
      overflow =
          overflow || __builtin_mul_overflow(x, k, &product) || __builtin_add_overflow(into, product, &into);
    };
    if (node.kind == TermKind::kConst && std::holds_alternative<std::int64_t>(node.value)) {
      accumulate(constant, std::get<std::int64_t>(node.value));
    } else if (node.kind == TermKind::kLinear) {
      accumulate(constant, node.coefs[0]);
      for (std::size_t i = 0; i < node.args.size(); ++i) accumulate(sum[node.args[i]], node.coefs[i + 1]);
    } else {
      accumulate(sum[t], 1);
    }
  };
  add(a, factor);
  add(b, 1);
  std::vector<std::int64_t> coefs{constant};
  std::vector<TermId> args;
  for (const auto& [t, k] : sum) {
    if (k == 0 && IsNull(t) == kFalseFormula) continue;
    args.push_back(t);  // a zero coefficient stays: it carries the NULL
    coefs.push_back(k);
  }
  if (overflow) return Apply("+", {Apply("*", {Integer(factor), a}, type, true), b}, type, true);
  if (args.empty()) return Integer(constant);
  if (args.size() == 1 && constant == 0 && coefs[1] == 1) return args[0];
  return Linear(type, coefs, args);
}

bool Store::IsWhole(TermId t) const {
  const Term& node = term(t);
  const auto all = [&](std::span<const TermId> terms) {
    return std::all_of(terms.begin(), terms.end(), [&](TermId one) { return IsWhole(one); });
  };
  switch (node.kind) {
    case TermKind::kNull: return true;
    case TermKind::kConst: return std::holds_alternative<std::int64_t>(node.value);
    case TermKind::kColumn: return node.type == TypeKind::kInteger;
    case TermKind::kLinear:
    case TermKind::kIte: return all(node.args);
    case TermKind::kApply: return node.name == "*" && all(node.args);
    case TermKind::kFold: {
      const Bag& body = bag(node.bag);
      return node.name == "sum0" &&
             std::all_of(body.begin(), body.end(), [&](const Block& block) { return all(block.outs); });
    }
    default: return false;
  }
}

TermId Store::Multiply(TermId a, TermId b, TypeKind type) {
  if (a == kNullTerm || b == kNullTerm) return kNullTerm;
  for (const auto& [ite, other] : {std::pair{a, b}, std::pair{b, a}}) {
    const Term& choice = term(ite);
    if (choice.kind != TermKind::kIte) continue;
    const TermId then = Multiply(choice.args[0], other, type);
    return Ite(choice.cond, then, Multiply(choice.args[1], other, type));
  }
  for (const auto& [factor, other] : {std::pair{a, b}, std::pair{b, a}}) {
    const Term& node = term(factor);
    if (const auto* n = std::get_if<std::int64_t>(&node.value); n != nullptr && node.kind == TermKind::kConst)
      return AddScaled(other, *n, Integer(0), type);
    if (node.kind != TermKind::kLinear) continue;
    TermId sum = AddScaled(other, node.coefs[0], Integer(0), type);
    for (std::size_t i = 0; i < node.args.size(); ++i) {
      sum = AddScaled(Multiply(node.args[i], other, type), node.coefs[i + 1], sum, type);
    }
    return sum;
  }
  std::vector<TermId> factors;
  for (TermId t : {a, b}) {
    const Term& node = term(t);
    if (node.kind == TermKind::kApply && node.name == "*") {
      factors.insert(factors.end(), node.args.begin(), node.args.end());
    } else {
      factors.push_back(t);
    }
  }
  std::sort(factors.begin(), factors.end());
  return Apply("*", factors, type, true);
}

}  // namespace tacit::prove

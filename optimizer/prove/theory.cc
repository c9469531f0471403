#include "optimizer/prove/theory.h"

#include <algorithm>
#include <cmath>

namespace tacit::prove {
namespace {

constexpr std::size_t kMaxNodes = 48;
constexpr double kMaxWhole = 4503599627370496.0;  // 2^52: sums of two stay exact

}  // namespace

void Theory::RegisterTerm(TermId t) {
  const auto index = static_cast<int>(terms_.size());
  if (!index_.Add(t, index)) return;  // and so are its parts
  terms_.push_back(t);
  const Term& term = store_.term(t);
  const bool shift = term.kind == TermKind::kLinear && term.args.size() == 1 && term.coefs[1] == 1;
  if (term.kind == TermKind::kConst || term.kind == TermKind::kNull) settled_.push_back(index);
  if (term.kind == TermKind::kConst || shift) anchors_.push_back(index);
  for (TermId arg : term.args) RegisterTerm(arg);
  if (term.kind == TermKind::kApply || term.kind == TermKind::kLinear) AddFunction(index, term);
}

void Theory::AddFunction(int index, const Term& term) {
  signature_ = {static_cast<int>(term.type), term.name_id};
  for (const std::int64_t coef : term.coefs) {
    signature_.push_back(static_cast<InternTable::Word>(coef));
    signature_.push_back(static_cast<InternTable::Word>(coef >> 32));
  }
  if (term.name.starts_with("row:")) rows_.push_back(functions_.size());
  functions_.push_back(
      {index, shapes_.IdOf(signature_).id, term.name == "*", args_.size(), term.args.size()});
  for (TermId arg : term.args) args_.push_back(Index(arg));
}

Theory::Atom Theory::AtomOf(FormulaId f) const {
  const Formula& node = store_.formula(f);
  if (node.kind != FormulaKind::kEq && node.kind != FormulaKind::kLess) return {};
  return {node.kind, Index(node.left), Index(node.right)};
}

Theory::AtomId Theory::Register(FormulaId atom) {
  const Formula& f = store_.formula(atom);
  if (f.kind == FormulaKind::kEq || f.kind == FormulaKind::kLess) {
    for (TermId side : {f.left, f.right}) {
      RegisterTerm(side);
      if (f.kind == FormulaKind::kLess) ordered_.push_back(Index(side));
    }
  }
  atoms_.push_back(AtomOf(atom));
  return static_cast<AtomId>(atoms_.size()) - 1;
}

int Theory::Find(int i) const {
  while (parent_[static_cast<std::size_t>(i)] != i) {
    auto& up = parent_[static_cast<std::size_t>(i)];
    up = parent_[static_cast<std::size_t>(up)];
    i = up;
  }
  return i;
}

bool Theory::Union(int a, int b) {
  a = Find(a);
  b = Find(b);
  if (a == b) return false;
  parent_[static_cast<std::size_t>(b)] = a;
  return true;
}

bool Theory::CloseCongruence() {
  bool changed = functions_.size() > 1;
  while (changed) {
    changed = false;
    signatures_.Clear();
    signed_.clear();
    for (const Function& function : functions_) {
      signature_ = {function.shape};
      for (std::size_t k = 0; k < function.arity; ++k) signature_.push_back(Find(args_[function.args + k]));
      if (function.commutes) std::sort(signature_.begin() + 1, signature_.end());
      const auto [id, fresh] = signatures_.IdOf(signature_);
      if (fresh) {
        signed_.push_back(function.term);
      } else if (Union(signed_[static_cast<std::size_t>(id)], function.term)) {
        changed = true;
      }
    }
    if (!changed) changed = SplitRows();
  }
  return CheckConstants();
}

// Rows that are equal have equal parts.
bool Theory::SplitRows() {
  bool changed = false;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    const Function& row = functions_[rows_[i]];
    const int name = store_.term(terms_[static_cast<std::size_t>(row.term)]).name_id;
    for (std::size_t j = 0; j < i; ++j) {
      const Function& other = functions_[rows_[j]];
      const bool equal = store_.term(terms_[static_cast<std::size_t>(other.term)]).name_id == name &&
                         Find(row.term) == Find(other.term);
      for (std::size_t k = 0; equal && k < row.arity; ++k) {
        changed = Union(args_[row.args + k], args_[other.args + k]) || changed;
      }
    }
  }
  return changed;
}

bool Theory::CheckConstants() {
  for (const int i : settled_) constant_[static_cast<std::size_t>(Find(i))] = -1;
  for (const int i : settled_) {
    const TermId t = terms_[static_cast<std::size_t>(i)];
    int& known = constant_[static_cast<std::size_t>(Find(i))];
    if (known >= 0) {
      const TermId other = terms_[static_cast<std::size_t>(known)];
      const bool null = t == kNullTerm || other == kNullTerm;
      const ConstOrder order = null ? ConstOrder::kDistinct : store_.Compare(t, other);
      if (order != ConstOrder::kSame && order != ConstOrder::kUnknown) return false;
    }
    known = i;
  }
  return std::none_of(unequal_.begin(), unequal_.end(),
                      [&](const auto& pair) { return Find(pair.first) == Find(pair.second); });
}

bool Theory::Assume(const std::vector<Literal>& literals) {
  parent_.resize(terms_.size());
  for (std::size_t i = 0; i < parent_.size(); ++i) parent_[i] = static_cast<int>(i);
  constant_.assign(terms_.size(), -1);
  node_of_.assign(terms_.size(), -1);
  unequal_.clear();
  less_.clear();
  not_less_.clear();
  for (Literal literal : literals) {
    const bool positive = literal >= 0;
    const Atom& atom = atoms_[static_cast<std::size_t>(positive ? literal : -literal - 1)];
    if (atom.left < 0 || atom.right < 0) continue;
    if (atom.kind == FormulaKind::kLess) {
      (positive ? less_ : not_less_).emplace_back(atom.left, atom.right);
    } else if (positive) {
      Union(atom.left, atom.right);
    } else {
      unequal_.emplace_back(atom.left, atom.right);
    }
  }
  const bool consistent = Close();
  NoteUnequal();
  return consistent;
}

bool Theory::Close() {
  bool merged = true;
  while (merged) {
    merged = false;
    if (!CloseCongruence()) return false;
    if (!CheckOrder(&merged)) return false;
  }
  return true;
}

void Theory::NoteUnequal() {
  unequal_of_.assign(terms_.size(), -1);
  unequals_.clear();
  for (const auto& [p, q] : unequal_) {
    for (const auto& [one, other] : {std::pair{Find(p), Find(q)}, std::pair{Find(q), Find(p)}}) {
      int& first = unequal_of_[static_cast<std::size_t>(one)];
      unequals_.push_back({other, first});
      first = static_cast<int>(unequals_.size()) - 1;
    }
  }
}

int Theory::Node(int cls) const { return node_of_[static_cast<std::size_t>(cls)]; }

void Theory::Tighten(int i, int j, double weight, bool strict) {
  if (whole_[static_cast<std::size_t>(i)] && whole_[static_cast<std::size_t>(j)] &&
      std::abs(weight) < kMaxWhole) {
    const double floor = std::floor(weight);
    weight = strict && floor == weight ? floor - 1 : floor;
    strict = false;
  }
  Bound& bound = At(i, j);
  if (bound.finite && (bound.weight < weight || (bound.weight == weight && (bound.strict || !strict))))
    return;
  bound = {weight, strict, true};
}

void Theory::BuildOrder() {
  node_of_.assign(terms_.size(), -1);
  nodes_.assign(1, -1);
  whole_.assign(1, true);
  const TermId null = kNullTerm;
  const int null_class = Index(null) >= 0 ? Find(Index(null)) : -1;
  const auto add = [&](int i) {
    const int cls = Find(i);
    if (cls == null_class || node_of_[static_cast<std::size_t>(cls)] >= 0 || nodes_.size() >= kMaxNodes)
      return;
    node_of_[static_cast<std::size_t>(cls)] = static_cast<int>(nodes_.size());
    nodes_.push_back(cls);
    whole_.push_back(false);
  };
  for (int i : ordered_) add(i);
  if (nodes_.size() > 1) {
    for (const int i : anchors_) {
      add(i);
      const Term& term = store_.term(terms_[static_cast<std::size_t>(i)]);
      if (term.kind == TermKind::kLinear) add(Index(term.args[0]));
    }
  }
  for (std::size_t i = 0; nodes_.size() > 1 && i < terms_.size(); ++i) {
    const int node = Node(Find(static_cast<int>(i)));
    if (node > 0 && store_.TypeOf(terms_[i]) == sql::TypeKind::kInteger)
      whole_[static_cast<std::size_t>(node)] = true;
  }
  node_count_ = nodes_.size();
  bounds_.assign(node_count_ * node_count_, Bound{});
  for (std::size_t i = 0; i < node_count_; ++i)
    At(static_cast<int>(i), static_cast<int>(i)) = {0, false, true};
}

bool Theory::CloseOrder() {
  const int n = static_cast<int>(node_count_);
  for (int k = 0; k < n; ++k) {
    for (int i = 0; i < n; ++i) {
      const Bound first = At(i, k);
      if (!first.finite) continue;
      for (int j = 0; j < n; ++j) {
        const Bound second = At(k, j);
        if (second.finite) Tighten(i, j, first.weight + second.weight, first.strict || second.strict);
      }
    }
  }
  for (int i = 0; i < n; ++i) {
    if (At(i, i).weight < 0 || At(i, i).strict) return false;
  }
  return true;
}

bool Theory::CheckOrder(bool* merged) {
  if (ordered_.empty()) return true;
  BuildOrder();
  if (node_count_ == 1) return true;
  const auto node = [&](int i) { return Node(Find(i)); };
  for (const auto& [a, b] : less_) {
    if (Find(a) == Find(b)) return false;
    if (node(a) > 0 && node(b) > 0) Tighten(node(a), node(b), 0, true);
  }
  for (const auto& [a, b] : not_less_) {
    if (node(a) > 0 && node(b) > 0) Tighten(node(b), node(a), 0, false);
  }
  std::vector<int> constants;
  for (const int i : anchors_) {
    const Term& term = store_.term(terms_[static_cast<std::size_t>(i)]);
    const int at = node(i);
    if (at <= 0) continue;
    double number = 0;
    if (NumberOf(term, &number) && std::abs(number) < kMaxWhole &&
        (std::trunc(number) == number || !whole_[static_cast<std::size_t>(at)])) {
      // Only whole numbers are exact as doubles; others are ordered pairwise below.
      if (std::trunc(number) == number && std::holds_alternative<std::int64_t>(term.value)) {
        Tighten(at, 0, number, false);
        Tighten(0, at, -number, false);
      }
    }
    if (term.kind == TermKind::kConst) constants.push_back(i);
    if (term.kind == TermKind::kLinear) {
      const int base = node(Index(term.args[0]));
      const auto shift = static_cast<double>(term.coefs[0]);
      if (base > 0 && std::abs(shift) < kMaxWhole) {
        Tighten(at, base, shift, false);
        Tighten(base, at, -shift, false);
      }
    }
  }
  for (int a : constants) {
    for (int b : constants) {
      if (store_.Compare(terms_[static_cast<std::size_t>(a)], terms_[static_cast<std::size_t>(b)]) ==
          ConstOrder::kLess) {
        Tighten(node(a), node(b), 0, true);
      }
    }
  }
  for (int round = 0; round < 16; ++round) {
    if (!CloseOrder()) return false;
    bool shrunk = false;
    for (const auto& [a, b] : unequal_) {
      const int i = node(a);
      const int j = node(b);
      if (i <= 0 || j <= 0 || !whole_[static_cast<std::size_t>(i)] || !whole_[static_cast<std::size_t>(j)])
        continue;
      for (const auto& [p, q] : {std::pair{i, j}, std::pair{j, i}}) {
        if (At(p, q).finite && At(p, q).weight == 0) {
          Tighten(p, q, -1, false);
          shrunk = true;
        }
      }
    }
    if (!shrunk) break;
  }
  for (int i = 1; i < static_cast<int>(node_count_); ++i) {
    for (int j = i + 1; j < static_cast<int>(node_count_); ++j) {
      const Bound& up = At(i, j);
      const Bound& down = At(j, i);
      if (up.finite && down.finite && up.weight == 0 && down.weight == 0 && !up.strict && !down.strict) {
        // Of one place in the order need not be the same: 'e' and 'é' under a collation that is blind to
        // accents.
        const int a = nodes_[static_cast<std::size_t>(i)];
        const int b = nodes_[static_cast<std::size_t>(j)];
        if (store_.BlurredEquality(terms_[static_cast<std::size_t>(a)], terms_[static_cast<std::size_t>(b)]))
          continue;
        *merged = Union(a, b) || *merged;
      }
    }
  }
  return true;
}

bool Theory::Distinct(int a, int b) const {
  if (a == b) return false;
  const int x = constant_[static_cast<std::size_t>(a)];
  const int y = constant_[static_cast<std::size_t>(b)];
  if (x >= 0 && y >= 0) {
    const TermId s = terms_[static_cast<std::size_t>(x)];
    const TermId t = terms_[static_cast<std::size_t>(y)];
    if (s == kNullTerm || t == kNullTerm) return true;
    const ConstOrder order = store_.Compare(s, t);
    if (order != ConstOrder::kSame && order != ConstOrder::kUnknown) return true;
  }
  // Almost everything is not NULL: what is asked after is the other one's.
  const bool long_list = Index(kNullTerm) >= 0 && a == Find(Index(kNullTerm));
  int at = unequal_of_[static_cast<std::size_t>(long_list ? b : a)];
  const int sought = long_list ? a : b;
  for (; at >= 0; at = unequals_[static_cast<std::size_t>(at)].next) {
    if (unequals_[static_cast<std::size_t>(at)].other == sought) return true;
  }
  const int i = Node(a);
  const int j = Node(b);
  if (i <= 0 || j <= 0) return false;
  for (const Bound& bound : {At(i, j), At(j, i)}) {
    if (bound.finite && (bound.weight < 0 || (bound.weight == 0 && bound.strict))) return true;
  }
  return false;
}

std::optional<bool> Theory::ValueOf(FormulaId atom) const { return ValueOf(AtomOf(atom)); }

std::optional<bool> Theory::ValueOf(Atom atom) const {
  if (atom.left < 0 || atom.right < 0) return std::nullopt;
  const int a = Find(atom.left);
  const int b = Find(atom.right);
  if (atom.kind == FormulaKind::kEq) {
    if (a == b) return true;
    if (Distinct(a, b)) return false;
    return std::nullopt;
  }
  if (a == b) return false;
  const int i = Node(a);
  const int j = Node(b);
  if (i <= 0 || j <= 0) return std::nullopt;
  const Bound& up = At(i, j);
  if (up.finite && (up.weight < 0 || (up.weight == 0 && up.strict))) return true;
  if (At(j, i).finite && At(j, i).weight <= 0) return false;
  return std::nullopt;
}

bool Theory::Equal(TermId a, TermId b) const {
  if (a == b) return true;
  const int i = Index(a);
  const int j = Index(b);
  return i >= 0 && j >= 0 && Find(i) == Find(j);
}

std::vector<TermId> Theory::ClassOf(TermId t) const {
  const int i = Index(t);
  if (i < 0) return {t};
  std::vector<TermId> out;
  const int cls = Find(i);
  for (std::size_t j = 0; j < terms_.size(); ++j) {
    if (Find(static_cast<int>(j)) == cls) out.push_back(terms_[j]);
  }
  return out;
}

bool Theory::KnownNotNull(TermId t) const {
  const Term& term = store_.term(t);
  if (term.kind == TermKind::kConst) return true;
  const int i = Index(t);
  const int null = Index(kNullTerm);
  if (i < 0) return false;
  if (null >= 0 && Distinct(Find(i), Find(null))) return true;
  const int c = constant_[static_cast<std::size_t>(Find(i))];
  return c >= 0 && terms_[static_cast<std::size_t>(c)] != kNullTerm;
}

}  // namespace tacit::prove

#include "optimizer/prove/term.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdlib>
#include <tuple>
#include <utility>

namespace tacit::prove {
namespace {

using sql::TypeKind;

// A number as two words of a key.
void AddWide(std::vector<InternTable::Word>& key, std::uint64_t number) {
  key.push_back(static_cast<InternTable::Word>(static_cast<std::uint32_t>(number)));
  key.push_back(static_cast<InternTable::Word>(static_cast<std::uint32_t>(number >> 32)));
}

}  // namespace

Store::Store(bool distinct_text) : distinct_text_(distinct_text) {
  formula_index_.IdOf({0});
  NewFormula(FormulaKind::kFalse, {}, -1, -1, -1);
  formula_index_.IdOf({1});
  NewFormula(FormulaKind::kTrue, {}, -1, -1, -1);
  term_index_.IdOf({0});
  WithInside(NewTerm(TermKind::kNull, TypeKind::kUnknown));
}

Store::KeptName Store::Name(std::string_view text) {
  auto it = names_.find(text);
  if (it == names_.end()) it = names_.emplace(std::string(text), static_cast<int>(names_.size())).first;
  return {it->second, it->first};
}

template <typename T>
std::span<const T> Store::Kept(std::span<const T> list) {
  if (list.empty()) return {};
  T* copy = static_cast<T*>(lists_.allocate(list.size_bytes(), alignof(T)));
  std::copy(list.begin(), list.end(), copy);
  return {copy, list.size()};
}

TermId Store::WithInside(const Term& added) {
  Inside inside;
  if (added.kind == TermKind::kColumn) {
    if (added.var > 0) inside.vars = var_sets_.Of(added.var);
    inside.depth = std::min(added.var, 0);
  }
  for (TermId arg : added.args) Include(inside, OfTerm(arg));
  if (added.kind == TermKind::kIte) Include(inside, OfFormula(added.cond));
  if (added.bag >= 0) Include(inside, OfBag(added.bag));
  term_inside_.push_back(inside);
  return static_cast<TermId>(terms_.size()) - 1;
}

FormulaId Store::NewFormula(FormulaKind kind, Formulas args, TermId left, TermId right, BagId bag) {
  Formula& added = formulas_.Add();
  added = {kind, Kept(args), left, right, bag};
  Inside inside;
  for (FormulaId arg : args) Include(inside, OfFormula(arg));
  for (TermId t : {left, right}) {
    if (t >= 0) Include(inside, OfTerm(t));
  }
  if (bag >= 0) Include(inside, OfBag(bag));
  formula_inside_.push_back(inside);
  negations_.push_back(-1);
  return static_cast<FormulaId>(formulas_.size()) - 1;
}

TermId Store::Const(Value value, TypeKind type) {
  if (tacit::IsNull(value)) return kNullTerm;
  key_ = {1, static_cast<int>(type), static_cast<int>(value.index())};
  if (const auto* b = std::get_if<bool>(&value)) {
    key_.push_back(*b ? 1 : 0);
  } else if (const auto* i = std::get_if<std::int64_t>(&value)) {
    AddWide(key_, static_cast<std::uint64_t>(*i));
  } else if (const auto* d = std::get_if<double>(&value)) {
    AddWide(key_, std::bit_cast<std::uint64_t>(*d));
  } else if (const auto* s = std::get_if<std::string>(&value)) {
    key_.push_back(Name(*s).id);
  } else {
    key_.push_back(Name(std::get<Blob>(value).bytes).id);
  }
  const auto [id, fresh] = term_index_.IdOf(key_);
  if (!fresh) return id;
  Term& added = NewTerm(TermKind::kConst, type);
  added.value = std::move(value);
  return WithInside(added);
}

TermId Store::Column(VarId var, int ordinal, TypeKind type) {
  // A bound number stands for variables of any source: there the type tells apart what one variable's never
  // needs to.
  const auto [id, fresh] = term_index_.IdOf({2, var, ordinal, var < 0 ? static_cast<int>(type) : 0});
  if (!fresh) return id;
  Term& added = NewTerm(TermKind::kColumn, type);
  added.var = var;
  added.ordinal = ordinal;
  return WithInside(added);
}

TermId Store::Param(int number, TypeKind type) {
  const auto [id, fresh] = term_index_.IdOf({3, number, static_cast<int>(type)});
  if (!fresh) return id;
  Term& added = NewTerm(TermKind::kParam, type);
  added.ordinal = number;
  return WithInside(added);
}

TermId Store::Apply(std::string_view name, std::span<const TermId> args, TypeKind type, bool strict) {
  for (std::size_t i = 0; i < args.size(); ++i) {
    const Term& choice = term(args[i]);
    if (strict && choice.kind == TermKind::kNull) return kNullTerm;
    if (choice.kind != TermKind::kIte) continue;
    std::vector<TermId> either(args.begin(), args.end());
    either[i] = choice.args[0];
    const TermId then = Apply(name, either, type, strict);
    either[i] = choice.args[1];
    return Ite(choice.cond, then, Apply(name, either, type, strict));
  }
  const KeptName kept = Name(name);
  key_ = {4, kept.id, static_cast<int>(type)};
  key_.insert(key_.end(), args.begin(), args.end());
  const auto [id, fresh] = term_index_.IdOf(key_);
  if (!fresh) return id;
  Term& added = NewTerm(TermKind::kApply, type);
  added.name = kept.text;
  added.name_id = kept.id;
  added.strict = strict;
  added.args = Kept(args);
  return WithInside(added);
}

TermId Store::Reapply(const Term& node, std::vector<TermId> args) {
  if (node.name == "=blurred") {
    if (args[0] == args[1]) return Bool(true);
    if (args[0] > args[1]) std::swap(args[0], args[1]);
  }
  if (node.name != "*") return Apply(node.name, args, node.type, node.strict);
  TermId product = args[0];
  for (std::size_t i = 1; i < args.size(); ++i) product = Multiply(product, args[i], node.type);
  return product;
}

TermId Store::Ite(FormulaId cond, TermId then, TermId otherwise) {
  if (cond == kTrueFormula || then == otherwise) return then;
  if (cond == kFalseFormula) return otherwise;
  const auto [id, fresh] = term_index_.IdOf({6, cond, then, otherwise});
  if (!fresh) return id;
  const TermId branches[] = {then, otherwise};
  Term& added = NewTerm(TermKind::kIte, CommonKind(branches));
  added.cond = cond;
  added.args = Kept<TermId>(branches);
  return WithInside(added);
}

TermId Store::Fold(std::string_view name, BagId bag, TypeKind type) {
  const KeptName kept = Name(name);
  const auto [id, fresh] = term_index_.IdOf({7, kept.id, bag});
  if (!fresh) return id;
  Term& added = NewTerm(TermKind::kFold, type);
  added.name = kept.text;
  added.name_id = kept.id;
  added.bag = bag;
  return WithInside(added);
}

TermId Store::Linear(TypeKind type, std::span<const std::int64_t> coefs, std::span<const TermId> args) {
  key_ = {5, static_cast<int>(type)};
  for (const std::int64_t coef : coefs) AddWide(key_, static_cast<std::uint64_t>(coef));
  key_.insert(key_.end(), args.begin(), args.end());
  const auto [id, fresh] = term_index_.IdOf(key_);
  if (!fresh) return id;
  Term& added = NewTerm(TermKind::kLinear, type);
  added.strict = true;
  added.coefs = Kept(coefs);
  added.args = Kept(args);
  return WithInside(added);
}

FormulaId Store::Not(FormulaId f) {
  const Formula& node = formula(f);
  switch (node.kind) {
    case FormulaKind::kFalse: return kTrueFormula;
    case FormulaKind::kTrue: return kFalseFormula;
    case FormulaKind::kNot: return node.args[0];
    default: break;
  }
  if (const FormulaId known = negations_[static_cast<std::size_t>(f)]; known >= 0) return known;
  FormulaId negation = kFalseFormula;
  if (node.kind == FormulaKind::kAnd || node.kind == FormulaKind::kOr) {
    std::vector<FormulaId> args;
    args.reserve(node.args.size());
    for (FormulaId arg : node.args) args.push_back(Not(arg));
    negation = node.kind == FormulaKind::kAnd ? Or(args) : And(args);
  } else {
    const auto [id, fresh] = formula_index_.IdOf({2, f});
    negation = fresh ? NewFormula(FormulaKind::kNot, {&f, 1}, -1, -1, -1) : id;
  }
  negations_[static_cast<std::size_t>(f)] = negation;
  return negation;
}

FormulaId Store::Nary(FormulaKind kind, Formulas args) {
  const bool is_and = kind == FormulaKind::kAnd;
  const FormulaId unit = is_and ? kTrueFormula : kFalseFormula;
  const FormulaId zero = is_and ? kFalseFormula : kTrueFormula;
  key_ = {is_and ? 3 : 4};  // then the arguments
  for (FormulaId arg : args) {
    if (arg == zero) return zero;
    if (arg == unit) continue;
    const Formula& node = formula(arg);
    if (node.kind == kind) {
      key_.insert(key_.end(), node.args.begin(), node.args.end());
    } else {
      key_.push_back(arg);
    }
  }
  std::sort(key_.begin() + 1, key_.end());
  key_.erase(std::unique(key_.begin() + 1, key_.end()), key_.end());
  const Formulas flat = Formulas(key_).subspan(1);
  for (FormulaId arg : flat) {
    const Formula& node = formula(arg);
    if (node.kind == FormulaKind::kNot && std::binary_search(flat.begin(), flat.end(), node.args[0]))
      return zero;
  }
  if (flat.empty()) return unit;
  if (flat.size() == 1) return flat[0];
  const auto [id, fresh] = formula_index_.IdOf(key_);
  return fresh ? NewFormula(kind, flat, -1, -1, -1) : id;
}

FormulaId Store::Atom(FormulaKind kind, TermId left, TermId right) {
  const auto [id, fresh] = formula_index_.IdOf({kind == FormulaKind::kEq ? 5 : 6, left, right});
  return fresh ? NewFormula(kind, {}, left, right, -1) : id;
}

FormulaId Store::IsNull(TermId t) {
  const Term& node = term(t);
  switch (node.kind) {
    case TermKind::kNull: return kTrueFormula;
    case TermKind::kConst: return kFalseFormula;
    case TermKind::kIte:
      return Or(And(node.cond, IsNull(node.args[0])), And(Not(node.cond), IsNull(node.args[1])));
    case TermKind::kFold:
      if (node.name == "count" || node.name == "sum0") return kFalseFormula;
      break;
    case TermKind::kApply:
    case TermKind::kLinear:
      if (node.strict) {
        std::vector<FormulaId> parts;
        for (TermId arg : node.args) parts.push_back(IsNull(arg));
        return Or(parts);
      }
      break;
    default: break;
  }
  return Atom(FormulaKind::kEq, kNullTerm, t);
}

bool Store::Blurs(TypeKind kind) const {
  return kind == TypeKind::kChar || kind == TypeKind::kInterval || kind == TypeKind::kJson ||
         (kind == TypeKind::kText && !distinct_text_);
}

bool Store::BlurredEquality(TermId a, TermId b) const { return Blurs(TypeOf(a)) || Blurs(TypeOf(b)); }

FormulaId Store::Same(TermId a, TermId b) {
  if (a == b) return kTrueFormula;
  if (a == kNullTerm) return IsNull(b);
  if (b == kNullTerm) return IsNull(a);
  for (const auto& [ite, other] : {std::pair{a, b}, std::pair{b, a}}) {
    const Term& node = term(ite);
    if (node.kind == TermKind::kIte) {
      return Or(And(node.cond, Same(node.args[0], other)), And(Not(node.cond), Same(node.args[1], other)));
    }
  }
  const bool a_plain = !term(a).strict;
  const bool b_plain = !term(b).strict;
  if (a_plain && b_plain && !BlurredEquality(a, b)) return ValueEq(a, b);
  const FormulaId null_a = IsNull(a);
  const FormulaId null_b = IsNull(b);
  return Or(And(null_a, null_b), And({Not(null_a), Not(null_b), ValueEq(a, b)}));
}

FormulaId Store::SameAll(const std::vector<TermId>& a, const std::vector<TermId>& b) {
  std::vector<FormulaId> parts;
  for (std::size_t i = 0; i < a.size(); ++i) parts.push_back(Same(a[i], b[i]));
  return And(parts);
}

FormulaId Store::ValueEq(TermId a, TermId b) {
  if (a == b) return kTrueFormula;
  for (const auto& [ite, other] : {std::pair{a, b}, std::pair{b, a}}) {
    const Term& node = term(ite);
    if (node.kind == TermKind::kIte) {
      return Or(And(node.cond, ValueEq(node.args[0], other)),
                And(Not(node.cond), ValueEq(node.args[1], other)));
    }
  }
  if (a > b) std::swap(a, b);
  if (term(a).kind == TermKind::kConst && term(b).kind == TermKind::kConst) {
    switch (Compare(a, b)) {
      case ConstOrder::kSame: return kTrueFormula;
      case ConstOrder::kUnknown: break;
      default: return kFalseFormula;
    }
  }
  if (BlurredEquality(a, b)) {
    const TermId test = Apply("=blurred", {a, b}, TypeKind::kBoolean, false);
    return Atom(FormulaKind::kEq, std::min(test, Bool(true)), std::max(test, Bool(true)));
  }
  if (term(a).kind == TermKind::kLinear || term(b).kind == TermKind::kLinear) {
    const TermId difference = AddScaled(b, -1, a, TypeOf(a));
    const Term& node = term(difference);
    if (node.kind == TermKind::kConst) {
      return Compare(difference, Integer(0)) == ConstOrder::kSame ? kTrueFormula : kFalseFormula;
    }
    if (node.kind == TermKind::kLinear && node.args.size() == 1 && std::abs(node.coefs[1]) == 1) {
      return ValueEq(node.args[0], Integer(-node.coefs[0] * node.coefs[1]));
    }
  }
  if (a > b) std::swap(a, b);
  return Atom(FormulaKind::kEq, a, b);
}

FormulaId Store::ValueLess(TermId a, TermId b) {
  if (a == b) return kFalseFormula;
  const Term& left = term(a);
  const Term& right = term(b);
  if (left.kind == TermKind::kIte) {
    return Or(And(left.cond, ValueLess(left.args[0], b)), And(Not(left.cond), ValueLess(left.args[1], b)));
  }
  if (right.kind == TermKind::kIte) {
    return Or(And(right.cond, ValueLess(a, right.args[0])),
              And(Not(right.cond), ValueLess(a, right.args[1])));
  }
  if (left.kind == TermKind::kConst && right.kind == TermKind::kConst) {
    switch (Compare(a, b)) {
      case ConstOrder::kLess: return kTrueFormula;
      case ConstOrder::kSame:
      case ConstOrder::kGreater: return kFalseFormula;
      default: break;
    }
  }
  const auto* low = std::get_if<std::int64_t>(&left.value);
  if (left.kind == TermKind::kConst && low != nullptr && right.type == TypeKind::kInteger &&
      *low < INT64_MAX) {
    // c < x over whole numbers is not (x < c + 1): one form for both, so that they are the same atom.
    return Not(ValueLess(b, Integer(*low + 1)));
  }
  return Atom(FormulaKind::kLess, a, b);
}

FormulaId Store::Exists(Block block) {
  block.outs.clear();
  std::vector<FormulaId> parts;
  for (Block& flat : InlineSets({std::move(block)})) {
    if (flat.cond == kFalseFormula) continue;
    if (flat.vars.empty()) {
      parts.push_back(flat.cond);
      continue;
    }
    const BagId bag = Close({std::move(flat)});
    const auto [id, fresh] = formula_index_.IdOf({7, bag});
    parts.push_back(fresh ? NewFormula(FormulaKind::kExists, {}, -1, -1, bag) : id);
  }
  return Or(parts);
}

Bag Store::InlineSets(Bag bag) {
  Bag out;
  while (!bag.empty()) {
    Block block = std::move(bag.back());
    bag.pop_back();
    const auto set =
        std::find_if(block.vars.begin(), block.vars.end(), [](const Decl& d) { return d.source.IsSet(); });
    if (set == block.vars.end()) {
      out.push_back(std::move(block));
      continue;
    }
    const Decl decl = *set;
    block.vars.erase(set);
    const Bag& members = this->bag(decl.source.set);
    for (const Block& closed : members) {
      const Block member = Open(closed);
      Substitution s;
      s.columns[decl.var] = member.outs;
      Block merged = Substitute(s, block);
      merged.vars.insert(merged.vars.end(), member.vars.begin(), member.vars.end());
      merged.cond = And(merged.cond, member.cond);
      bag.push_back(std::move(merged));
    }
  }
  std::reverse(out.begin(), out.end());
  return out;
}

TermId Store::MapFolds(TermId t, const FoldMap& map) {
  const Term& node = term(t);
  switch (node.kind) {
    case TermKind::kFold: return map(t);
    case TermKind::kApply: {
      std::vector<TermId> args;
      for (TermId arg : node.args) args.push_back(MapFolds(arg, map));
      return std::ranges::equal(args, node.args) ? t : Reapply(node, std::move(args));
    }
    case TermKind::kLinear: {
      TermId out = Integer(node.coefs[0]);
      for (std::size_t i = 0; i < node.args.size(); ++i) {
        out = AddScaled(MapFolds(node.args[i], map), node.coefs[i + 1], out, node.type);
      }
      return out;
    }
    case TermKind::kIte: {
      const FormulaId cond = MapFoldsIn(node.cond, map);
      const TermId then = MapFolds(node.args[0], map);
      return Ite(cond, then, MapFolds(node.args[1], map));
    }
    default: return t;
  }
}

FormulaId Store::MapFoldsIn(FormulaId f, const FoldMap& map) {
  const Formula& node = formula(f);
  switch (node.kind) {
    case FormulaKind::kAnd:
    case FormulaKind::kOr:
    case FormulaKind::kNot: {
      std::vector<FormulaId> args;
      for (FormulaId arg : node.args) args.push_back(MapFoldsIn(arg, map));
      if (node.kind == FormulaKind::kNot) return Not(args[0]);
      return Nary(node.kind, args);
    }
    case FormulaKind::kEq:
    case FormulaKind::kLess: {
      const TermId left = MapFolds(node.left, map);
      const TermId right = MapFolds(node.right, map);
      if (left == node.left && right == node.right) return f;
      return Remake(node, left, right);
    }
    default: return f;
  }
}

FormulaId Store::ExistsAny(const Bag& bag) {
  std::vector<FormulaId> parts;
  for (const Block& block : bag) parts.push_back(Exists(block));
  return Or(parts);
}

int Store::Depth(const Block& block) const {
  int depth = OfFormula(block.cond).depth;
  for (TermId out : block.outs) depth = std::min(depth, OfTerm(out).depth);
  for (const Decl& d : block.vars) {
    depth = std::min(depth, d.var);
    if (d.source.set >= 0) depth = std::min(depth, OfBag(d.source.set).depth);
  }
  return depth;
}

BagId Store::Close(Bag bag) {
  for (Block& block : bag) {
    int next = Depth(block) - 1;
    std::sort(block.vars.begin(), block.vars.end(), [](const Decl& a, const Decl& b) {
      return std::tie(a.source, a.var) < std::tie(b.source, b.var);
    });
    Substitution rename;
    for (const Decl& d : block.vars) {
      if (d.var > 0) rename.vars[d.var] = next--;
    }
    block = Substitute(rename, block);
  }
  return InternBag(std::move(bag));
}

Block Store::Open(Block block) {
  Substitution rename;
  for (const Decl& d : block.vars) rename.vars[d.var] = FreshVar();
  return Substitute(rename, block);
}

TypeKind Store::CommonKind(std::span<const TermId> terms) const {
  TypeKind common = TypeKind::kUnknown;
  bool first = true;
  for (TermId t : terms) {
    if (t == kNullTerm) continue;
    const TypeKind kind = TypeOf(t);
    const bool exact = (kind == TypeKind::kInteger && common == TypeKind::kNumeric) ||
                       (kind == TypeKind::kNumeric && common == TypeKind::kInteger);
    common = first || kind == common        ? kind
             : exact                        ? TypeKind::kNumeric
             : Blurs(kind) || Blurs(common) ? TypeKind::kChar
                                            : TypeKind::kUnknown;
    first = false;
  }
  return common;
}

TypeKind Store::ColumnKind(const Bag& rows, std::size_t column) const {
  std::vector<TermId> outs;
  for (const Block& block : rows) outs.push_back(block.outs[column]);
  return CommonKind(outs);
}

Block Store::RowsOf(Source source, std::size_t columns) {
  Block rows;
  const VarId var = FreshVar();
  for (std::size_t c = 0; c < columns; ++c)
    rows.outs.push_back(Column(var, static_cast<int>(c), ColumnKind(bag(source.set), c)));
  rows.vars.push_back({var, std::move(source)});
  return rows;
}

Bag Store::Opened(BagId b) {
  Bag blocks = bag(b);
  for (Block& block : blocks) block = Open(block);
  return blocks;
}

BagId Store::InternBag(Bag bag) {
  key_.clear();
  for (const Block& block : bag) {
    key_.push_back(static_cast<int>(block.vars.size()));
    for (const Decl& d : block.vars) key_.insert(key_.end(), {d.var, Name(d.source.table).id, d.source.set});
    key_.push_back(block.cond);
    key_.push_back(static_cast<int>(block.outs.size()));
    key_.insert(key_.end(), block.outs.begin(), block.outs.end());
  }
  const auto [id, fresh] = bag_index_.IdOf(key_);
  if (!fresh) return id;
  Inside inside;
  for (const Block& block : bag) {
    Include(inside, OfFormula(block.cond));
    for (const Decl& d : block.vars) {
      if (d.source.set >= 0) Include(inside, OfBag(d.source.set));
    }
    for (TermId out : block.outs) Include(inside, OfTerm(out));
    inside.depth = std::min(inside.depth, Depth(block));
  }
  bags_.Add() = std::move(bag);
  bag_inside_.push_back(inside);
  return id;
}

bool Store::Mentions(TermId t, VarId var) const {
  const auto& vars = FreeVars(t);
  return std::binary_search(vars.begin(), vars.end(), var);
}

bool Store::FormulaMentions(FormulaId f, VarId var) const {
  const auto& vars = FreeVarsOf(f);
  return std::binary_search(vars.begin(), vars.end(), var);
}

bool Store::HasFold(FormulaId f) const {
  bool found = false;
  VisitComparedTerms(f, [&](TermId t) { found = found || term(t).kind == TermKind::kFold; });
  return found;
}

std::vector<FormulaId> Store::Conjuncts(FormulaId f) const {
  if (f == kTrueFormula) return {};
  if (const Formula& node = formula(f); node.kind == FormulaKind::kAnd)
    return {node.args.begin(), node.args.end()};
  return {f};
}

}  // namespace tacit::prove

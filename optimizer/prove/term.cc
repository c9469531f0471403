#include "optimizer/prove/term.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <tuple>
#include <utility>

namespace tacit::prove {
namespace {

using sql::TypeKind;

std::vector<VarId> Union(const std::vector<VarId>& a, const std::vector<VarId>& b) {
  std::vector<VarId> out;
  std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(out));
  return out;
}

}  // namespace

std::size_t Store::KeyHash::operator()(const Key& key) const noexcept {
  std::uint64_t h = 1469598103934665603ULL;
  for (std::int64_t part : key) h = (h ^ static_cast<std::uint64_t>(part)) * 1099511628211ULL + (h >> 29);
  return static_cast<std::size_t>(h);
}

Store::Store(bool distinct_text) : distinct_text_(distinct_text) {
  Intern(Formula{FormulaKind::kFalse, {}, -1, -1, -1}, {0});
  Intern(Formula{FormulaKind::kTrue, {}, -1, -1, -1}, {1});
  Intern(Term{}, {0});
}

std::int64_t Store::Name(std::string_view text) {
  auto it = names_.find(text);
  if (it != names_.end()) return it->second;
  const auto id = static_cast<std::int64_t>(names_.size());
  names_.emplace(std::string(text), id);
  return id;
}

TermId Store::Intern(Term term, Key key) {
  auto [it, fresh] = term_index_.try_emplace(std::move(key), static_cast<int>(terms_.size()));
  if (!fresh) return it->second;
  std::vector<VarId> vars;
  int depth = 0;
  if (term.kind == TermKind::kColumn) {
    if (term.var > 0) vars = {term.var};
    depth = std::min(term.var, 0);
  }
  for (TermId arg : term.args) {
    vars = Union(vars, FreeVars(arg));
    depth = std::min(depth, term_depth_[static_cast<std::size_t>(arg)]);
  }
  if (term.kind == TermKind::kIte) {
    vars = Union(vars, FreeVarsOf(term.cond));
    depth = std::min(depth, formula_depth_[static_cast<std::size_t>(term.cond)]);
  }
  if (term.bag >= 0) {
    vars = Union(vars, bag_vars_[static_cast<std::size_t>(term.bag)]);
    depth = std::min(depth, bag_depth_[static_cast<std::size_t>(term.bag)]);
  }
  terms_.push_back(std::move(term));
  term_vars_.push_back(std::move(vars));
  term_depth_.push_back(depth);
  return it->second;
}

FormulaId Store::Intern(Formula formula, Key key) {
  auto [it, fresh] = formula_index_.try_emplace(std::move(key), static_cast<int>(formulas_.size()));
  if (!fresh) return it->second;
  std::vector<VarId> vars;
  int depth = 0;
  for (FormulaId arg : formula.args) {
    vars = Union(vars, FreeVarsOf(arg));
    depth = std::min(depth, formula_depth_[static_cast<std::size_t>(arg)]);
  }
  for (TermId t : {formula.left, formula.right}) {
    if (t < 0) continue;
    vars = Union(vars, FreeVars(t));
    depth = std::min(depth, term_depth_[static_cast<std::size_t>(t)]);
  }
  if (formula.bag >= 0) {
    vars = Union(vars, bag_vars_[static_cast<std::size_t>(formula.bag)]);
    depth = std::min(depth, bag_depth_[static_cast<std::size_t>(formula.bag)]);
  }
  formulas_.push_back(std::move(formula));
  formula_vars_.push_back(std::move(vars));
  formula_depth_.push_back(depth);
  return it->second;
}

TermId Store::Const(Value value, TypeKind type) {
  if (tacit::IsNull(value)) return kNullTerm;
  Key key{1, static_cast<std::int64_t>(type), static_cast<std::int64_t>(value.index())};
  if (const auto* b = std::get_if<bool>(&value)) {
    key.push_back(*b ? 1 : 0);
  } else if (const auto* i = std::get_if<std::int64_t>(&value)) {
    key.push_back(*i);
  } else if (const auto* d = std::get_if<double>(&value)) {
    key.push_back(Name("d" + std::to_string(*d)));
    std::int64_t bits = 0;
    static_assert(sizeof bits == sizeof *d);
    std::copy_n(reinterpret_cast<const char*>(d), sizeof bits, reinterpret_cast<char*>(&bits));
    key.push_back(bits);
  } else if (const auto* s = std::get_if<std::string>(&value)) {
    key.push_back(Name(*s));
  } else {
    key.push_back(Name("b" + std::get<Blob>(value).bytes));
  }
  Term term;
  term.kind = TermKind::kConst;
  term.type = type;
  term.value = std::move(value);
  return Intern(std::move(term), std::move(key));
}

TermId Store::Column(VarId var, int ordinal, TypeKind type) {
  Term term;
  term.kind = TermKind::kColumn;
  term.type = type;
  term.var = var;
  term.ordinal = ordinal;
  // A bound number stands for variables of any source: there the type tells apart what one variable's never
  // needs to.
  return Intern(std::move(term), {2, var, ordinal, var < 0 ? static_cast<std::int64_t>(type) : 0});
}

TermId Store::Param(int number, TypeKind type) {
  Term term;
  term.kind = TermKind::kParam;
  term.type = type;
  term.ordinal = number;
  return Intern(std::move(term), {3, number, static_cast<std::int64_t>(type)});
}

TermId Store::Apply(std::string name, std::vector<TermId> args, TypeKind type, bool strict) {
  for (TermId& arg : args) {
    const Term& choice = term(arg);
    if (strict && choice.kind == TermKind::kNull) return kNullTerm;
    if (choice.kind != TermKind::kIte) continue;
    arg = choice.args[0];
    const TermId then = Apply(name, args, type, strict);
    arg = choice.args[1];
    return Ite(choice.cond, then, Apply(std::move(name), std::move(args), type, strict));
  }
  Key key{4, Name(name), static_cast<std::int64_t>(type)};
  key.insert(key.end(), args.begin(), args.end());
  Term term;
  term.kind = TermKind::kApply;
  term.type = type;
  term.name = std::move(name);
  term.strict = strict;
  term.args = std::move(args);
  return Intern(std::move(term), std::move(key));
}

TermId Store::Reapply(const Term& node, std::vector<TermId> args) {
  if (node.name == "=blurred") {
    if (args[0] == args[1]) return Bool(true);
    if (args[0] > args[1]) std::swap(args[0], args[1]);
  }
  if (node.name != "*") return Apply(node.name, std::move(args), node.type, node.strict);
  TermId product = args[0];
  for (std::size_t i = 1; i < args.size(); ++i) product = Multiply(product, args[i], node.type);
  return product;
}

TermId Store::Ite(FormulaId cond, TermId then, TermId otherwise) {
  if (cond == kTrueFormula || then == otherwise) return then;
  if (cond == kFalseFormula) return otherwise;
  Term term;
  term.kind = TermKind::kIte;
  term.cond = cond;
  term.args = {then, otherwise};
  term.type = CommonKind(term.args);
  return Intern(std::move(term), {6, cond, then, otherwise});
}

TermId Store::Fold(std::string name, BagId bag, TypeKind type) {
  Term term;
  term.kind = TermKind::kFold;
  term.type = type;
  const std::int64_t id = Name(name);
  term.name = std::move(name);
  term.bag = bag;
  return Intern(std::move(term), {7, id, bag});
}

FormulaId Store::Not(FormulaId f) {
  const Formula& node = formula(f);
  switch (node.kind) {
    case FormulaKind::kFalse: return kTrueFormula;
    case FormulaKind::kTrue: return kFalseFormula;
    case FormulaKind::kNot: return node.args[0];
    case FormulaKind::kAnd:
    case FormulaKind::kOr: {
      std::vector<FormulaId> args;
      for (FormulaId arg : node.args) args.push_back(Not(arg));
      return node.kind == FormulaKind::kAnd ? Or(std::move(args)) : And(std::move(args));
    }
    default: return Intern(Formula{FormulaKind::kNot, {f}, -1, -1, -1}, {2, f});
  }
}

FormulaId Store::And(std::vector<FormulaId> args) { return Nary(FormulaKind::kAnd, std::move(args)); }
FormulaId Store::Or(std::vector<FormulaId> args) { return Nary(FormulaKind::kOr, std::move(args)); }

FormulaId Store::Nary(FormulaKind kind, std::vector<FormulaId> args) {
  const bool is_and = kind == FormulaKind::kAnd;
  const FormulaId unit = is_and ? kTrueFormula : kFalseFormula;
  const FormulaId zero = is_and ? kFalseFormula : kTrueFormula;
  std::vector<FormulaId> flat;
  for (FormulaId arg : args) {
    if (arg == zero) return zero;
    if (arg == unit) continue;
    const Formula& node = formula(arg);
    if (node.kind == kind) {
      flat.insert(flat.end(), node.args.begin(), node.args.end());
    } else {
      flat.push_back(arg);
    }
  }
  std::sort(flat.begin(), flat.end());
  flat.erase(std::unique(flat.begin(), flat.end()), flat.end());
  for (FormulaId arg : flat) {
    const Formula& node = formula(arg);
    if (node.kind == FormulaKind::kNot && std::binary_search(flat.begin(), flat.end(), node.args[0]))
      return zero;
  }
  if (flat.empty()) return unit;
  if (flat.size() == 1) return flat[0];
  Key key{is_and ? 3 : 4};
  key.insert(key.end(), flat.begin(), flat.end());
  return Intern(Formula{kind, std::move(flat), -1, -1, -1}, std::move(key));
}

FormulaId Store::Atom(FormulaKind kind, TermId left, TermId right) {
  return Intern(Formula{kind, {}, left, right, -1}, {kind == FormulaKind::kEq ? 5 : 6, left, right});
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
        return Or(std::move(parts));
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
  return And(std::move(parts));
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
    parts.push_back(Intern(Formula{FormulaKind::kExists, {}, -1, -1, bag}, {7, bag}));
  }
  return Or(std::move(parts));
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
      return args == node.args ? t : Reapply(node, std::move(args));
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
      return Nary(node.kind, std::move(args));
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
  return Or(std::move(parts));
}

int Store::Depth(const Block& block) const {
  int depth = formula_depth_[static_cast<std::size_t>(block.cond)];
  for (TermId out : block.outs) depth = std::min(depth, term_depth_[static_cast<std::size_t>(out)]);
  for (const Decl& d : block.vars) {
    depth = std::min(depth, d.var);
    if (d.source.set >= 0) depth = std::min(depth, bag_depth_[static_cast<std::size_t>(d.source.set)]);
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

TypeKind Store::CommonKind(const std::vector<TermId>& terms) const {
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
  Key key;
  std::vector<VarId> vars;
  int depth = 0;
  for (const Block& block : bag) {
    key.push_back(static_cast<std::int64_t>(block.vars.size()));
    std::vector<VarId> mentioned = FreeVarsOf(block.cond);
    for (const Decl& d : block.vars) {
      key.insert(key.end(), {d.var, Name(d.source.table), d.source.set});
      if (d.source.set >= 0) mentioned = Union(mentioned, bag_vars_[static_cast<std::size_t>(d.source.set)]);
    }
    key.push_back(block.cond);
    key.push_back(static_cast<std::int64_t>(block.outs.size()));
    for (TermId out : block.outs) {
      key.push_back(out);
      mentioned = Union(mentioned, FreeVars(out));
    }
    vars = Union(vars, mentioned);
    depth = std::min(depth, Depth(block));
  }
  auto [it, fresh] = bag_index_.try_emplace(std::move(key), static_cast<int>(bags_.size()));
  if (!fresh) return it->second;
  bags_.push_back(std::move(bag));
  bag_vars_.push_back(std::move(vars));
  bag_depth_.push_back(depth);
  return it->second;
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
  if (formula(f).kind == FormulaKind::kAnd) return formula(f).args;
  return {f};
}

}  // namespace tacit::prove

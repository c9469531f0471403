// Store: substitution, which rebuilds through the smart constructors and so simplifies as it goes.
#include <algorithm>
#include <climits>
#include <iterator>
#include <set>
#include <utility>

#include "optimizer/prove/term.h"

namespace tacit::prove {
namespace {

bool Touches(const Substitution& s, const std::vector<VarId>& vars) {
  return std::any_of(vars.begin(), vars.end(),
                     [&](VarId v) { return s.vars.contains(v) || s.columns.contains(v); });
}

}  // namespace

Store::Memo::Memo(const Substitution& s) : renamed(INT_MIN) {
  const auto free = s.vars.lower_bound(0);
  if (free != s.vars.begin()) renamed = std::prev(free)->first;
}

bool Store::Concerns(const Substitution& s, const Memo& memo, Inside part) const {
  return part.depth <= memo.renamed || Touches(s, var_sets_[part.vars]);
}

TermId Store::Substitute(const Substitution& s, TermId t) {
  Memo memo(s);
  return Rewrite(s, t, memo);
}

FormulaId Store::SubstituteIn(const Substitution& s, FormulaId f) {
  Memo memo(s);
  return RewriteFormula(s, f, memo);
}

Block Store::Substitute(const Substitution& s, const Block& block) {
  Memo memo(s);
  return RewriteBlock(s, block, memo);
}

TermId Store::Rewrite(const Substitution& s, TermId t, Memo& memo) {
  if (!Concerns(s, memo, OfTerm(t))) return t;
  if (const int known = memo.terms.Find(t); known >= 0) return known;
  const Term& node = term(t);
  TermId out = t;
  switch (node.kind) {
    case TermKind::kColumn:
      if (auto v = s.vars.find(node.var); v != s.vars.end()) {
        out = Column(v->second, node.ordinal, node.type);
      } else if (auto c = s.columns.find(node.var); c != s.columns.end()) {
        out = c->second[static_cast<std::size_t>(node.ordinal)];
      }
      break;
    case TermKind::kApply: {
      std::vector<TermId> args;
      for (TermId arg : node.args) args.push_back(Rewrite(s, arg, memo));
      out = Reapply(node, std::move(args));
      break;
    }
    case TermKind::kLinear: {
      out = Integer(node.coefs[0]);
      for (std::size_t i = 0; i < node.args.size(); ++i) {
        out = AddScaled(Rewrite(s, node.args[i], memo), node.coefs[i + 1], out, node.type);
      }
      break;
    }
    case TermKind::kIte: {
      const FormulaId cond = RewriteFormula(s, node.cond, memo);
      const TermId then = Rewrite(s, node.args[0], memo);
      out = Ite(cond, then, Rewrite(s, node.args[1], memo));
      break;
    }
    case TermKind::kFold: out = Fold(node.name, RewriteBag(s, node.bag, memo), node.type); break;
    default: break;
  }
  memo.terms.Add(t, out);
  return out;
}

FormulaId Store::Remake(const Formula& atom, TermId left, TermId right) {
  if (atom.kind == FormulaKind::kLess) {
    const bool null = left == kNullTerm || right == kNullTerm;
    return null ? Atom(FormulaKind::kLess, left, right) : ValueLess(left, right);
  }
  // Between plain terms the atom is null-safe equality, and stays so whatever takes their place. An atom with
  // a strict side stands under guards that say its sides are not NULL.
  const bool plain = !term(atom.left).strict && !term(atom.right).strict;
  return plain || left == kNullTerm || right == kNullTerm ? Same(left, right) : ValueEq(left, right);
}

FormulaId Store::RewriteFormula(const Substitution& s, FormulaId f, Memo& memo) {
  if (!Concerns(s, memo, OfFormula(f))) return f;
  if (const int known = memo.formulas.Find(f); known >= 0) return known;
  const Formula& node = formula(f);
  FormulaId out = f;
  switch (node.kind) {
    case FormulaKind::kAnd:
    case FormulaKind::kOr:
    case FormulaKind::kNot: {
      std::vector<FormulaId> args;
      for (FormulaId arg : node.args) args.push_back(RewriteFormula(s, arg, memo));
      out = node.kind == FormulaKind::kNot ? Not(args[0]) : Nary(node.kind, args);
      break;
    }
    case FormulaKind::kEq:
    case FormulaKind::kLess: {
      const TermId left = Rewrite(s, node.left, memo);
      out = Remake(node, left, Rewrite(s, node.right, memo));
      break;
    }
    case FormulaKind::kExists: out = Exists(RewriteBinder(s, bag(node.bag)[0])); break;
    default: break;
  }
  memo.formulas.Add(f, out);
  return out;
}

std::vector<TermId> Store::FreeLeaves(TermId fold) const {
  std::set<TermId> seen;
  std::set<FormulaId> seen_formulas;
  std::set<BagId> seen_bags;
  std::vector<TermId> leaves;
  const auto bag_leaves = [&](const auto& bags, const auto& formulas, const auto& terms, BagId b) -> void {
    if (b < 0 || !seen_bags.insert(b).second) return;
    for (const Block& block : bag(b)) {
      for (const Decl& d : block.vars) bags(bags, formulas, terms, d.source.set);
      formulas(bags, formulas, terms, block.cond);
      for (TermId out : block.outs) terms(bags, formulas, terms, out);
    }
  };
  const auto formula_leaves = [&](const auto& bags, const auto& formulas, const auto& terms,
                                  FormulaId f) -> void {
    if (!seen_formulas.insert(f).second) return;
    const Formula& node = formula(f);
    for (FormulaId arg : node.args) formulas(bags, formulas, terms, arg);
    if (node.left >= 0) terms(bags, formulas, terms, node.left);
    if (node.right >= 0) terms(bags, formulas, terms, node.right);
    bags(bags, formulas, terms, node.bag);
  };
  const auto term_leaves = [&](const auto& bags, const auto& formulas, const auto& terms, TermId t) -> void {
    if (!seen.insert(t).second) return;
    const Term& node = term(t);
    const bool column = node.kind == TermKind::kColumn && node.var > 0;
    if (column || node.kind == TermKind::kConst) leaves.push_back(t);
    for (TermId arg : node.args) terms(bags, formulas, terms, arg);
    if (node.kind == TermKind::kIte) formulas(bags, formulas, terms, node.cond);
    bags(bags, formulas, terms, node.bag);
  };
  term_leaves(bag_leaves, formula_leaves, term_leaves, fold);
  std::sort(leaves.begin(), leaves.end());
  return leaves;
}

Block Store::RewriteBlock(const Substitution& s, const Block& block, Memo& memo) {
  Block out;
  for (const Decl& d : block.vars) {
    Decl copy = d;
    if (auto it = s.vars.find(d.var); it != s.vars.end()) copy.var = it->second;
    if (d.source.set >= 0) copy.source.set = RewriteBag(s, d.source.set, memo);
    out.vars.push_back(copy);
  }
  out.cond = RewriteFormula(s, block.cond, memo);
  for (TermId t : block.outs) out.outs.push_back(Rewrite(s, t, memo));
  return out;
}

Block Store::RewriteBinder(const Substitution& s, Block closed) {
  // Opened, so that what comes in from `s` cannot meet the block's own bound numbers.
  Substitution opened = s;
  for (const Decl& d : closed.vars) opened.vars[d.var] = FreshVar();
  Memo memo(opened);
  return RewriteBlock(opened, closed, memo);
}

BagId Store::RewriteBag(const Substitution& s, BagId b, Memo& memo) {
  if (const int known = memo.bags.Find(b); known >= 0) return known;
  const Bag& blocks = bag(b);
  Bag out;
  for (const Block& block : blocks) out.push_back(RewriteBinder(s, block));
  const BagId id = Close(std::move(out));
  memo.bags.Add(b, id);
  return id;
}

}  // namespace tacit::prove

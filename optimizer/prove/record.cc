#include "optimizer/prove/record.h"

#include <algorithm>
#include <set>

namespace tacit::prove {
namespace {

using algebra::Fact;
using algebra::FactId;
using algebra::FactKind;

constexpr std::size_t kMaxCells = 12;  // conditions whose combinations are gone through

// Contexts of obligations begin anew: how deep the step lay does not matter to it.
Context Shallow(Context given) {
  given.depth = 0;
  return given;
}

std::vector<Decl> Joined(std::vector<Decl> a, const std::vector<Decl>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

}  // namespace

void Recorder::Fail(std::string why) {
  if (failure_.empty()) failure_ = std::move(why);
}

ClaimId Recorder::Add(Claim claim) {
  claim.given.depth = 0;
  claims_.push_back(std::move(claim));
  return static_cast<ClaimId>(claims_.size()) - 1;
}

std::optional<Hints> Recorder::Refute(const Context& given, const std::vector<Decl>& rows, FormulaId cond,
                                      const std::vector<ClaimId>& equalities) {
  const Context context = Shallow(given).With(store_, rows, cond);
  return engine_.Refute(Shallow(context), equalities);
}

Hints Recorder::Shown(const char* what, const Context& given, const std::vector<Decl>& rows, FormulaId cond,
                      const std::vector<ClaimId>& equalities) {
  if (!failure_.empty()) return {};
  std::optional<Hints> hints = Refute(given, rows, cond, equalities);
  if (!hints) Fail(std::string(what) + ": " + store_.PrintFormula(cond));
  return hints.value_or(Hints());
}

ClaimId Recorder::Same(const Context& given, const Bag& left, const Bag& right) {
  Claim claim;
  claim.law = "same";
  claim.given = given;
  claim.left = left;
  claim.right = right;
  return Add(std::move(claim));
}

ClaimId Recorder::Chain(const Context& given, const Bag& left, const Bag& right, std::vector<ClaimId> by) {
  if (by.size() == 1) return by[0];
  if (by.empty()) return Same(given, left, right);
  Claim claim;
  claim.law = "chain";
  claim.given = given;
  claim.left = left;
  claim.right = right;
  claim.by = std::move(by);
  return Add(std::move(claim));
}

ClaimId Recorder::Sum(const Context& given, const Bag& left, const Bag& right, std::vector<ClaimId> by) {
  if (by.size() == 1) return by[0];
  Claim claim;
  claim.law = "sum";
  claim.given = given;
  claim.left = left;
  claim.right = right;
  claim.by = std::move(by);
  return Add(std::move(claim));
}

ClaimId Recorder::Reverse(ClaimId of) {
  Claim claim;
  claim.law = "reverse";
  claim.given = this->claim(of).given;
  claim.left = this->claim(of).right;
  claim.right = this->claim(of).left;
  claim.by = {of};
  return Add(std::move(claim));
}

ClaimId Recorder::Empty(const Context& given, const Block& block) {
  Claim claim;
  claim.law = "empty";
  claim.given = given;
  claim.left = {block};
  claim.hints = {Shown("a block that has no rows", given, block.vars, block.cond)};
  return Add(std::move(claim));
}

ClaimId Recorder::Rows(const Context& given, const Block& left, const Block& other, FormulaId link,
                       const std::vector<ClaimId>& equalities) {
  // A name that stands for rows of two kinds is two names.
  Block right = other;
  Substitution apart;
  std::vector<FormulaId> links{link};
  for (const Decl& d : left.vars) {
    for (const Decl& e : other.vars) {
      if (d.var != e.var || d.source == e.source) continue;
      apart.vars[e.var] = store_.FreshVar();
      links.push_back(SameColumns(d.var, apart.vars[e.var], d.source.set));
    }
  }
  if (!apart.empty()) right = store_.Substitute(apart, other);
  Claim claim;
  claim.law = "rows";
  claim.given = given;
  claim.left = {left};
  claim.right = {right};
  claim.link = store_.And(links);
  const auto own = [](const Block& of, const Block& against) {
    std::vector<Decl> rows;
    for (const Decl& d : of.vars) {
      const bool shared = std::any_of(against.vars.begin(), against.vars.end(),
                                      [&](const Decl& e) { return e.var == d.var; });
      if (!shared) rows.push_back(d);
    }
    return rows;
  };
  for (const auto& [from, to] : {std::pair<const Block*, const Block*>(&left, &right), {&right, &left}}) {
    const std::vector<Decl> rows = own(*to, *from);
    const FormulaId there = store_.Exists(Block{rows, store_.And(to->cond, claim.link), {}});
    claim.hints.push_back(Shown("a row on the other side", given, from->vars,
                                store_.And(from->cond, store_.Not(there)), equalities));
    claim.unique.push_back(Once(given, from->vars, rows, store_.And({from->cond, to->cond, claim.link})));
  }
  const FormulaId both = store_.And({left.cond, right.cond, claim.link});
  std::optional<Hints> replaced = Replaced(left, right, claim.link);
  claim.hints.push_back(replaced ? *std::move(replaced)
                                 : Shown("equal columns", given, Joined(left.vars, own(right, left)),
                                         store_.And(both, store_.Not(store_.SameAll(left.outs, right.outs))),
                                         equalities));
  return Add(std::move(claim));
}

// What the left block returns is what the right one does once its sets' columns are what the link says.
// Nothing where more differs, or where there is nothing to replace.
std::optional<Hints> Recorder::Replaced(const Block& left, const Block& right, FormulaId link) {
  Hint same{"congruent", {}};
  Substitution s;
  const std::vector<FormulaId> links = store_.Conjuncts(link);
  for (const Decl& d : left.vars) {
    const Bag* rows = d.source.IsSet() ? &store_.bag(d.source.set) : nullptr;
    for (std::size_t c = 0; rows != nullptr && !rows->empty() && c < (*rows)[0].outs.size(); ++c) {
      const TermId column = store_.Column(d.var, static_cast<int>(c), store_.ColumnKind(*rows, c));
      s.columns[d.var].push_back(column);
      for (FormulaId f : links) {
        const Formula& node = store_.formula(f);
        const bool says = node.kind == FormulaKind::kEq && (node.left == column || node.right == column);
        if (!says || s.columns[d.var].back() != column) continue;
        const TermId value = node.left == column ? node.right : node.left;
        if (store_.BlurredEquality(column, value) || store_.term(value).kind != TermKind::kColumn)
          return std::nullopt;
        s.columns[d.var].back() = value;
        same.of.insert(same.of.end(), {column, value});
      }
    }
  }
  if (same.of.empty()) return std::nullopt;
  Hints hints;
  for (std::size_t i = 0; i < left.outs.size(); ++i) {
    if (left.outs[i] == right.outs[i]) continue;
    if (store_.Substitute(s, left.outs[i]) != right.outs[i]) return std::nullopt;
    hints.push_back(same);
    hints.back().of.insert(hints.back().of.begin(), {left.outs[i], right.outs[i]});
  }
  return hints.empty() ? std::nullopt : std::optional(std::move(hints));
}

UniqueRows Recorder::Once(const Context& given, const std::vector<Decl>& fixed, const std::vector<Decl>& own,
                          FormulaId cond) {
  UniqueRows unique;
  std::map<VarId, VarId> apart;
  for (const Decl& d : own) apart[d.var] = unique.copies[d.var] = store_.FreshVar();
  while (!apart.empty() && failure_.empty()) {
    bool found = false;
    for (const Decl& row : own) {
      if (!apart.contains(row.var)) continue;
      std::optional<UniqueRows::Step> step = OneStep(given, fixed, own, cond, apart, row);
      if (!step) continue;
      unique.steps.push_back(*std::move(step));
      apart.erase(row.var);
      found = true;
    }
    if (!found) Fail("one row at most: " + store_.PrintFormula(cond));
  }
  return unique;
}

std::optional<UniqueRows::Step> Recorder::OneStep(const Context& given, const std::vector<Decl>& fixed,
                                                  const std::vector<Decl>& own, FormulaId cond,
                                                  const std::map<VarId, VarId>& apart, const Decl& row) {
  Substitution rename;
  rename.vars = apart;
  const Block second = store_.Substitute(rename, Block{own, cond, {}});
  std::vector<Decl> rows = Joined(fixed, own);
  for (const Decl& d : second.vars) {
    const bool known =
        std::any_of(rows.begin(), rows.end(), [&](const Decl& other) { return other.var == d.var; });
    if (!known) rows.push_back(d);
  }
  const VarId copy = apart.at(row.var);
  const FormulaId twice = store_.And(cond, second.cond);
  if (row.source.IsSet()) {
    const FormulaId same = SameColumns(row.var, copy, row.source.set);
    auto hints = Refute(given, rows, store_.And(twice, store_.Not(same)));
    return hints ? std::optional(UniqueRows::Step{row.var, -1, *std::move(hints)}) : std::nullopt;
  }
  for (FactId id : engine_.FactsOf(row.source.table)) {
    const Fact& fact = engine_.facts()[id];
    if (fact.kind != FactKind::kKey) continue;
    std::vector<FormulaId> parts;
    for (int c : fact.columns) {
      const TermId a = engine_.ColumnOf(fact.table, row.var, c);
      const TermId b = engine_.ColumnOf(fact.table, copy, c);
      parts.push_back(store_.And({store_.NotNull(a), store_.NotNull(b), store_.ValueEq(a, b)}));
    }
    if (fact.condition != nullptr) {
      parts.push_back(engine_.OnRow(fact.condition, fact.table, row.var).is_true);
      parts.push_back(engine_.OnRow(fact.condition, fact.table, copy).is_true);
    }
    auto hints = Refute(given, rows, store_.And(twice, store_.Not(store_.And(parts))));
    if (hints) return UniqueRows::Step{row.var, id, *std::move(hints)};
  }
  return std::nullopt;
}

FormulaId Recorder::SameColumns(VarId a, VarId b, BagId set) {
  const Bag& rows = store_.bag(set);
  std::vector<FormulaId> same;
  for (std::size_t c = 0; !rows.empty() && c < rows[0].outs.size(); ++c) {
    const sql::TypeKind type = store_.ColumnKind(rows, c);
    same.push_back(store_.Same(store_.Column(a, static_cast<int>(c), type),
                               store_.Column(b, static_cast<int>(c), type)));
  }
  return store_.And(same);
}

ClaimId Recorder::SplitSet(const Context& given, const Block& block, VarId row, const Bag& parts) {
  Claim claim;
  claim.law = "split-set";
  claim.given = given;
  claim.left = {block};
  claim.right = parts;
  claim.row = row;
  return Add(std::move(claim));
}

ClaimId Recorder::SameLimit(const Context& given, const Block& left, const Block& right, VarId row,
                            ClaimId by) {
  Claim claim;
  claim.law = "same-limit";
  claim.given = given;
  claim.left = {left};
  claim.right = {right};
  claim.row = row;
  claim.by = {by};
  return Add(std::move(claim));
}

ClaimId Recorder::Cells(const Context& given, const Bag& left, const Bag& right) {
  Claim claim;
  claim.law = "cells";
  claim.given = given;
  claim.left = left;
  claim.right = right;
  std::vector<FormulaId> conds;
  for (const Bag* side : {&left, &right}) {
    for (const Block& block : *side) {
      if (std::find(conds.begin(), conds.end(), block.cond) == conds.end()) conds.push_back(block.cond);
    }
  }
  if (conds.size() > kMaxCells) Fail("too many cells");
  std::set<FormulaId> held;
  const std::vector<Decl> rows = left.empty() ? right[0].vars : left[0].vars;
  const auto split = [&](const auto& self, std::size_t i, FormulaId cond) -> void {
    if (cond == kFalseFormula || !failure_.empty()) return;
    if (i < conds.size()) {
      held.insert(conds[i]);
      self(self, i + 1, store_.And(cond, conds[i]));
      held.erase(conds[i]);
      self(self, i + 1, store_.And(cond, store_.Not(conds[i])));
      return;
    }
    if (held.empty()) return;
    Cell cell;
    std::vector<std::size_t> x;
    std::vector<std::size_t> y;
    for (const auto& [side, present] : {std::pair(&left, &x), std::pair(&right, &y)}) {
      for (std::size_t b = 0; b < side->size(); ++b) {
        cell.held.push_back(held.contains((*side)[b].cond));
        if (cell.held.back()) present->push_back(b);
      }
    }
    bool matched = x.size() == y.size();
    for (std::size_t a : x) {
      std::optional<Cell::Pair> pair;
      for (std::size_t j = 0; matched && j < y.size() && !pair; ++j) {
        const FormulaId same = store_.SameAll(left[a].outs, right[y[j]].outs);
        auto hints = Refute(given, rows, store_.And(cond, store_.Not(same)));
        if (!hints) continue;
        pair = Cell::Pair{a, y[j], *std::move(hints)};
        y.erase(y.begin() + static_cast<std::ptrdiff_t>(j));
      }
      matched = matched && pair;
      if (matched) cell.pairs.push_back(*std::move(pair));
    }
    if (!matched) {
      cell.pairs.clear();
      cell.impossible = true;
      cell.hints = Shown("a combination that cannot be", given, rows, cond);
    }
    claim.cells.push_back(std::move(cell));
  };
  if (failure_.empty()) split(split, 0, kTrueFormula);
  return Add(std::move(claim));
}

ClaimId Recorder::SameSet(const Context& given, BagId left, BagId right) {
  Claim claim;
  claim.law = "same-set";
  claim.given = given;
  claim.left = store_.Opened(left);
  claim.right = store_.Opened(right);
  for (const auto& [part, whole] :
       {std::pair(&claim.left, &claim.right), std::pair(&claim.right, &claim.left)}) {
    for (const Block& block : *part) {
      Bag wanted;
      for (Block other : *whole) {
        other = store_.Open(other);
        if (other.outs.size() != block.outs.size()) continue;
        other.cond = store_.And(other.cond, store_.SameAll(other.outs, block.outs));
        wanted.push_back(std::move(other));
      }
      claim.hints.push_back(Shown("a row of both sets", given, block.vars,
                                  store_.And(block.cond, store_.Not(store_.ExistsAny(wanted)))));
    }
  }
  return Add(std::move(claim));
}

ClaimId Recorder::Terms(const char* law, const Context& given, TermId left, TermId right,
                        std::vector<ClaimId> by) {
  Claim claim;
  claim.law = law;
  claim.given = given;
  claim.left_term = left;
  claim.right_term = right;
  if (claim.law == "terms") {
    claim.hints = {Shown("equal terms", given, {}, store_.Not(store_.Same(left, right)), by)};
  } else {
    claim.by = std::move(by);
  }
  if (claim.law == "summands" && store_.IsNull(left) != store_.IsNull(right)) {
    const FormulaId present = store_.And(store_.NotNull(left), store_.NotNull(right));
    claim.hints = {Shown("sums that are not NULL", given, {}, store_.Not(present))};
  }
  return Add(std::move(claim));
}

ClaimId Recorder::ChainOfTerms(const Context& given, TermId left, TermId right, std::vector<ClaimId> by) {
  if (by.size() == 1) return by[0];
  Claim claim;
  claim.law = "chain";
  claim.given = given;
  claim.left_term = left;
  claim.right_term = right;
  claim.by = std::move(by);
  return Add(std::move(claim));
}

ClaimId Recorder::AtMost(const Bag& bag, std::int64_t count) {
  Claim claim;
  claim.law = "at-most";
  claim.left = bag;
  claim.count = count;
  for (const Block& block : bag) {
    std::optional<Hints> none;
    if (!block.vars.empty()) none = Refute({}, block.vars, block.cond);
    claim.hints.push_back(none.value_or(Hints()));
    claim.unique.push_back(none ? UniqueRows() : Once({}, {}, block.vars, block.cond));
  }
  return Add(std::move(claim));
}

ClaimId Recorder::Determined(const Block& block, const std::vector<TermId>& seeds) {
  Claim claim;
  claim.law = "determined";
  claim.left = {block};
  claim.seeds = seeds;
  UniqueRows copies;
  Substitution rename;
  for (const Decl& d : block.vars) rename.vars[d.var] = copies.copies[d.var] = store_.FreshVar();
  Block with = block;
  with.outs.insert(with.outs.end(), seeds.begin(), seeds.end());
  const Block second = store_.Substitute(rename, with);
  std::vector<FormulaId> agree{block.cond, second.cond};
  for (std::size_t i = 0; i < with.outs.size(); ++i) {
    if (i >= block.outs.size()) agree.push_back(store_.Same(with.outs[i], second.outs[i]));
  }
  std::vector<TermId> outs(second.outs.begin(),
                           second.outs.begin() + static_cast<std::ptrdiff_t>(block.outs.size()));
  agree.push_back(store_.Not(store_.SameAll(block.outs, outs)));
  claim.hints = {
      Shown("values that the keys determine", {}, Joined(block.vars, second.vars), store_.And(agree))};
  claim.unique = {std::move(copies)};
  return Add(std::move(claim));
}

ClaimId Recorder::NeverNull(const Bag& bag, const std::vector<TermId>& terms) {
  Claim claim;
  claim.law = "follows";
  claim.left = bag;
  claim.seeds = terms;
  for (std::size_t i = 0; i < bag.size(); ++i) {
    claim.hints.push_back(
        Shown("a value that is not NULL", {}, bag[i].vars, store_.And(bag[i].cond, store_.IsNull(terms[i]))));
  }
  return Add(std::move(claim));
}

}  // namespace tacit::prove

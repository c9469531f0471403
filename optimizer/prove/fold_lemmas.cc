#include "optimizer/prove/fold_lemmas.h"

#include <algorithm>
#include <map>
#include <optional>

#include "optimizer/prove/record.h"

namespace tacit::prove {
namespace {

// The fold's rows that have a value.
Bag Valued(Store& store, const Term& fold) {
  Bag body = store.Opened(fold.bag);
  for (Block& block : body) block.cond = store.And(block.cond, store.NotNull(block.outs[0]));
  return body;
}

FormulaId SumLemma(Store& store, TermId fold, const Bag& body, FormulaId some) {
  const TermId one = store.Integer(1);
  const bool counts = std::all_of(body.begin(), body.end(), [&](const Block& b) { return b.outs[0] == one; });
  const FormulaId lemma = store.Or(some, store.ValueEq(fold, store.Integer(0)));
  return counts ? store.And(lemma, store.Or(store.Not(some), store.Not(store.ValueLess(fold, one)))) : lemma;
}

FormulaId OnlyRowLemma(Store& store, TermId fold, const Block& row, FormulaId some) {
  Block same = store.Open(row);
  same.cond = store.And(same.cond, store.Same(same.outs[0], fold));
  Block other = store.Open(row);
  other.cond = store.And(other.cond, store.Not(store.Same(other.outs[0], fold)));
  return store.And(store.Or(store.Exists(std::move(same)), store.Not(some)),
                   store.Not(store.Exists(std::move(other))));
}

bool IsNullOnlyOfNothing(std::string_view name) {
  return name == "min" || name == "max" || name == "bool_and" || name == "bool_or" || name == "sum" ||
         name == "avg";
}

constexpr std::size_t kMaxReplaced = 2;      // columns by which two folds may differ in any way
constexpr std::size_t kMaxReplacements = 8;  // values that are tried for each

TermId WithColumns(Store& store, TermId t, const TermPairs& pairs) {
  Substitution s;
  std::map<VarId, std::map<int, sql::TypeKind>> columns;
  for (TermId leaf : store.FreeLeaves(t)) {
    const Term& node = store.term(leaf);
    if (node.kind == TermKind::kColumn) columns[node.var][node.ordinal] = node.type;
  }
  for (const auto& [column, value] : pairs) {
    const Term& node = store.term(column);
    if (s.columns.contains(node.var)) continue;
    for (int c = 0; c <= columns[node.var].rbegin()->first; ++c) {
      s.columns[node.var].push_back(store.Column(node.var, c, columns[node.var][c]));
    }
  }
  for (const auto& [column, value] : pairs) {
    const Term& node = store.term(column);
    s.columns[node.var][static_cast<std::size_t>(node.ordinal)] = value;
  }
  return store.Substitute(s, t);
}

}  // namespace

FormulaId FoldLemma(Store& store, TermId fold) {
  const Term& node = store.term(fold);
  const Bag body = Valued(store, node);
  const FormulaId some = store.ExistsAny(body);
  if (node.name == "sum0") return SumLemma(store, fold, body, some);
  const FormulaId null = store.IsNull(fold);
  FormulaId lemma = store.Or(some, null);
  if (IsNullOnlyOfNothing(node.name)) lemma = store.And(lemma, store.Or(store.Not(some), store.Not(null)));
  return lemma;
}

FormulaId PickLemma(Engine& engine, TermId fold, int* why) {
  Store& store = engine.store();
  const Term& node = store.term(fold);
  if (node.name != "pick") return kTrueFormula;
  const Bag body = store.Opened(node.bag);
  if (body.size() != 1 || !engine.AtMostRows(body, 1)) return kTrueFormula;
  if (engine.recorder() != nullptr) *why = engine.recorder()->AtMost(body, 1);
  return OnlyRowLemma(store, fold, body[0], store.ExistsAny(body));
}

bool IsExtreme(const Store& store, TermId t) {
  const Term& term = store.term(t);
  return term.kind == TermKind::kFold && (term.name == "min" || term.name == "max");
}

FormulaId ExtremeLemma(Store& store, TermId extreme) {
  const Term& node = store.term(extreme);
  const bool least = node.name == "min";
  std::vector<FormulaId> reached;
  std::vector<FormulaId> parts;
  const Bag body = Valued(store, node);
  for (const Block& block : body) {
    const auto where = [&](const auto& condition) {
      Block row = store.Open(block);
      row.cond = store.And(row.cond, condition(row.outs[0]));
      return store.Exists(std::move(row));
    };
    const auto beyond = [&](TermId out) {
      return least ? store.ValueLess(out, extreme) : store.ValueLess(extreme, out);
    };
    reached.push_back(where([&](TermId out) { return store.ValueEq(out, extreme); }));
    parts.push_back(store.Not(where(beyond)));
  }
  parts.push_back(store.Or(store.Not(store.ExistsAny(body)), store.Or(reached)));
  return store.And(parts);
}

TermPairs ColumnsReplaced(Store& store, TermId a, TermId b,
                          const std::set<std::pair<TermId, TermId>>& equal) {
  if (store.term(a).name != store.term(b).name) return {};
  const std::vector<TermId> leaves = store.FreeLeaves(a);
  const std::vector<TermId> to = store.FreeLeaves(b);
  const auto columns_without = [&](std::vector<TermId> of, const std::vector<TermId>& those) {
    std::erase_if(of, [&](TermId t) {
      return std::binary_search(those.begin(), those.end(), t) || store.term(t).kind == TermKind::kConst;
    });
    return of;
  };
  const std::vector<TermId> from = columns_without(leaves, to);
  // No column comes from nowhere.
  const std::vector<TermId> needed = columns_without(to, leaves);
  if (from.empty() || needed.size() > from.size()) return {};
  const auto becomes = [&](const TermPairs& pairs) {
    const bool possible = std::all_of(needed.begin(), needed.end(), [&](TermId column) {
      return std::any_of(pairs.begin(), pairs.end(), [&](const auto& pair) { return pair.second == column; });
    });
    return possible && WithColumns(store, a, pairs) == b;
  };
  // As what is said to be equal has it: other columns first, or what no row changes.
  for (const bool fixed : {false, true}) {
    TermPairs pairs;
    for (TermId column : from) {
      std::optional<TermId> same;
      for (const auto& [x, y] : equal) {
        const TermId t = x == column ? y : x;
        if ((x != column && y != column) || store.BlurredEquality(column, t)) continue;
        const bool closed = store.FreeVars(t).empty();
        if (!closed && !std::binary_search(to.begin(), to.end(), t)) continue;
        if (!same || closed == fixed) same = t;
      }
      if (same) pairs.emplace_back(column, *same);
    }
    if (pairs.size() == from.size() && becomes(pairs)) return pairs;
  }
  if (from.size() > kMaxReplaced || to.size() > kMaxReplacements) return {};
  TermPairs pairs;
  const auto choose = [&](const auto& self, std::size_t i) -> bool {
    if (i == from.size()) return becomes(pairs);
    for (TermId value : to) {
      if (store.BlurredEquality(from[i], value)) continue;
      pairs.emplace_back(from[i], value);
      if (self(self, i + 1)) return true;
      pairs.pop_back();
    }
    return false;
  };
  return choose(choose, 0) ? pairs : TermPairs();
}

}  // namespace tacit::prove

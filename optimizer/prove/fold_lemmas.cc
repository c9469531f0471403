#include "optimizer/prove/fold_lemmas.h"

#include <algorithm>

namespace tacit::prove {
namespace {

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

bool IsNullOnlyOfNothing(const std::string& name) {
  return name == "min" || name == "max" || name == "bool_and" || name == "bool_or" || name == "sum" ||
         name == "avg";
}

}  // namespace

FormulaId FoldLemma(Engine& engine, TermId fold) {
  Store& store = engine.store();
  const Term node = store.term(fold);
  const Bag body = store.Opened(node.bag);
  const FormulaId some = store.ExistsAny(body);
  if (node.name == "sum0") return SumLemma(store, fold, body, some);
  const FormulaId null = store.IsNull(fold);
  FormulaId lemma = store.Or(some, null);
  if (IsNullOnlyOfNothing(node.name)) lemma = store.And(lemma, store.Or(store.Not(some), store.Not(null)));
  if (node.name == "pick" && body.size() == 1 && engine.AtMostRows(body, 1)) {
    lemma = store.And(lemma, OnlyRowLemma(store, fold, body[0], some));
  }
  return lemma;
}

bool IsExtreme(const Store& store, TermId t) {
  const Term& term = store.term(t);
  return term.kind == TermKind::kFold && (term.name == "min" || term.name == "max");
}

FormulaId ExtremeLemma(Store& store, TermId extreme) {
  const Term node = store.term(extreme);
  const bool least = node.name == "min";
  std::vector<FormulaId> reached;
  std::vector<FormulaId> parts;
  const Bag body = store.Opened(node.bag);
  for (const Block& block : body) {
    const auto where = [&](const auto& condition) {
      Block row = store.Open(block);
      row.cond = store.And({row.cond, store.NotNull(row.outs[0]), condition(row.outs[0])});
      return store.Exists(std::move(row));
    };
    const auto beyond = [&](TermId out) {
      return least ? store.ValueLess(out, extreme) : store.ValueLess(extreme, out);
    };
    reached.push_back(where([&](TermId out) { return store.ValueEq(out, extreme); }));
    parts.push_back(store.Not(where(beyond)));
  }
  parts.push_back(store.Or(store.Not(store.ExistsAny(body)), store.Or(std::move(reached))));
  return store.And(std::move(parts));
}

}  // namespace tacit::prove

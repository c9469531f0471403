#include "optimizer/prove/hints.h"

#include <algorithm>
#include <map>
#include <set>
#include <span>
#include <string_view>
#include <utility>

namespace tacit::prove {
namespace {

// What a quotient by a number is: for whoever follows the proof without a solver.
void AddQuotients(const Store& store, std::vector<FormulaId>& clauses, Hints& hints) {
  std::set<TermId> quotients;
  for (FormulaId clause : clauses) {
    store.VisitComparedTerms(clause, [&](TermId t) {
      const Term& term = store.term(t);
      const bool division = term.name == "/integer" || term.name.starts_with("%:");
      if (division && store.term(term.args[1]).kind == TermKind::kConst) quotients.insert(t);
    });
  }
  for (TermId t : quotients) {
    clauses.push_back(kTrueFormula);
    hints.push_back({"quotient", {t}});
  }
}

Hints WithNames(const Store& store, const std::vector<FormulaId>& clauses, const Hints& hints,
                std::vector<bool> kept) {
  std::map<VarId, std::size_t> named;
  for (std::size_t i = 0; i < hints.size(); ++i) {
    const std::string_view kind = hints[i].kind;
    for (std::size_t k = 1; kind == "open" && k < hints[i].of.size(); ++k) named[hints[i].of[k]] = i;
    if (kind == "follow") named[hints[i].of[2]] = i;
  }
  const auto vars = [&](std::size_t i) {
    const auto& free = store.FreeVarsOf(clauses[i]);
    std::vector<VarId> out(free.begin(), free.end());
    const std::string_view kind = hints[i].kind;
    if (kind == "member") out.push_back(hints[i].of[0]);
    for (std::size_t k = 1;
         kind != "open" && kind != "equal" && kind != "congruent" && k < hints[i].of.size(); ++k) {
      if (kind == "instance" || k == 1 || (kind == "key" && k == 2)) out.push_back(hints[i].of[k]);
    }
    return out;
  };
  for (bool grew = true; grew;) {
    grew = false;
    for (std::size_t i = 0; i < hints.size(); ++i) {
      if (!kept[i] || hints[i].of.empty()) continue;
      for (VarId var : vars(i)) {
        const auto it = named.find(var);
        if (it == named.end() || kept[it->second]) continue;
        kept[it->second] = true;
        grew = true;
      }
    }
  }
  Hints out;
  for (std::size_t i = 0; i < hints.size(); ++i) {
    if (kept[i] && !hints[i].of.empty()) out.push_back(hints[i]);
  }
  return out;
}

}  // namespace

Hints NeededHints(const Store& store, std::vector<FormulaId> clauses, Hints hints, Budget& budget) {
  AddQuotients(store, clauses, hints);
  std::vector<bool> kept(clauses.size(), true);
  const auto suffices = [&](const std::vector<bool>& subset) {
    std::vector<FormulaId> some;
    for (std::size_t i = 0; i < clauses.size(); ++i) {
      if (subset[i]) some.push_back(clauses[i]);
    }
    return GroundUnsat(store, some, kGroundSplits, budget);
  };
  std::size_t given = 0;
  while (given < hints.size() && hints[given].of.empty()) ++given;
  for (std::size_t step = clauses.size() - given; step > 0; step /= 2) {
    for (std::size_t from = given; from < clauses.size(); from += step) {
      std::vector<bool> fewer = kept;
      for (std::size_t i = from; i < std::min(from + step, clauses.size()); ++i)
        fewer[i] = fewer[i] && (hints[i].of.empty() || std::string_view(hints[i].kind) == "quotient");
      if (fewer != kept && suffices(fewer)) kept = std::move(fewer);
    }
  }
  return WithNames(store, clauses, hints, kept);
}

std::set<algebra::FactId> NeededFacts(
    const std::set<algebra::FactId>& facts,
    const std::function<bool(const std::set<algebra::FactId>&)>& holds_without) {
  using Facts = std::span<const algebra::FactId>;
  std::set<algebra::FactId> dropped;
  const auto drop = [&](const auto& self, Facts part) -> void {
    std::set<algebra::FactId> more = dropped;
    more.insert(part.begin(), part.end());
    if (holds_without(more)) {
      dropped = std::move(more);
    } else if (part.size() > 1) {
      self(self, part.first(part.size() / 2));
      self(self, part.subspan(part.size() / 2));
    }
  };
  const std::vector<algebra::FactId> all(facts.begin(), facts.end());
  if (!all.empty()) drop(drop, all);
  std::set<algebra::FactId> needed = facts;
  for (const algebra::FactId fact : dropped) needed.erase(fact);
  return needed;
}

}  // namespace tacit::prove

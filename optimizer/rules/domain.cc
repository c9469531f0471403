// What range, enumeration and length constraints, and the query's other predicates, say of a predicate.
#include <algorithm>

#include "optimizer/rules/atom.h"
#include "optimizer/rules/block.h"
#include "optimizer/rules/tables.h"

namespace tacit::rules {
namespace {

using algebra::Fact;
using algebra::FactKind;
using sql::Expr;
using sql::ExprKind;
using sql::ExprPtr;
using sql::QueryKind;
using sql::QueryPtr;

// The atoms that facts state of a column of one of the leaves.
std::vector<Atom> FactsOf(sql::ColumnId column, const Block& block, const Context& context) {
  std::vector<Atom> atoms;
  for (const QueryPtr& leaf : block.leaves) {
    if (leaf->kind != QueryKind::kScan || leaf->rel != column.rel) continue;
    for (const algebra::FactId id : context.facts.OfTable(leaf->table)) {
      const Fact& fact = context.facts[id];
      if (fact.kind != FactKind::kCheck || fact.columns != std::vector<int>{column.index}) continue;
      for (const ExprPtr& part : sql::Conjuncts(algebra::OnScan(fact.predicate, column.rel))) {
        if (auto atom = AtomOf(part)) atoms.push_back(std::move(*atom));
      }
    }
  }
  return atoms;
}

// A block's conjunct that is an atom, with all that is known of its column without it.
struct Place {
  ExprPtr conjunct;
  Atom atom;
  std::vector<Atom> known;
};

std::vector<Place> PlacesOf(const QueryPtr& node, const Context& context) {
  const bool block =
      context.block_top && (node->kind == QueryKind::kFilter || node->kind == QueryKind::kJoin);
  if (!block) return {};
  const Block parts = BlockOf(node);
  std::vector<Place> places;
  for (const ExprPtr& conjunct : parts.conjuncts) {
    if (auto atom = AtomOf(conjunct)) {
      std::vector<Atom> known = FactsOf(atom->column, parts, context);
      places.push_back({conjunct, std::move(*atom), std::move(known)});
    }
  }
  for (Place& place : places) {
    for (const Place& other : places) {
      if (&other != &place && other.atom.column == place.atom.column) place.known.push_back(other.atom);
    }
  }
  return places;
}

Replacement WithConjunct(const QueryPtr& node, const ExprPtr& old, const ExprPtr& fresh) {
  return {
      EditBlock(node, nullptr, [&](const ExprPtr& conjunct) { return conjunct == old ? fresh : conjunct; }),
      {}};
}

// Null where the column is never NULL: then nothing is left of a predicate that is true of all its values.
ExprPtr NotNullTest(sql::ColumnId column, const QueryPtr& node, const Context& context) {
  for (const QueryPtr& leaf : BlockOf(node).leaves) {
    for (const sql::OutputColumn& output : leaf->columns) {
      if (output.id != column) continue;
      if (context.analyser.Of(leaf).NotNull(column)) return nullptr;
      return sql::MakeIsNull(sql::MakeColumn(column, output.type), /*negated=*/true);
    }
  }
  return nullptr;
}

std::vector<Replacement> ContradictionToEmpty(const QueryPtr& node, const Context& context) {
  for (const Place& place : PlacesOf(node, context)) {
    if (Judge(place.atom, place.known) != Judgement::kContradicted) continue;
    return {WithConjunct(node, place.conjunct, sql::MakeBool(false))};
  }
  return {};
}

std::vector<Replacement> DropImplied(const QueryPtr& node, const Context& context) {
  std::vector<Replacement> found;
  for (const Place& place : PlacesOf(node, context)) {
    if (Judge(place.atom, place.known) != Judgement::kImplied) continue;
    // Another conjunct on the column keeps NULL out by itself.
    const bool tested = std::any_of(place.known.begin(), place.known.end(),
                                    [&](const Atom& atom) { return atom.column == place.atom.column; });
    const std::vector<ExprPtr> conjuncts = BlockOf(node).conjuncts;
    const bool kept_out =
        tested && std::any_of(conjuncts.begin(), conjuncts.end(), [&](const ExprPtr& other) {
          return other != place.conjunct && algebra::NotNullWhereTrue(other).contains(place.atom.column);
        });
    found.push_back(WithConjunct(node, place.conjunct,
                                 kept_out ? nullptr : NotNullTest(place.atom.column, node, context)));
  }
  return found;
}

ExprPtr Listed(const ExprPtr& conjunct, const std::vector<Value>& values) {
  const ExprPtr& column = conjunct->args[0];
  std::vector<ExprPtr> args = {column};
  for (std::size_t i = 1; i < conjunct->args.size(); ++i) {
    const bool kept = std::any_of(values.begin(), values.end(), [&](const Value& value) {
      const auto atom = AtomOf(sql::MakeCompare(sql::CompareOp::kEq, column, conjunct->args[i]));
      return atom && Holds(*atom, value).value_or(false);
    });
    const bool again = std::any_of(args.begin() + 1, args.end(),
                                   [&](const ExprPtr& arg) { return sql::Same(arg, conjunct->args[i]); });
    if (kept && !again) args.push_back(conjunct->args[i]);
  }
  if (args.size() == 2) return sql::MakeCompare(sql::CompareOp::kEq, column, args[1]);
  Expr list = *conjunct;
  list.args = std::move(args);
  return std::make_shared<const Expr>(std::move(list));
}

std::vector<Replacement> ShrinkList(const QueryPtr& node, const Context& context) {
  std::vector<Replacement> found;
  for (const Place& place : PlacesOf(node, context)) {
    if (place.conjunct->kind != ExprKind::kInList || place.conjunct->negated || place.atom.of_length)
      continue;
    const std::vector<Value> left = Remaining(place.atom, place.known);
    if (left.empty() || left.size() == place.atom.values.size()) continue;
    found.push_back(WithConjunct(node, place.conjunct, Listed(place.conjunct, left)));
  }
  return found;
}

constexpr Rule kDomainRules[] = {
    {"domain-contradiction-to-empty", "a predicate that no legal value satisfies gives no row",
     "range, enumeration, length or another predicate of the query excludes it", ContradictionToEmpty,
     /*reads_literals=*/true},
    {"domain-drop-implied-predicate", "a predicate that every legal value satisfies says nothing",
     "range, enumeration, length or another predicate implies it; a nullable column leaves IS NOT NULL",
     DropImplied,
     /*reads_literals=*/true},
    {"domain-shrink-in-list", "values that the column cannot hold need not be asked for",
     "range, enumeration, length or another predicate excludes some values of an IN list", ShrinkList,
     /*reads_literals=*/true},
};

}  // namespace

std::span<const Rule> DomainRules() { return kDomainRules; }

}  // namespace tacit::rules

// What range, enumeration and length constraints, and the query's other predicates, say of a predicate.
#include <algorithm>

#include "optimizer/rules/atom.h"
#include "optimizer/rules/block.h"
#include "optimizer/rules/table_facts.h"
#include "optimizer/rules/tables.h"

namespace tacit::rules {
namespace {

using sql::Expr;
using sql::ExprKind;
using sql::ExprPtr;
using sql::QueryKind;
using sql::QueryPtr;

// A block's conjunct that is an atom, with all that is known of its column without it.
struct Place {
  ExprPtr conjunct;
  Atom atom;
  std::vector<Atom> known;
};

std::vector<Place> PlacesOf(const QueryPtr& node, const Context& context) {
  if (!BeginsBlock(node, context)) return {};
  const Block parts = BlockOf(node);
  std::vector<Place> places;
  for (const ExprPtr& conjunct : parts.conjuncts) {
    if (auto atom = AtomOf(conjunct)) {
      std::vector<Atom> known = StatedOf(atom->column, parts, context);
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
    {.name = "domain-contradiction-to-empty",
     .summary = "a predicate that no legal value satisfies gives no row",
     .precondition = "range, enumeration, length or another predicate of the query excludes it",
     .apply = ContradictionToEmpty,
     .example = {"SELECT id FROM projects WHERE status = 3", "SELECT id FROM projects WHERE FALSE"},
     .near_miss = {"the value is outside of what the column can hold",
                   {"SELECT id FROM projects WHERE status = 5", "SELECT id FROM projects WHERE FALSE"}},
     .reads_literals = true},
    {.name = "domain-drop-implied-predicate",
     .summary = "a predicate that every legal value satisfies says nothing",
     .precondition =
         "range, enumeration, length or another predicate implies it; a nullable column leaves IS NOT NULL",
     .apply = DropImplied,
     .example = {"SELECT id FROM issues WHERE done_ratio >= 0 AND author_id = 4",
                 "SELECT id FROM issues WHERE author_id = 4"},
     .near_miss = {"the column is NOT NULL",
                   {"SELECT id FROM projects WHERE rank >= 0", "SELECT id FROM projects"}},
     .reads_literals = true},
    {.name = "domain-shrink-in-list",
     .summary = "values that the column cannot hold need not be asked for",
     .precondition = "range, enumeration, length or another predicate excludes some values of an IN list",
     .apply = ShrinkList,
     .example = {"SELECT id FROM projects WHERE status IN (1, 2, 9)",
                 "SELECT id FROM projects WHERE status IN (1, 9)"},
     .near_miss = {"the value left out is excluded",
                   {"SELECT id FROM projects WHERE status IN (1, 5, 9)",
                    "SELECT id FROM projects WHERE status IN (1, 9)"}},
     .reads_literals = true},
};

}  // namespace

std::span<const Rule> DomainRules() { return kDomainRules; }

}  // namespace tacit::rules

#include "optimizer/rewrite/guards.h"

#include <algorithm>
#include <map>

#include "src/base/stopwatch.h"
#include "src/sql/print.h"

namespace tacit::rewrite {

using sql::ExprKind;
using sql::ExprPtr;
using sql::Query;
using sql::QueryKind;
using sql::QueryPtr;

namespace {

// column = parameter, somewhere in the statement. Whether it keeps rows out of the result is for the prover.
struct Equality {
  ExprPtr parameter;
  const Table* table;
  int column;
};

std::vector<Equality> EqualitiesOf(const QueryPtr& statement, const Schema& schema) {
  std::map<sql::RelId, const Table*> tables;
  sql::VisitQuery(statement, [&](const Query& q) {
    if (q.kind == QueryKind::kScan) tables.emplace(q.rel, schema.Find(q.table));
  });
  std::vector<Equality> found;
  sql::VisitQuery(statement, [&](const Query& q) {
    if (q.kind != QueryKind::kFilter && q.kind != QueryKind::kJoin) return;
    for (const ExprPtr& conjunct : sql::Conjuncts(q.predicate)) {
      if (conjunct->kind != ExprKind::kCompare || conjunct->compare != sql::CompareOp::kEq) continue;
      const std::size_t side = conjunct->args[0]->kind == ExprKind::kColumn ? 0 : 1;
      const ExprPtr& column = conjunct->args[side];
      const ExprPtr& parameter = conjunct->args[1 - side];
      if (column->kind != ExprKind::kColumn || parameter->kind != ExprKind::kParameter) continue;
      const auto table = tables.find(column->column.rel);
      if (table == tables.end() || table->second == nullptr) continue;
      found.push_back({parameter, table->second, column->column.index});
    }
  });
  return found;
}

// A check of a row as a condition on a value that its one column equals.
ExprPtr Of(const ExprPtr& check, const ExprPtr& value) {
  return sql::Transform(check,
                        [&](const ExprPtr& e) { return e->kind == ExprKind::kColumn ? value : nullptr; });
}

// The statement without what keeps an empty result empty: the prover does not look below a limit.
QueryPtr BelowLimits(QueryPtr q) {
  while (q->kind == QueryKind::kSort || q->kind == QueryKind::kLimit) q = q->inputs[0];
  return q;
}

// The proof that no row leaves `rows` unless `predicate` is true; null where there is none.
std::shared_ptr<const Proof> ProveEmptyUnless(const ExprPtr& predicate, const QueryPtr& rows,
                                              const Judges& judges) {
  const QueryPtr left = sql::MakeFilter(rows, sql::MakeIsTrue(predicate, /*negated=*/true));
  const QueryPtr right = sql::MakeFilter(rows, sql::MakeBool(false));
  if (const auto cached = judges.cache.Find(left, right)) return *cached;
  const base::Stopwatch watch;
  const Verdict verdict =
      prove::ProveEqual(left, right, judges.schema, judges.facts, judges.dialect, judges.limits);
  std::shared_ptr<const Proof> proof;
  if (verdict.proved()) {
    Proof found;
    found.certificate = verdict.certificate();
    found.constraints_used = verdict.constraints_used();
    found.ms = watch.Milliseconds();
    proof = std::make_shared<const Proof>(std::move(found));
  }
  judges.cache.Add(left, right, proof);
  return proof;
}

}  // namespace

std::vector<Guard> GuardsOf(const QueryPtr& statement, const Lifting& lifting, const Judges& judges) {
  const QueryPtr lifted = lifting.Lift(statement);
  const QueryPtr rows = BelowLimits(lifted);
  std::vector<Guard> guards;
  for (const Equality& equality : EqualitiesOf(lifted, judges.schema)) {
    for (const algebra::FactId id : judges.facts.OfTable(equality.table->name)) {
      const algebra::Fact& fact = judges.facts[id];
      if (fact.kind != algebra::FactKind::kCheck || fact.columns != std::vector<int>{equality.column})
        continue;
      const ExprPtr predicate = Of(fact.predicate, equality.parameter);
      std::string text = sql::PrintPredicate(predicate, *equality.table, judges.dialect);
      const auto same = [&](const Guard& guard) { return guard.predicate == text; };
      if (std::ranges::any_of(guards, same)) continue;
      const auto proof = ProveEmptyUnless(predicate, rows, judges);
      if (!proof) continue;
      const std::string& column = equality.table->columns[static_cast<std::size_t>(equality.column)].name;
      guards.push_back({std::move(text), equality.table->name + "." + column,
                        sql::Print(lifted, judges.schema, judges.dialect), proof->constraints_used,
                        proof->certificate});
    }
  }
  return guards;
}

}  // namespace tacit::rewrite

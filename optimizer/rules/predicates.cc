// Predicates in a form that an index can serve.
#include <algorithm>
#include <optional>

#include "optimizer/rules/table_facts.h"
#include "optimizer/rules/tables.h"

namespace tacit::rules {
namespace {

using algebra::Fact;
using algebra::FactKind;
using sql::ColumnId;
using sql::CompareOp;
using sql::Expr;
using sql::ExprKind;
using sql::ExprPtr;
using sql::QueryKind;
using sql::QueryPtr;

// The pattern of a LIKE that has one, and no escape of its own.
const std::string* PatternOf(const Expr& e) {
  if (e.kind != ExprKind::kLike || e.args.size() != 2 || !sql::IsLiteral(e.args[1])) return nullptr;
  return std::get_if<std::string>(&e.args[1]->literal);
}

std::vector<Replacement> LikeToEquality(const QueryPtr& node, const Context& context) {
  // Elsewhere LIKE does not tell upper from lower case.
  if (context.dialect != Dialect::kPostgresql) return {};
  return Rebuilt(node, [](const ExprPtr& e) -> ExprPtr {
    const std::string* pattern = PatternOf(*e);
    if (pattern == nullptr || e->name != "like" || pattern->find_first_of("%_\\") != std::string::npos)
      return nullptr;
    if (e->args[0]->type.kind != sql::TypeKind::kText) return nullptr;
    return sql::MakeCompare(e->negated ? CompareOp::kNe : CompareOp::kEq, e->args[0], e->args[1]);
  });
}

std::vector<Replacement> LikeAnythingToNullTest(const QueryPtr& node, const Context& context) {
  if (!BeginsBlock(node, context)) return {};
  bool changed = false;
  QueryPtr edited = EditBlock(node, nullptr, [&](const ExprPtr& conjunct) -> ExprPtr {
    const std::string* pattern = PatternOf(*conjunct);
    if (pattern == nullptr || pattern->empty() || pattern->find_first_not_of('%') != std::string::npos) {
      return conjunct;
    }
    changed = true;
    if (conjunct->negated) return sql::MakeBool(false);
    return sql::MakeIsNull(conjunct->args[0], /*negated=*/true);
  });
  if (!changed) return {};
  return {{std::move(edited), {}}};
}

// column `compare` constant, whichever way round it was written.
struct Bound {
  ColumnId column;
  CompareOp compare = CompareOp::kEq;
  ExprPtr constant;
};

std::optional<Bound> BoundOf(const ExprPtr& e) {
  if (e->kind != ExprKind::kCompare || e->compare == CompareOp::kNe) return std::nullopt;
  const bool flipped = e->args[1]->kind == ExprKind::kColumn;
  const ExprPtr& column = e->args[flipped ? 1 : 0];
  const ExprPtr& constant = e->args[flipped ? 0 : 1];
  if (column->kind != ExprKind::kColumn || !IsConstant(constant)) return std::nullopt;
  return Bound{column->column, flipped ? sql::Mirror(e->compare) : e->compare, constant};
}

bool IsBelow(CompareOp op) { return op == CompareOp::kLt || op == CompareOp::kLe; }

// What `bound` on one of two columns says of the other, where the first never exceeds the second; none where
// it says nothing.
std::optional<Bound> OfTheOther(const Bound& bound, ColumnId first, ColumnId second) {
  const bool equal = bound.compare == CompareOp::kEq;
  if (bound.column == first && (equal || !IsBelow(bound.compare))) {
    return Bound{second, equal ? CompareOp::kGe : bound.compare, bound.constant};
  }
  if (bound.column == second && (equal || IsBelow(bound.compare))) {
    return Bound{first, equal ? CompareOp::kLe : bound.compare, bound.constant};
  }
  return std::nullopt;
}

// The bound as a conjunct, if an index serves it and none serves the one that it follows from.
ExprPtr Served(const Bound& stated, const Bound& follows, const sql::Query& scan, const Block& block,
               const Context& context) {
  if (!LeadsIndex(context.schema, scan.table, follows.column.index)) return nullptr;
  if (LeadsIndex(context.schema, scan.table, stated.column.index)) return nullptr;
  ExprPtr conjunct = sql::MakeCompare(follows.compare, ColumnOf(scan, follows.column), follows.constant);
  const bool known = std::ranges::any_of(block.conjuncts, [&](const ExprPtr& other) {
    const auto bound = BoundOf(other);
    return bound && bound->column == follows.column;
  });
  return known ? nullptr : conjunct;
}

std::vector<Replacement> IntroduceBound(const QueryPtr& node, const Context& context) {
  if (!BeginsBlock(node, context)) return {};
  const Block block = BlockOf(node);
  std::vector<Replacement> found;
  for (const QueryPtr& scan : block.leaves) {
    if (scan->kind != QueryKind::kScan) continue;
    for (const algebra::FactId id : context.facts.OfTable(scan->table)) {
      const Fact& fact = context.facts[id];
      if (fact.kind != FactKind::kCheck || fact.columns.size() != 2) continue;
      const ExprPtr check = algebra::OnScan(fact.predicate, scan->rel);
      if (check->kind != ExprKind::kCompare || check->args[0]->kind != ExprKind::kColumn ||
          check->args[1]->kind != ExprKind::kColumn || check->compare == CompareOp::kNe ||
          check->compare == CompareOp::kEq) {
        continue;
      }
      const bool rises = IsBelow(check->compare);
      const ColumnId lower = check->args[rises ? 0 : 1]->column;
      const ColumnId upper = check->args[rises ? 1 : 0]->column;
      // A NULL on either side keeps the check from being false.
      const algebra::Properties& rows = context.analyser.Of(scan);
      if (!rows.NotNull(lower) || !rows.NotNull(upper)) continue;
      for (const ExprPtr& conjunct : block.conjuncts) {
        const auto stated = BoundOf(conjunct);
        const auto follows = stated ? OfTheOther(*stated, lower, upper) : std::nullopt;
        ExprPtr added = follows ? Served(*stated, *follows, *scan, block, context) : nullptr;
        if (added) found.push_back({FilterBy(node, {std::move(added)}), {}});
      }
    }
  }
  return found;
}

// The one column that e reads, if it is no more than tested; null otherwise.
ExprPtr OnlyColumn(const ExprPtr& e) {
  if (sql::ContainsSubquery(e) || sql::ColumnsOf(e).size() != 1) return nullptr;
  ExprPtr column;
  (void)sql::Transform(e, [&](const ExprPtr& part) -> ExprPtr {
    if (part->kind == ExprKind::kColumn) column = part;
    return nullptr;
  });
  return column;
}

std::vector<Replacement> UseIndexedColumn(const QueryPtr& node, const Context& context) {
  if (!BeginsBlock(node, context)) return {};
  const Block block = BlockOf(node);
  const algebra::Properties& rows = context.analyser.Of(node);
  const auto scan_of = [&](ColumnId id) {
    const auto found = std::ranges::find_if(block.leaves, [&](const QueryPtr& leaf) {
      return leaf->kind == QueryKind::kScan && leaf->rel == id.rel;
    });
    return found == block.leaves.end() ? nullptr : *found;
  };
  const auto indexed = [&](ColumnId id) {
    const QueryPtr scan = scan_of(id);
    return scan && LeadsIndex(context.schema, scan->table, id.index);
  };
  std::vector<Replacement> found;
  for (const ExprPtr& conjunct : block.conjuncts) {
    const ExprPtr column = OnlyColumn(conjunct);
    if (!column || indexed(column->column)) continue;
    for (const ColumnId& equal : rows.EqualTo(column->column)) {
      if (equal.rel == column->column.rel || !indexed(equal)) continue;
      const ExprPtr fresh = Substituted(conjunct, {{column->column, ColumnOf(*scan_of(equal), equal)}});
      found.push_back(
          {EditBlock(node, nullptr, [&](const ExprPtr& e) { return e == conjunct ? fresh : e; }), {}});
      break;
    }
  }
  return found;
}

constexpr Rule kPredicateRules[] = {
    {.name = "like-without-wildcard-to-equality",
     .summary = "LIKE of a pattern without wildcards is an equality, which any index serves",
     .precondition = "PostgreSQL; no %, _ or backslash in the pattern; the column is no char(n)",
     .apply = LikeToEquality,
     .example = {"SELECT id FROM users WHERE login LIKE 'admin'",
                 "SELECT id FROM users WHERE login = 'admin'"},
     .near_miss = {"there is no _ in the pattern",
                   {"SELECT id FROM users WHERE login LIKE 'a_min'",
                    "SELECT id FROM users WHERE login = 'a_min'"}},
     .reads_literals = true},
    {.name = "like-anything-to-null-test",
     .summary = "every text that is not NULL is LIKE '%'",
     .precondition = "the pattern is % alone, and the LIKE is a conjunct of a filter or join",
     .apply = LikeAnythingToNullTest,
     .example = {"SELECT id FROM users WHERE mail LIKE '%'", "SELECT id FROM users WHERE mail IS NOT NULL"},
     .near_miss = {"NULL is kept out", {"SELECT id FROM users WHERE mail LIKE '%'", "SELECT id FROM users"}},
     .reads_literals = true},
    {.name = "check-introduce-bound",
     .summary = "a bound on one column bounds the other, where a check orders the two: an index may serve it",
     .precondition =
         "CHECK (a <= b), both NOT NULL; a lower bound on a or an upper bound on b; an index on the "
         "other column only",
     .apply = IntroduceBound,
     .example = {"SELECT id FROM versions WHERE start_on > DATE '2020-01-01'",
                 "SELECT id FROM versions WHERE start_on > DATE '2020-01-01' AND due_on > DATE '2020-01-01'"},
     .near_miss =
         {"the check orders the two columns this way round",
          {"SELECT id FROM versions WHERE due_on > DATE '2020-01-01'",
           "SELECT id FROM versions WHERE due_on > DATE '2020-01-01' AND start_on > DATE '2020-01-01'"}}},
    {.name = "join-equality-use-indexed-column",
     .summary =
         "a predicate on a joined column can be asked of the column that it equals and that has an index",
     .precondition =
         "an equality of an inner join; an index begins with the other column, and none with this one",
     .apply = UseIndexedColumn,
     .example =
         {"SELECT w.issue_id, u.login FROM watchers w JOIN users u ON u.id = w.user_id WHERE w.user_id > 100",
          "SELECT w.issue_id, u.login FROM watchers w JOIN users u ON u.id = w.user_id WHERE u.id > 100"},
     .near_miss =
         {"the equality is that of an inner join",
          {"SELECT w.issue_id, u.login FROM watchers w LEFT JOIN users u ON u.id = w.user_id WHERE "
           "w.user_id > 100",
           "SELECT w.issue_id, u.login FROM watchers w LEFT JOIN users u ON u.id = w.user_id WHERE u.id > "
           "100"}}},
};

}  // namespace

std::span<const Rule> PredicateRules() { return kPredicateRules; }

}  // namespace tacit::rules

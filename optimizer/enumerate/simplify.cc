#include "optimizer/enumerate/simplify.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace tacit::enumerate {

using sql::ColumnId;
using sql::CompareOp;
using sql::Expr;
using sql::ExprKind;
using sql::ExprPtr;
using sql::JoinKind;
using sql::Query;
using sql::QueryKind;
using sql::QueryPtr;

namespace {

using Columns = std::set<ColumnId>;

bool NeverTrue(const ExprPtr& e) { return e && (sql::IsFalseLiteral(e) || sql::IsNullLiteral(e)); }

bool IsEmptyFilter(const QueryPtr& q) {
  return q->kind == QueryKind::kFilter && sql::IsFalseLiteral(q->predicate);
}

// No row leaves q, whatever the database.
bool IsEmpty(const QueryPtr& q) {
  switch (q->kind) {
    case QueryKind::kFilter: return NeverTrue(q->predicate) || IsEmpty(q->inputs[0]);
    case QueryKind::kProject:
    case QueryKind::kDistinct:
    case QueryKind::kSort:
    case QueryKind::kLimit: return IsEmpty(q->inputs[0]);
    case QueryKind::kAggregate: return !q->global && IsEmpty(q->inputs[0]);
    case QueryKind::kJoin:
      return q->join == JoinKind::kInner && (IsEmpty(q->inputs[0]) || IsEmpty(q->inputs[1]));
    case QueryKind::kValues: return q->rows.empty();
    default: return false;
  }
}

bool MakesAny(const QueryPtr& q, const Columns& columns) {
  return std::any_of(q->columns.begin(), q->columns.end(),
                     [&](const sql::OutputColumn& column) { return columns.contains(column.id); });
}

// The tables of a block that is empty anyway, as far as their columns are used.
QueryPtr Strip(const QueryPtr& q, const Columns& used) {
  switch (q->kind) {
    case QueryKind::kFilter:
    case QueryKind::kSort:
    case QueryKind::kLimit: return Strip(q->inputs[0], used);
    case QueryKind::kJoin: {
      if (q->lateral) return q;
      if (!MakesAny(q->inputs[1], used)) return Strip(q->inputs[0], used);
      if (!MakesAny(q->inputs[0], used)) return Strip(q->inputs[1], used);
      const QueryPtr left = Strip(q->inputs[0], used);
      const QueryPtr right = Strip(q->inputs[1], used);
      const bool plain = q->join == JoinKind::kInner && sql::IsTrueLiteral(q->predicate);
      if (plain && left == q->inputs[0] && right == q->inputs[1]) return q;
      return sql::MakeJoin(JoinKind::kInner, left, right, sql::MakeBool(true));
    }
    default: return q;
  }
}

std::optional<bool> ConstantComparison(const Expr& e) {
  if (!sql::IsLiteral(e.args[0]) || !sql::IsLiteral(e.args[1])) return std::nullopt;
  const auto* a = std::get_if<std::int64_t>(&e.args[0]->literal);
  const auto* b = std::get_if<std::int64_t>(&e.args[1]->literal);
  if (a == nullptr || b == nullptr) return std::nullopt;
  switch (e.compare) {
    case CompareOp::kEq: return *a == *b;
    case CompareOp::kNe: return *a != *b;
    case CompareOp::kLt: return *a < *b;
    case CompareOp::kLe: return *a <= *b;
    case CompareOp::kGt: return *a > *b;
    case CompareOp::kGe: return *a >= *b;
  }
  return std::nullopt;
}

// AND and OR without repeated arguments, and without constants as far as three-valued logic allows.
ExprPtr FoldJunction(const ExprPtr& e) {
  const bool conjunction = e->kind == ExprKind::kAnd;
  std::vector<ExprPtr> kept;
  for (const ExprPtr& arg : e->args) {
    if (conjunction ? sql::IsFalseLiteral(arg) : sql::IsTrueLiteral(arg)) return sql::MakeBool(!conjunction);
    if (conjunction ? sql::IsTrueLiteral(arg) : sql::IsFalseLiteral(arg)) continue;
    if (std::none_of(kept.begin(), kept.end(), [&](const ExprPtr& k) { return sql::Same(k, arg); })) {
      kept.push_back(arg);
    }
  }
  if (kept.size() == e->args.size()) return nullptr;
  return conjunction ? sql::MakeAnd(std::move(kept)) : sql::MakeOr(std::move(kept));
}

// CASE without the branches that are never taken; null where all may be.
ExprPtr FoldCase(const Expr& e) {
  std::vector<ExprPtr> kept;
  ExprPtr otherwise;
  bool changed = false;
  std::size_t i = 0;
  for (; i + 1 < e.args.size(); i += 2) {
    if (NeverTrue(e.args[i])) {
      changed = true;
    } else if (sql::IsTrueLiteral(e.args[i])) {
      otherwise = e.args[i + 1];
      break;
    } else {
      kept.insert(kept.end(), {e.args[i], e.args[i + 1]});
    }
  }
  if (!otherwise && !changed) return nullptr;
  if (!otherwise && i < e.args.size()) otherwise = e.args[i];
  if (kept.empty() && !otherwise) return sql::MakeNull(e.type);
  if (kept.empty()) return otherwise->type.kind == e.type.kind ? otherwise : sql::MakeCast(otherwise, e.type);
  if (otherwise) kept.push_back(otherwise);
  return sql::MakeCase(std::move(kept), e.type);
}

ExprPtr FoldConstants(const ExprPtr& e) {
  switch (e->kind) {
    case ExprKind::kCase: return FoldCase(*e);
    case ExprKind::kAnd:
    case ExprKind::kOr: return FoldJunction(e);
    case ExprKind::kNot:
      if (sql::IsTrueLiteral(e->args[0])) return sql::MakeBool(false);
      if (sql::IsFalseLiteral(e->args[0])) return sql::MakeBool(true);
      return nullptr;
    case ExprKind::kCompare:
      if (const auto value = ConstantComparison(*e)) return sql::MakeBool(*value);
      return nullptr;
    case ExprKind::kInList:  // of one
      if (e->args.size() != 2) return nullptr;
      return sql::MakeCompare(e->negated ? CompareOp::kNe : CompareOp::kEq, e->args[0], e->args[1]);
    case ExprKind::kExists:
    case ExprKind::kInQuery: return IsEmpty(e->query) ? sql::MakeBool(e->negated) : nullptr;
    default: return nullptr;
  }
}

class Simplifier {
 public:
  // `used`: columns of q that something above reads. `ordered`: its order can be seen from above.
  QueryPtr Run(const QueryPtr& q, const Columns& used, bool ordered) {
    std::vector<QueryPtr> inputs;
    for (const QueryPtr& input : q->inputs)
      inputs.push_back(Run(input, Below(*q, used), OrderedBelow(*q, ordered)));
    QueryPtr node = inputs == q->inputs ? q : sql::WithInputs(q, std::move(inputs));
    node = sql::TransformExprs(node, [this](const ExprPtr& e) -> ExprPtr {
      if (!e->query) return FoldConstants(e);
      const bool exists = e->kind == ExprKind::kExists;
      const QueryPtr simpler =
          Run(e->query, exists ? Columns{} : ColumnsLeaving(*e->query), /*ordered=*/false);
      if (simpler == e->query) return FoldConstants(e);
      Expr changed = *e;
      changed.query = simpler;
      ExprPtr rebuilt = std::make_shared<const Expr>(std::move(changed));
      ExprPtr folded = FoldConstants(rebuilt);
      return folded ? folded : rebuilt;
    });
    switch (node->kind) {
      case QueryKind::kFilter: return Filter(node, used);
      case QueryKind::kJoin: return Join(node, used);
      case QueryKind::kProject: return Project(node);
      case QueryKind::kSort: return ordered ? node : node->inputs[0];
      default: return node;
    }
  }

  static Columns ColumnsLeaving(const Query& q) {
    Columns columns;
    for (const sql::OutputColumn& column : q.columns) columns.insert(column.id);
    return columns;
  }

 private:
  static Columns Below(const Query& q, const Columns& used) {
    if (q.kind == QueryKind::kDistinct) return ColumnsLeaving(*q.inputs[0]);
    Columns below;
    const bool passes = q.kind != QueryKind::kProject && q.kind != QueryKind::kAggregate;
    if (q.kind == QueryKind::kSetOp) {
      for (const QueryPtr& input : q.inputs) below.merge(ColumnsLeaving(*input));
      return below;
    }
    if (passes) below = used;
    const auto add = [&](const ExprPtr& e) {
      for (const ColumnId& id : sql::ColumnsOf(e)) below.insert(id);
    };
    for (const ExprPtr& e : q.exprs) add(e);
    for (const ExprPtr& e : q.aggregates) add(e);
    for (const sql::SortKey& key : q.sort_keys) add(key.expr);
    if (q.predicate) add(q.predicate);
    if (q.lateral) {
      for (const ColumnId& id : sql::OuterColumns(q.inputs[1])) below.insert(id);
    }
    return below;
  }

  static bool OrderedBelow(const Query& q, bool ordered) {
    if (q.kind == QueryKind::kLimit) return true;
    return ordered && (q.kind == QueryKind::kProject || q.kind == QueryKind::kFilter);
  }

  static QueryPtr Empty(const QueryPtr& input, const Columns& used) {
    const QueryPtr stripped = Strip(input, used);
    return sql::MakeFilter(stripped, sql::MakeBool(false));
  }

  static QueryPtr Filter(const QueryPtr& node, const Columns& used) {
    const QueryPtr& input = node->inputs[0];
    if (sql::IsTrueLiteral(node->predicate)) return input;
    if (NeverTrue(node->predicate) || IsEmptyFilter(input)) {
      const QueryPtr base = IsEmptyFilter(input) ? input->inputs[0] : input;
      if (sql::IsFalseLiteral(node->predicate) && Strip(input, used) == input) return node;
      return Empty(base, used);
    }
    if (input->kind == QueryKind::kProject) {
      // What is computed stays above: it would be computed twice.
      const auto made = Inlined(*input, {node->predicate}, 0);
      return made ? sql::WithInputs(input, {Over(node, *made, input->inputs[0])}) : node;
    }
    if (input->kind != QueryKind::kFilter) return node;
    ExprPtr both = sql::MakeAnd({input->predicate, node->predicate});
    if (both->kind == ExprKind::kAnd) {
      if (ExprPtr folded = FoldJunction(both)) both = std::move(folded);
    }
    return sql::MakeFilter(input->inputs[0], std::move(both));
  }

  // What a projection makes, where the expressions above can be written over its input instead; none where
  // what is computed would be read more than `most` times.
  static std::optional<std::map<ColumnId, ExprPtr>> Inlined(const Query& projection,
                                                            const std::vector<ExprPtr>& above, int most) {
    std::map<ColumnId, int> reads;
    bool inside = false;  // of a sub-query: read for each of its rows
    for (const ExprPtr& e : above) {
      inside = inside || sql::ContainsSubquery(e);
      sql::Visit(e, [&](const Expr& part) {
        if (part.kind == ExprKind::kColumn) ++reads[part.column];
      });
    }
    std::map<ColumnId, ExprPtr> made;
    for (std::size_t i = 0; i < projection.exprs.size(); ++i) {
      const ExprPtr& e = projection.exprs[i];
      const bool free = e->kind == ExprKind::kColumn || sql::IsLiteral(e);
      if (!free && (inside || reads[projection.columns[i].id] > most)) return std::nullopt;
      made.emplace(projection.columns[i].id, e);
    }
    return made;
  }

  static QueryPtr Over(const QueryPtr& node, const std::map<ColumnId, ExprPtr>& made, const QueryPtr& input) {
    const QueryPtr rebuilt = sql::TransformExprs(node, [&](const ExprPtr& e) -> ExprPtr {
      if (e->kind != ExprKind::kColumn) return nullptr;
      const auto found = made.find(e->column);
      return found == made.end() ? nullptr : found->second;
    });
    return sql::WithInputs(rebuilt, {input});
  }

  // Projections one upon the other are one.
  static QueryPtr Project(const QueryPtr& node) {
    const QueryPtr& inner = node->inputs[0];
    if (inner->kind != QueryKind::kProject) return node;
    const auto made = Inlined(*inner, node->exprs, 1);
    return made ? Over(node, *made, inner->inputs[0]) : node;
  }

  static QueryPtr Join(const QueryPtr& node, const Columns& used) {
    if (node->lateral) return node;
    const bool left = IsEmptyFilter(node->inputs[0]);
    const bool right = IsEmptyFilter(node->inputs[1]);
    const bool empty = (node->join == JoinKind::kInner && (left || right || NeverTrue(node->predicate))) ||
                       (node->join == JoinKind::kLeft && left) || (node->join == JoinKind::kRight && right);
    return empty ? Empty(node, used) : node;
  }
};

}  // namespace

QueryPtr Simplify(const QueryPtr& statement) {
  // One pass can enable another (a sub-query that becomes empty empties its filter); each shrinks the tree.
  QueryPtr current = statement;
  for (int pass = 0; pass < 8; ++pass) {
    QueryPtr next = Simplifier().Run(current, Simplifier::ColumnsLeaving(*current), /*ordered=*/true);
    if (next == current) break;
    current = std::move(next);
  }
  return current;
}

}  // namespace tacit::enumerate

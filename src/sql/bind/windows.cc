// Window functions spelled out: what one gives for a row is an aggregate over the rows of its partition.
#include <utility>

#include "src/base/status_macros.h"
#include "src/sql/bind/binder.h"
#include "src/sql/bind/functions.h"

namespace tacit::sql::bind {
namespace {

// PostgreSQL's FRAMEOPTION_* bits.
constexpr std::int64_t kRange = 0x2;
constexpr std::int64_t kStartUnbounded = 0x20;
constexpr std::int64_t kEndUnbounded = 0x100;
constexpr std::int64_t kEndCurrentRow = 0x400;
constexpr std::int64_t kExclusions = 0x8000 | 0x10000 | 0x20000;

ExprPtr SameValue(const ExprPtr& a, const ExprPtr& b) { return MakeDistinct(a, b, true); }

// One row's keys stand strictly before the other's.
ExprPtr Before(const std::vector<SortKey>& keys, const std::vector<ExprPtr>& a,
               const std::vector<ExprPtr>& b) {
  std::vector<ExprPtr> ways;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    std::vector<ExprPtr> parts;
    for (std::size_t j = 0; j < i; ++j) parts.push_back(SameValue(a[j], b[j]));
    const ExprPtr& null = keys[i].nulls_first ? a[i] : b[i];
    const ExprPtr& present = keys[i].nulls_first ? b[i] : a[i];
    parts.push_back(MakeOr({MakeCompare(keys[i].descending ? CompareOp::kGt : CompareOp::kLt, a[i], b[i]),
                            MakeAnd({MakeIsNull(null, false), MakeIsNull(present, true)})}));
    ways.push_back(MakeAnd(std::move(parts)));
  }
  return MakeOr(std::move(ways));
}

bool IsRank(const std::string& name) { return name == "rank" || name == "dense_rank"; }

}  // namespace

std::vector<ExprPtr> PartsOf(const WindowCall& window) {
  std::vector<ExprPtr> parts = window.partition;
  for (const SortKey& key : window.order) parts.push_back(key.expr);
  parts.insert(parts.end(), window.call->args.begin(), window.call->args.end());
  if (window.call->filter != nullptr) parts.push_back(window.call->filter);
  return parts;
}

Result<ExprPtr> Binder::BindWindow(std::string name, const Json& call, const Scope& scope) {
  if (expand_ == Expand::kNo) return Unsupported("window function " + name);
  if (scope.windows == nullptr) {
    return BindError("window functions are not allowed in " + std::string(scope.clause));
  }
  const Json& over = Member(call, "over");
  if (Has(over, "name") || Has(over, "refname")) return Unsupported("a window that is named");
  Scope inside = scope;
  inside.windows = nullptr;
  inside.clause = "a window";
  WindowCall window;
  window.rel = NextRel();
  for (const Json& item : List(over, "partitionClause")) {
    TACIT_ASSIGN_OR_RETURN(ExprPtr key, BindExpr(item, inside));
    window.partition.push_back(std::move(key));
  }
  for (const Json& item : List(over, "orderClause")) {
    const Json& sort_by = Member(item, "SortBy");
    TACIT_ASSIGN_OR_RETURN(SortKey key, ReadSortOptions(sort_by));
    TACIT_ASSIGN_OR_RETURN(key.expr, BindExpr(Member(sort_by, "node"), inside));
    window.order.push_back(std::move(key));
  }
  const std::int64_t frame = Number(over, "frameOptions");
  const bool starts = (frame & kStartUnbounded) != 0 && (frame & kExclusions) == 0;
  window.whole = starts && (frame & kEndUnbounded) != 0;
  const bool to_peers = starts && (frame & kRange) != 0 && (frame & kEndCurrentRow) != 0;
  if (IsRank(name)) {
    if (window.order.empty()) return Unsupported("window function " + name + " without ORDER BY");
    window.call = MakeCall(name, {}, TypeFromName("bigint"));
  } else if (Classify(name) != FunctionClass::kAggregate || (!window.whole && !to_peers)) {
    return Unsupported("window function " + name + (window.order.empty() ? "" : " of this frame"));
  } else {
    TACIT_ASSIGN_OR_RETURN(window.call, BindAggregate(std::move(name), call, inside, AggregateUse::kAllowed));
    if (window.order.empty()) window.whole = true;
  }
  ExprPtr placeholder = MakeColumn({window.rel, 0}, window.call->type);
  scope.windows->push_back(std::move(window));
  return placeholder;
}

// The rows of the window's partition again, under other names, and what is asked of them.
ExprPtr Binder::WindowAsQuery(const WindowCall& window, const QueryPtr& rows) {
  Exprs inner = PartsOf(window);
  const std::size_t keys = window.partition.size() + window.order.size();
  const bool rank = IsRank(window.call->name);
  for (ExprPtr& e : inner) e = Again(e);
  const Exprs outer(inner.begin(), inner.begin() + static_cast<std::ptrdiff_t>(keys));
  std::vector<std::string> names(inner.size(), "w");
  const QueryPtr again =
      Renumber(MakeProject(NextRel(), rows, std::move(inner), std::move(names)), &next_rel_);
  Exprs columns;
  for (const OutputColumn& column : again->columns) columns.push_back(MakeColumn(column.id, column.type));

  Exprs conditions;
  const std::size_t partitions = window.partition.size();
  for (std::size_t i = 0; i < partitions; ++i) conditions.push_back(SameValue(columns[i], outer[i]));
  const auto slice = [&](const Exprs& from) {
    return Exprs(from.begin() + static_cast<std::ptrdiff_t>(partitions),
                 from.begin() + static_cast<std::ptrdiff_t>(keys));
  };
  const Exprs theirs = slice(columns);
  if (rank) {
    conditions.push_back(Before(window.order, theirs, slice(outer)));
  } else if (!window.whole) {
    conditions.push_back(MakeIsTrue(Before(window.order, slice(outer), theirs), true));
  }
  Expr aggregate = *window.call;
  aggregate.kind = ExprKind::kAggregate;
  aggregate.filter = window.call->filter == nullptr ? nullptr : columns.back();
  aggregate.args.clear();
  if (rank) {
    aggregate.distinct = aggregate.name == "dense_rank";
    aggregate.name = "count";
    if (aggregate.distinct) aggregate.args = {MakeCall("row", theirs, {})};
  }
  for (std::size_t i = 0; !rank && i < window.call->args.size(); ++i)
    aggregate.args.push_back(columns[keys + i]);
  QueryPtr query = again;
  if (!conditions.empty()) query = MakeFilter(std::move(query), MakeAnd(std::move(conditions)));
  query = MakeAggregate(NextRel(), std::move(query), {}, {std::make_shared<const Expr>(std::move(aggregate))},
                        {window.call->name}, true);
  ExprPtr value = MakeScalarQuery(std::move(query));
  if (!rank) return value;
  return MakeArithmetic("+", {MakeInteger(1), std::move(value)}, window.call->type);
}

void Binder::ExpandWindows(Block& block, const QueryPtr& rows) {
  for (const WindowCall& window : block.windows) {
    VisitQuery(rows, [this](const Query&) { spent_ += kUnitsOfRelation; });
    if (spent_ > kMaxUnits) return;  // the statement fails
    const ExprPtr value = WindowAsQuery(window, rows);
    const auto replaced = [&](const ExprPtr& e) {
      return Transform(e, [&](const ExprPtr& node) -> ExprPtr {
        return node->kind == ExprKind::kColumn && node->column.rel == window.rel ? Again(value) : nullptr;
      });
    };
    for (Target& target : block.targets) target.expr = replaced(target.expr);
    for (OrderKey& order : block.order) {
      if (order.target < 0) order.key.expr = replaced(order.key.expr);
    }
  }
}

}  // namespace tacit::sql::bind

// GROUP BY: what stands above the aggregate node speaks of group keys and aggregates only.
#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "src/base/status_macros.h"
#include "src/sql/bind/binder.h"
#include "src/sql/query_internal.h"

namespace tacit::sql::bind {
namespace {

// Collects what an aggregate node must give, then rewrites expressions to its output.
class Lifter {
 public:
  Lifter(const Schema& schema, Dialect dialect, const QueryPtr& input, std::vector<ExprPtr> keys)
      : schema_(schema), dialect_(dialect), keys_(std::move(keys)) {
    for (const OutputColumn& column : input->columns) {
      own_.insert(column.id.rel);
      names_.emplace(column.id, column.name);
    }
    VisitQuery(input, [this](const Query& node) {
      if (node.kind == QueryKind::kScan) tables_.emplace(node.rel, node.table);
    });
  }

  // First for every expression: adds its aggregates, and the columns that a grouped primary key determines.
  Status Collect(const ExprPtr& e) {
    if (Find(keys_, e) >= 0) return Status::Ok();
    if (e->kind == ExprKind::kAggregate) {
      if (Find(aggregates_, e) < 0) aggregates_.push_back(e);
      return Status::Ok();
    }
    if (e->kind == ExprKind::kColumn && own_.contains(e->column.rel)) return CollectColumn(e);
    for (const ExprPtr& arg : e->args) TACIT_RETURN_IF_ERROR(Collect(arg));
    return e->query != nullptr ? CollectQuery(e->query) : Status::Ok();
  }

  QueryPtr MakeNode(RelId rel, QueryPtr input) {
    rel_ = rel;
    std::vector<std::string> names;
    for (const ExprPtr& key : keys_) {
      const auto known = key->kind == ExprKind::kColumn ? names_.find(key->column) : names_.end();
      names.push_back(known == names_.end() ? "key" + std::to_string(names.size() + 1) : known->second);
    }
    for (const ExprPtr& aggregate : aggregates_) names.push_back(aggregate->name);
    return MakeAggregate(rel, std::move(input), keys_, aggregates_, std::move(names), keys_.empty());
  }

  // After MakeNode.
  [[nodiscard]] ExprPtr Lift(const ExprPtr& e) const {
    if (const int key = Find(keys_, e); key >= 0) return MakeColumn({rel_, key}, e->type);
    if (e->kind == ExprKind::kAggregate) {
      return MakeColumn({rel_, static_cast<int>(keys_.size()) + Find(aggregates_, e)}, e->type);
    }
    return internal::MapChildren(
        e, [this](const ExprPtr& arg) { return Lift(arg); },
        [this](const QueryPtr& q) { return LiftQuery(q); });
  }

 private:
  static int Find(const std::vector<ExprPtr>& list, const ExprPtr& e) {
    const auto found =
        std::find_if(list.begin(), list.end(), [&](const ExprPtr& item) { return Same(item, e); });
    return found == list.end() ? -1 : static_cast<int>(found - list.begin());
  }

  Status CollectQuery(const QueryPtr& query) {
    for (const QueryPtr& input : query->inputs) TACIT_RETURN_IF_ERROR(CollectQuery(input));
    Status status;
    internal::ForEachExpr(*query, [&](const ExprPtr& e) {
      if (status.ok()) status = CollectInside(e);
    });
    return status;
  }

  // Inside a sub-query only columns can come from the grouped block: aggregates there are the sub-query's
  // own.
  Status CollectInside(const ExprPtr& e) {
    if (Find(keys_, e) >= 0) return Status::Ok();
    if (e->kind == ExprKind::kColumn && own_.contains(e->column.rel)) return CollectColumn(e);
    for (const ExprPtr& arg : e->args) TACIT_RETURN_IF_ERROR(CollectInside(arg));
    if (e->filter != nullptr) TACIT_RETURN_IF_ERROR(CollectInside(e->filter));
    return e->query != nullptr ? CollectQuery(e->query) : Status::Ok();
  }

  Status CollectColumn(const ExprPtr& e) {
    if (IsDetermined(e->column)) {
      keys_.push_back(e);
      return Status::Ok();
    }
    const auto name = names_.find(e->column);
    const std::string text = name == names_.end() ? "" : " \"" + name->second + "\"";
    if (dialect_ == Dialect::kPostgresql) {
      return BindError("column" + text +
                       " must appear in the GROUP BY clause or be used in an aggregate function");
    }
    return Unsupported("column" + text + " that is neither grouped nor aggregated");
  }

  // True where the table's primary key is among the group keys.
  [[nodiscard]] bool IsDetermined(const ColumnId& id) const {
    const auto found = tables_.find(id.rel);
    const Table* table = found == tables_.end() ? nullptr : schema_.Find(found->second);
    if (table == nullptr || table->primary_key.empty()) return false;
    return std::all_of(table->primary_key.begin(), table->primary_key.end(), [&](const std::string& name) {
      const int ordinal = table->ColumnOrdinal(name);
      if (ordinal < 0 || !Identifies(*table, ordinal)) return false;
      return std::any_of(keys_.begin(), keys_.end(), [&](const ExprPtr& key) {
        return key->kind == ExprKind::kColumn && key->column == ColumnId{id.rel, ordinal};
      });
    });
  }

  // SQLite lets primary keys other than its row number hold NULL, in several rows.
  [[nodiscard]] bool Identifies(const Table& table, int ordinal) const {
    if (dialect_ != Dialect::kSqlite) return true;
    const Column& column = table.columns[static_cast<std::size_t>(ordinal)];
    return !column.nullable ||
           (table.primary_key.size() == 1 && TypeFromName(column.type).kind == TypeKind::kInteger);
  }

  [[nodiscard]] QueryPtr LiftQuery(const QueryPtr& query) const {
    std::vector<QueryPtr> inputs;
    for (const QueryPtr& input : query->inputs) inputs.push_back(LiftQuery(input));
    const QueryPtr over = inputs == query->inputs ? query : WithInputs(query, std::move(inputs));
    return internal::MapExprs(over, [this](const ExprPtr& e) { return LiftInside(e); });
  }

  [[nodiscard]] ExprPtr LiftInside(const ExprPtr& e) const {
    if (const int key = Find(keys_, e); key >= 0) return MakeColumn({rel_, key}, e->type);
    return internal::MapChildren(
        e, [this](const ExprPtr& arg) { return LiftInside(arg); },
        [this](const QueryPtr& q) { return LiftQuery(q); });
  }

  const Schema& schema_;
  Dialect dialect_;
  std::vector<ExprPtr> keys_;
  std::vector<ExprPtr> aggregates_;
  std::set<RelId> own_;
  std::map<ColumnId, std::string> names_;
  std::map<RelId, std::string> tables_;
  RelId rel_ = -1;
};

}  // namespace

Status Binder::AddGrouping(Block& block) {
  for (ExprPtr& key : block.keys) {
    TACIT_ASSIGN_OR_RETURN(key, Coerce(key, MakeType(TypeKind::kText)));
  }
  Lifter lifter(*schema_, dialect_, block.input, block.keys);
  for (const Target& target : block.targets) TACIT_RETURN_IF_ERROR(lifter.Collect(target.expr));
  if (block.having != nullptr) TACIT_RETURN_IF_ERROR(lifter.Collect(block.having));
  for (const OrderKey& order : block.order) {
    if (order.target < 0) TACIT_RETURN_IF_ERROR(lifter.Collect(order.key.expr));
  }
  block.input = lifter.MakeNode(NextRel(), std::move(block.input));
  for (Target& target : block.targets) target.expr = lifter.Lift(target.expr);
  if (block.having != nullptr) block.having = lifter.Lift(block.having);
  for (OrderKey& order : block.order) {
    if (order.target < 0) order.key.expr = lifter.Lift(order.key.expr);
  }
  return Status::Ok();
}

}  // namespace tacit::sql::bind

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

// GROUPING(...) until it is lifted; no function has that name, which is a keyword.
constexpr const char* kGroupingCall = "grouping";

// Collects what an aggregate node must give, then rewrites expressions to its output.
class Lifter {
 public:
  // `sets`: positions in `keys`; none where all keys make one set.
  Lifter(const Schema& schema, Dialect dialect, const QueryPtr& input, std::vector<ExprPtr> keys,
         std::vector<std::vector<std::size_t>> sets)
      : schema_(schema), dialect_(dialect), keys_(std::move(keys)), sets_(std::move(sets)) {
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
    if (IsGrouping(e)) return CollectGrouping(e);
    if (e->kind == ExprKind::kColumn && own_.contains(e->column.rel)) return CollectColumn(e);
    for (const ExprPtr& arg : e->args) TACIT_RETURN_IF_ERROR(Collect(arg));
    return e->query != nullptr ? CollectQuery(e->query) : Status::Ok();
  }

  QueryPtr MakeNode(const QueryPtr& input, RelId* next) {
    std::vector<std::string> names;
    for (const ExprPtr& key : keys_) {
      const auto known = key->kind == ExprKind::kColumn ? names_.find(key->column) : names_.end();
      names.push_back(known == names_.end() ? "key" + std::to_string(names.size() + 1) : known->second);
    }
    for (const ExprPtr& aggregate : aggregates_) names.push_back(aggregate->name);
    if (sets_.empty()) {
      rel_ = (*next)++;
      return MakeAggregate(rel_, input, keys_, aggregates_, std::move(names), keys_.empty());
    }
    for (std::size_t i = 0; i < groupings_.size(); ++i) names.push_back("grouping");
    QueryPtr all;
    for (const std::vector<std::size_t>& set : sets_) {
      QueryPtr branch = OneSet(input, set, names, next);
      if (all == nullptr) {
        rel_ = branch->rel;
        all = std::move(branch);
        continue;
      }
      branch = Renumber(branch, next);
      rel_ = (*next)++;
      all = MakeSetOp(rel_, SetOpKind::kUnion, /*all=*/true, std::move(all), std::move(branch), names);
    }
    return all;
  }

  // After MakeNode.
  [[nodiscard]] ExprPtr Lift(const ExprPtr& e) const {
    if (const int key = Find(keys_, e); key >= 0) return MakeColumn({rel_, key}, e->type);
    if (e->kind == ExprKind::kAggregate) {
      return MakeColumn({rel_, static_cast<int>(keys_.size()) + Find(aggregates_, e)}, e->type);
    }
    if (IsGrouping(e)) {
      if (sets_.empty()) return MakeInteger(0);
      return MakeColumn({rel_, static_cast<int>(keys_.size() + aggregates_.size()) + Find(groupings_, e)},
                        e->type);
    }
    return internal::MapChildren(
        e, [this](const ExprPtr& arg) { return Lift(arg); },
        [this](const QueryPtr& q) { return LiftQuery(q); });
  }

 private:
  static bool IsGrouping(const ExprPtr& e) { return e->kind == ExprKind::kCall && e->name == kGroupingCall; }

  // Its arguments have to be keys.
  Status CollectGrouping(const ExprPtr& e) {
    for (const ExprPtr& arg : e->args) {
      if (Find(keys_, arg) < 0) {
        return BindError("arguments to GROUPING must be grouping expressions of the associated query level");
      }
    }
    if (Find(groupings_, e) < 0) groupings_.push_back(e);
    return Status::Ok();
  }

  // The groups of one of several sets: NULL for the keys that are not in it.
  QueryPtr OneSet(const QueryPtr& input, const std::vector<std::size_t>& set,
                  const std::vector<std::string>& names, RelId* next) const {
    std::vector<ExprPtr> keys;
    std::vector<std::string> inner_names;
    for (std::size_t key : set) {
      keys.push_back(keys_[key]);
      inner_names.push_back(names[key]);
    }
    for (const ExprPtr& aggregate : aggregates_) inner_names.push_back(aggregate->name);
    const RelId rel = (*next)++;
    const QueryPtr groups =
        MakeAggregate(rel, input, std::move(keys), aggregates_, std::move(inner_names), set.empty());
    const auto place = [&](std::size_t key) { return std::find(set.begin(), set.end(), key) - set.begin(); };
    const auto absent = [&](std::size_t key) {
      return place(key) == static_cast<std::ptrdiff_t>(set.size());
    };
    std::vector<ExprPtr> outs;
    for (std::size_t key = 0; key < keys_.size(); ++key) {
      const Type& type = keys_[key]->type;
      outs.push_back(absent(key) ? MakeNull(type) : MakeColumn({rel, static_cast<int>(place(key))}, type));
    }
    for (std::size_t i = 0; i < aggregates_.size(); ++i) {
      outs.push_back(MakeColumn({rel, static_cast<int>(set.size() + i)}, aggregates_[i]->type));
    }
    for (const ExprPtr& grouping : groupings_) {
      std::int64_t bits = 0;
      for (const ExprPtr& arg : grouping->args) {
        bits = bits * 2 + (absent(static_cast<std::size_t>(Find(keys_, arg))) ? 1 : 0);
      }
      outs.push_back(MakeInteger(bits));
    }
    return MakeProject((*next)++, groups, std::move(outs), names);
  }

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
    if (!sets_.empty()) return false;
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
  std::vector<std::vector<std::size_t>> sets_;
  std::vector<ExprPtr> aggregates_;
  std::vector<ExprPtr> groupings_;
  std::set<RelId> own_;
  std::map<ColumnId, std::string> names_;
  std::map<RelId, std::string> tables_;
  RelId rel_ = -1;
};

}  // namespace

Result<ExprPtr> Binder::BindGrouping(const Json& call, const Scope& scope) {
  if (expand_ == Expand::kNo) return Unsupported("GROUPING SETS");
  if (!scope.grouping) return BindError("GROUPING is not allowed in " + std::string(scope.clause));
  Scope inside = scope;
  inside.aggregates = AggregateUse::kForbidden;
  inside.windows = nullptr;
  inside.grouping = false;
  TACIT_ASSIGN_OR_RETURN(Exprs args, BindAll(List(call, "args"), inside));
  if (args.size() > 31) return BindError("GROUPING must have fewer than 32 arguments");
  return MakeCall(kGroupingCall, std::move(args), TypeFromName("integer"));
}

Status Binder::AddGrouping(Block& block) {
  for (ExprPtr& key : block.keys) {
    TACIT_ASSIGN_OR_RETURN(key, Coerce(key, MakeType(TypeKind::kText)));
  }
  Lifter lifter(*schema_, dialect_, block.input, block.keys, block.sets);
  for (const WindowCall& window : block.windows) {
    for (const ExprPtr& part : PartsOf(window)) TACIT_RETURN_IF_ERROR(lifter.Collect(part));
  }
  for (const Target& target : block.targets) TACIT_RETURN_IF_ERROR(lifter.Collect(target.expr));
  if (block.having != nullptr) TACIT_RETURN_IF_ERROR(lifter.Collect(block.having));
  for (const OrderKey& order : block.order) {
    if (order.target < 0) TACIT_RETURN_IF_ERROR(lifter.Collect(order.key.expr));
  }
  VisitQuery(block.input, [&](const Query&) { spent_ += kUnitsOfRelation * block.sets.size(); });
  TACIT_RETURN_IF_ERROR(Spend(kUnitsOfRelation));
  block.input = lifter.MakeNode(block.input, &next_rel_);
  for (Target& target : block.targets) target.expr = lifter.Lift(target.expr);
  if (block.having != nullptr) block.having = lifter.Lift(block.having);
  for (OrderKey& order : block.order) {
    if (order.target < 0) order.key.expr = lifter.Lift(order.key.expr);
  }
  for (WindowCall& window : block.windows) {
    Expr call = *window.call;
    for (ExprPtr& arg : call.args) arg = lifter.Lift(arg);
    if (call.filter != nullptr) call.filter = lifter.Lift(call.filter);
    window.call = std::make_shared<const Expr>(std::move(call));
    for (ExprPtr& key : window.partition) key = lifter.Lift(key);
    for (SortKey& key : window.order) key.expr = lifter.Lift(key.expr);
  }
  return Status::Ok();
}

}  // namespace tacit::sql::bind

// One SELECT block, in the order in which SQL gives its clauses their meaning.
#include <algorithm>
#include <utility>

#include "src/base/status_macros.h"
#include "src/sql/bind/binder.h"

namespace tacit::sql::bind {
namespace {

constexpr std::size_t kMaxTargets = 1664;  // PostgreSQL's own bound

bool IsStar(const Json& node) {
  const Node item = Open(node);
  if (item.kind != "ColumnRef") return false;
  const Json& fields = List(*item.body, "fields");
  return !fields.empty() && Open(fields.back()).kind == "A_Star";
}

// The name that PostgreSQL gives an output column without AS; empty where it has none to give.
std::string NameFor(const Json& node) {
  const Node item = Open(node);
  if (item.kind == "ColumnRef") return std::string(LastName(List(*item.body, "fields")));
  if (item.kind == "FuncCall") return std::string(LastName(List(*item.body, "funcname")));
  if (item.kind == "CoalesceExpr") return "coalesce";
  if (item.kind == "MinMaxExpr") return Text(*item.body, "op") == "IS_LEAST" ? "least" : "greatest";
  if (item.kind == "TypeCast") {
    const std::string inner = NameFor(Member(*item.body, "arg"));
    return inner.empty() ? std::string(LastName(List(Member(*item.body, "typeName"), "names"))) : inner;
  }
  if (item.kind == "CaseExpr") {
    const std::string inner = NameFor(Member(*item.body, "defresult"));
    return inner.empty() ? "case" : inner;
  }
  if (item.kind == "SubLink") {
    if (Text(*item.body, "subLinkType") == "EXISTS_SUBLINK") return "exists";
    const Node select = Open(Member(*item.body, "subselect"));
    if (select.kind != "SelectStmt" || Text(*item.body, "subLinkType") != "EXPR_SUBLINK") return "";
    const Json& targets = List(*select.body, "targetList");
    if (targets.empty()) return "";
    const Json& target = Member(targets[0], "ResTarget");
    return Has(target, "name") ? std::string(Text(target, "name")) : NameFor(Member(target, "val"));
  }
  return "";
}

// True where GROUP BY's bare name is a column of the FROM clause; else it may be an output's name.
bool NamesInput(const Json& node, const Scope& scope) {
  const Node item = Open(node);
  if (item.kind != "ColumnRef" || List(*item.body, "fields").size() != 1) return false;
  return FindColumn(scope.from->visible, LastName(List(*item.body, "fields"))) != -1;
}

void AddOnce(std::vector<ExprPtr>& keys, ExprPtr key) {
  const bool there = std::any_of(keys.begin(), keys.end(), [&](const ExprPtr& k) { return Same(k, key); });
  if (!there) keys.push_back(std::move(key));
}

}  // namespace

Result<QueryPtr> Binder::BindBlock(const Json& select, const Scope* outer, const Cte* ctes) {
  TACIT_ASSIGN_OR_RETURN(const FromItem from, BindFrom(List(select, "fromClause"), outer, ctes));
  Scope scope{outer, ctes, &from, AggregateUse::kForbidden, "WHERE", nullptr};
  Block block;
  block.input = from.query;
  if (Has(select, "whereClause")) {
    TACIT_ASSIGN_OR_RETURN(ExprPtr predicate, BindPredicate(Member(select, "whereClause"), scope));
    block.input = MakeFilter(std::move(block.input), std::move(predicate));
  }
  const Json& distinct = List(select, "distinctClause");
  block.distinct = !distinct.empty();
  if (block.distinct && !Open(distinct[0]).kind.empty()) return Unsupported("DISTINCT ON");

  TACIT_RETURN_IF_ERROR(BindTargets(select, scope, block));
  TACIT_RETURN_IF_ERROR(BindGroupBy(select, scope, block));
  TACIT_RETURN_IF_ERROR(BindHaving(select, scope, block));
  TACIT_RETURN_IF_ERROR(BindOrderBy(select, scope, block));
  return Assemble(select, std::move(block), outer, ctes);
}

Status Binder::BindTargets(const Json& select, Scope& scope, Block& block) {
  scope.aggregates = AggregateUse::kAllowed;
  scope.clause = "SELECT";
  for (const Json& item : List(select, "targetList")) {
    const Json& target = Member(item, "ResTarget");
    const Json& value = Member(target, "val");
    if (IsStar(value)) {
      TACIT_RETURN_IF_ERROR(ExpandStar(List(*Open(value).body, "fields"), scope, block));
      continue;
    }
    TACIT_ASSIGN_OR_RETURN(ExprPtr e, BindExpr(value, scope));
    std::string name = Has(target, "name") ? std::string(Text(target, "name")) : NameFor(value);
    block.targets.push_back({std::move(e), name.empty() ? "?column?" : std::move(name)});
  }
  if (block.targets.size() > kMaxTargets) return Unsupported("a select list of more than 1664 columns");
  return Status::Ok();
}

Status Binder::ExpandStar(const Json& fields, const Scope& scope, Block& block) {
  const std::vector<NamedColumn>* columns = &scope.from->visible;
  if (fields.size() > 1) {
    TACIT_ASSIGN_OR_RETURN(const RangeTable* table, ResolveTable(scope, NameOf(fields[fields.size() - 2])));
    columns = &table->columns;
  } else if (scope.from->tables.empty()) {
    return BindError("SELECT * with no tables specified is not valid");
  }
  TACIT_RETURN_IF_ERROR(Spend(columns->size()));
  for (const NamedColumn& column : *columns) block.targets.push_back({column.expr, column.name});
  return Status::Ok();
}

Status Binder::BindGroupBy(const Json& select, Scope& scope, Block& block) {
  scope.aggregates = AggregateUse::kForbidden;
  scope.clause = "GROUP BY";
  for (const Json& item : List(select, "groupClause")) {
    block.grouped = true;
    const Node node = Open(item);
    if (node.kind == "GroupingSet") {
      if (Text(*node.body, "kind") == "GROUPING_SET_EMPTY") continue;
      return Unsupported("GROUPING SETS");
    }
    if (node.kind == "RowExpr") {
      for (const Json& part : List(*node.body, "args")) {
        TACIT_ASSIGN_OR_RETURN(ExprPtr key, BindGroupKey(part, scope, block));
        AddOnce(block.keys, std::move(key));
      }
      continue;
    }
    TACIT_ASSIGN_OR_RETURN(ExprPtr key, BindGroupKey(item, scope, block));
    AddOnce(block.keys, std::move(key));
  }
  return Status::Ok();
}

Result<ExprPtr> Binder::BindGroupKey(const Json& node, Scope& scope, const Block& block) {
  if (!NamesInput(node, scope)) {
    TACIT_ASSIGN_OR_RETURN(const int position, OutputPosition(node, block.targets, "GROUP BY"));
    if (position >= 0) {
      const ExprPtr& e = block.targets[static_cast<std::size_t>(position)].expr;
      if (ContainsAggregate(e)) return BindError("aggregate functions are not allowed in GROUP BY");
      return e;
    }
  }
  return BindExpr(node, scope);
}

Status Binder::BindHaving(const Json& select, Scope& scope, Block& block) {
  if (!Has(select, "havingClause")) return Status::Ok();
  block.grouped = true;
  std::vector<NamedColumn> outputs;
  for (const Target& target : block.targets) outputs.push_back({target.name, target.expr});
  Scope having = scope;
  having.aggregates = AggregateUse::kAllowed;
  having.clause = "HAVING";
  if (!postgresql()) having.fallback = &outputs;
  TACIT_ASSIGN_OR_RETURN(block.having, BindPredicate(Member(select, "havingClause"), having));
  return Status::Ok();
}

Status Binder::BindOrderBy(const Json& select, Scope& scope, Block& block) {
  scope.aggregates = AggregateUse::kAllowed;
  scope.clause = "ORDER BY";
  for (const Json& item : List(select, "sortClause")) {
    const Json& sort_by = Member(item, "SortBy");
    OrderKey order;
    TACIT_ASSIGN_OR_RETURN(order.key, ReadSortOptions(sort_by));
    TACIT_ASSIGN_OR_RETURN(order.target, OutputPosition(Member(sort_by, "node"), block.targets, "ORDER BY"));
    if (order.target < 0) {
      TACIT_ASSIGN_OR_RETURN(order.key.expr, BindExpr(Member(sort_by, "node"), scope));
      const auto same = std::find_if(block.targets.begin(), block.targets.end(),
                                     [&](const Target& target) { return Same(target.expr, order.key.expr); });
      if (same != block.targets.end()) order.target = static_cast<int>(same - block.targets.begin());
    }
    if (order.target < 0 && block.distinct && !postgresql()) {
      return Unsupported("ORDER BY an expression that SELECT DISTINCT does not list");
    }
    if (order.target < 0 && block.distinct) {
      return BindError("for SELECT DISTINCT, ORDER BY expressions must appear in select list");
    }
    block.order.push_back(std::move(order));
  }
  return Status::Ok();
}

Result<QueryPtr> Binder::Assemble(const Json& select, Block block, const Scope* outer, const Cte* ctes) {
  const auto aggregates = [](const auto& e) { return e != nullptr && ContainsAggregate(e); };
  for (const Target& target : block.targets) block.grouped = block.grouped || aggregates(target.expr);
  for (const OrderKey& order : block.order) block.grouped = block.grouped || aggregates(order.key.expr);
  if (block.grouped) TACIT_RETURN_IF_ERROR(AddGrouping(block));
  QueryPtr query = std::move(block.input);
  if (block.having != nullptr) query = MakeFilter(std::move(query), std::move(block.having));

  // A key that is no output is sorted by below the projection, and cut there too.
  const bool below = std::any_of(block.order.begin(), block.order.end(),
                                 [](const OrderKey& order) { return order.target < 0; });
  if (below) {
    std::vector<SortKey> keys;
    for (OrderKey& order : block.order) {
      if (order.target >= 0)
        order.key.expr = Again(block.targets[static_cast<std::size_t>(order.target)].expr);
      keys.push_back(std::move(order.key));
    }
    TACIT_ASSIGN_OR_RETURN(query, AddLimit(select, MakeSort(std::move(query), std::move(keys)), outer, ctes));
  }

  Exprs exprs;
  std::vector<std::string> names;
  for (Target& target : block.targets) {
    exprs.push_back(std::move(target.expr));
    names.push_back(std::move(target.name));
  }
  query = MakeProject(NextRel(), std::move(query), std::move(exprs), std::move(names));
  if (below) return query;

  if (block.distinct) query = MakeDistinctRows(std::move(query));
  std::vector<SortKey> keys;
  for (OrderKey& order : block.order) {
    const OutputColumn& column = query->columns[static_cast<std::size_t>(order.target)];
    order.key.expr = MakeColumn(column.id, column.type);
    keys.push_back(std::move(order.key));
  }
  if (!keys.empty()) query = MakeSort(std::move(query), std::move(keys));
  return AddLimit(select, std::move(query), outer, ctes);
}

}  // namespace tacit::sql::bind

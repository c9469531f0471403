// One SELECT block, in the order in which SQL gives its clauses their meaning.
#include <algorithm>
#include <utility>

#include "src/base/status_macros.h"
#include "src/sql/bind/binder.h"

namespace tacit::sql::bind {
namespace {

constexpr std::size_t kMaxTargets = 1664;  // PostgreSQL's own bound
constexpr std::size_t kMaxGroupingSets = 64;

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

// Whether a constant is the position of an output.
bool NamesOutput(const Json& constant, std::size_t outputs) {
  const Json& body = *Open(constant).body;
  const std::int64_t position = Number(Member(body, "ival"), "ival");
  return Has(body, "ival") && position >= 1 && position <= static_cast<std::int64_t>(outputs);
}

// True where GROUP BY's bare name is a column of the FROM clause; else it may be an output's name.
bool NamesInput(const Json& node, const Scope& scope) {
  const Node item = Open(node);
  if (item.kind != "ColumnRef" || List(*item.body, "fields").size() != 1) return false;
  return FindColumn(scope.from->visible, LastName(List(*item.body, "fields"))) != -1;
}

// The key's position.
std::size_t AddOnce(std::vector<ExprPtr>& keys, const ExprPtr& key) {
  const auto there = std::find_if(keys.begin(), keys.end(), [&](const ExprPtr& k) { return Same(k, key); });
  const auto position = static_cast<std::size_t>(there - keys.begin());
  if (there == keys.end()) keys.push_back(key);
  return position;
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
  scope.windows = &block.windows;
  scope.grouping = true;
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
  scope.windows = nullptr;
  scope.grouping = false;
  scope.clause = "GROUP BY";
  using Sets = std::vector<std::vector<std::size_t>>;
  Sets all{{}};
  bool several = false;
  for (const Json& item : List(select, "groupClause")) {
    block.grouped = true;
    const bool expands = Open(item).kind == "GroupingSet";
    TACIT_ASSIGN_OR_RETURN(const Sets sets, BindGroupingSet(item, scope, block));
    several = several || (expands && Text(*Open(item).body, "kind") != "GROUPING_SET_EMPTY");
    Sets product;
    for (const std::vector<std::size_t>& left : all) {
      for (const std::vector<std::size_t>& right : sets) {
        product.push_back(left);
        for (std::size_t key : right) {
          if (std::find(left.begin(), left.end(), key) == left.end()) product.back().push_back(key);
        }
      }
    }
    all = std::move(product);
    if (all.size() > kMaxGroupingSets) return Unsupported("more than 64 grouping sets");
  }
  if (several) block.sets = std::move(all);
  return Status::Ok();
}

Result<std::vector<std::size_t>> Binder::BindGroupItem(const Json& item, Scope& scope, Block& block) {
  const Node node = Open(item);
  const bool row = node.kind == "RowExpr";
  const std::size_t count = row ? List(*node.body, "args").size() : 1;
  std::vector<std::size_t> positions;
  for (std::size_t i = 0; i < count; ++i) {
    const Json& part = row ? List(*node.body, "args")[i] : item;
    TACIT_ASSIGN_OR_RETURN(const ExprPtr key, BindGroupKey(part, scope, block));
    positions.push_back(AddOnce(block.keys, key));
  }
  return positions;
}

// The sets that one element of GROUP BY stands for (PostgreSQL 15, 7.2.4): itself, or those of GROUPING SETS,
// ROLLUP and CUBE.
Result<std::vector<std::vector<std::size_t>>> Binder::BindGroupingSet(const Json& set, Scope& scope,
                                                                      Block& block) {
  using Sets = std::vector<std::vector<std::size_t>>;
  const Node node = Open(set);
  if (node.kind != "GroupingSet") {
    TACIT_ASSIGN_OR_RETURN(std::vector<std::size_t> keys, BindGroupItem(set, scope, block));
    return Sets{std::move(keys)};
  }
  const std::string_view kind = Text(*node.body, "kind");
  if (kind == "GROUPING_SET_EMPTY") return Sets{{}};
  if (expand_ == Expand::kNo) return Unsupported("GROUPING SETS");
  Sets sets;
  if (kind == "GROUPING_SET_SETS") {
    for (const Json& part : List(*node.body, "content")) {
      TACIT_ASSIGN_OR_RETURN(const Sets inner, BindGroupingSet(part, scope, block));
      sets.insert(sets.end(), inner.begin(), inner.end());
      if (sets.size() > kMaxGroupingSets) return Unsupported("more than 64 grouping sets");
    }
    return sets;
  }
  Sets parts;
  for (const Json& part : List(*node.body, "content")) {
    TACIT_ASSIGN_OR_RETURN(std::vector<std::size_t> keys, BindGroupItem(part, scope, block));
    parts.push_back(std::move(keys));
  }
  const bool cube = kind == "GROUPING_SET_CUBE";
  if (parts.size() > (cube ? 6 : kMaxGroupingSets - 1)) return Unsupported("more than 64 grouping sets");
  const std::size_t count = cube ? std::size_t{1} << parts.size() : parts.size() + 1;
  for (std::size_t i = 0; i < count; ++i) {
    std::vector<std::size_t> keys;
    for (std::size_t p = 0; p < parts.size(); ++p) {
      const bool in = cube ? (i >> p & 1U) == 0 : p + i < parts.size();
      if (in) keys.insert(keys.end(), parts[p].begin(), parts[p].end());
    }
    sets.push_back(std::move(keys));
  }
  return sets;
}

// A constant that is no position puts all rows in one group where the query is expanded, as Calcite has it.
Result<ExprPtr> Binder::BindGroupKey(const Json& node, Scope& scope, const Block& block) {
  const bool constant =
      expand_ == Expand::kYes && Open(node).kind == "A_Const" && !NamesOutput(node, block.targets.size());
  if (!constant && !NamesInput(node, scope)) {
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
  having.windows = nullptr;
  having.grouping = true;
  if (!postgresql()) having.fallback = &outputs;
  TACIT_ASSIGN_OR_RETURN(block.having, BindPredicate(Member(select, "havingClause"), having));
  return Status::Ok();
}

Status Binder::BindOrderBy(const Json& select, Scope& scope, Block& block) {
  scope.aggregates = AggregateUse::kAllowed;
  scope.windows = &block.windows;
  scope.grouping = true;
  scope.clause = "ORDER BY";
  for (const Json& item : List(select, "sortClause")) {
    const Json& sort_by = Member(item, "SortBy");
    const Json& by = Member(sort_by, "node");
    const bool constant = Open(by).kind == "A_Const" && !Has(*Open(by).body, "ival");
    if (constant && (expand_ == Expand::kYes || !postgresql())) continue;  // orders nothing
    OrderKey order;
    TACIT_ASSIGN_OR_RETURN(order.key, ReadSortOptions(sort_by));
    TACIT_ASSIGN_OR_RETURN(order.target, OutputPosition(by, block.targets, "ORDER BY"));
    if (order.target < 0) {
      TACIT_ASSIGN_OR_RETURN(order.key.expr, BindExpr(by, scope));
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
  for (const WindowCall& window : block.windows) {
    for (const ExprPtr& part : PartsOf(window)) block.grouped = block.grouped || aggregates(part);
  }
  if (block.grouped) TACIT_RETURN_IF_ERROR(AddGrouping(block));
  QueryPtr query = std::move(block.input);
  if (block.having != nullptr) query = MakeFilter(std::move(query), std::move(block.having));
  ExpandWindows(block, query);
  TACIT_RETURN_IF_ERROR(Spend(0));

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

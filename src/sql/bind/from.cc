// The FROM clause: tables, derived tables, common table expressions, joins.
#include <algorithm>
#include <set>
#include <utility>

#include "src/base/status_macros.h"
#include "src/sql/bind/binder.h"

namespace tacit::sql::bind {
namespace {

std::vector<std::string> NamesOf(const Json& list) {
  std::vector<std::string> names;
  for (const Json& item : list) names.emplace_back(NameOf(item));
  return names;
}

const Table* FindTable(const Schema& schema, std::string_view name) {
  if (const Table* exact = schema.Find(name)) return exact;
  for (const Table& table : schema.tables) {
    if (EqualIgnoringCase(table.name, name)) return &table;
  }
  return nullptr;
}

// Column aliases, left to right; columns beyond them keep their names.
Status Rename(RangeTable& table, const std::vector<std::string>& names) {
  if (names.size() > table.columns.size()) {
    return BindError("table \"" + table.alias + "\" has " + std::to_string(table.columns.size()) +
                     " columns available but " + std::to_string(names.size()) + " columns specified");
  }
  for (std::size_t i = 0; i < names.size(); ++i) table.columns[i].name = names[i];
  return Status::Ok();
}

Result<FromItem> OneTable(QueryPtr query, RangeTable table, const std::vector<std::string>& names) {
  TACIT_RETURN_IF_ERROR(Rename(table, names));
  FromItem item;
  item.query = std::move(query);
  item.visible = table.columns;
  item.tables.push_back(std::move(table));
  return item;
}

// The query under an alias; what makes its columns takes their aliases as names.
QueryPtr Named(const QueryPtr& query, const std::string& alias, const std::vector<std::string>& names) {
  Query copy = *query;
  if (!alias.empty()) copy.alias = alias;
  const bool passes = copy.kind == QueryKind::kLimit || copy.kind == QueryKind::kSort ||
                      copy.kind == QueryKind::kDistinct || copy.kind == QueryKind::kFilter;
  if (passes && !names.empty()) copy.inputs[0] = Named(copy.inputs[0], "", names);
  for (std::size_t i = 0; i < names.size() && i < copy.columns.size(); ++i) copy.columns[i].name = names[i];
  return std::make_shared<const Query>(std::move(copy));
}

Result<FromItem> Derived(const QueryPtr& query, const std::string& alias,
                         const std::vector<std::string>& names) {
  RangeTable table{alias, {}};
  for (const OutputColumn& column : query->columns) {
    table.columns.push_back({column.name, MakeColumn(column.id, column.type)});
  }
  return OneTable(Named(query, alias, names), std::move(table), names);
}

bool RefersTo(const QueryPtr& right, const QueryPtr& left) {
  std::set<RelId> rels;
  for (const OutputColumn& column : left->columns) rels.insert(column.id.rel);
  const std::vector<ColumnId> outer = OuterColumns(right);
  return std::any_of(outer.begin(), outer.end(), [&](const ColumnId& id) { return rels.contains(id.rel); });
}

Result<JoinKind> KindOf(const Json& join) {
  const std::string_view kind = Text(join, "jointype");
  if (kind == "JOIN_INNER" || kind.empty()) return JoinKind::kInner;
  if (kind == "JOIN_LEFT") return JoinKind::kLeft;
  if (kind == "JOIN_RIGHT") return JoinKind::kRight;
  if (kind == "JOIN_FULL") return JoinKind::kFull;
  return Unsupported(kind);
}

// The names that USING lists, or that NATURAL finds on both sides.
std::vector<std::string> SharedNames(const Json& join, const FromItem& left, const FromItem& right) {
  if (!Flag(join, "isNatural")) return NamesOf(List(join, "usingClause"));
  std::vector<std::string> names;
  for (const NamedColumn& column : left.visible) {
    if (FindColumn(right.visible, column.name) != -1) names.push_back(column.name);
  }
  return names;
}

// A side's only column of that name, taken out of what unqualified names see.
Result<ExprPtr> TakeColumn(FromItem& item, const std::string& name) {
  const int found = FindColumn(item.visible, name);
  if (found < 0) {
    return BindError("column \"" + name + "\" specified in USING clause " +
                     (found == -1 ? "does not exist on both sides" : "appears more than once on one side"));
  }
  ExprPtr column = item.visible[static_cast<std::size_t>(found)].expr;
  item.visible.erase(item.visible.begin() + found);
  return column;
}

ExprPtr Merged(JoinKind kind, const ExprPtr& left, const ExprPtr& right) {
  if (kind == JoinKind::kRight) return right;
  if (kind != JoinKind::kFull) return left;
  return MakeCall("coalesce", {left, right}, CommonType(left->type, right->type));
}

}  // namespace

Result<FromItem> Binder::BindFrom(const Json& from_clause, const Scope* outer, const Cte* ctes) {
  FromItem all;
  if (from_clause.empty()) {
    all.query = MakeValues(NextRel(), {{}}, {});
    return all;
  }
  for (const Json& node : from_clause) {
    const Scope lateral{outer, ctes, &all, AggregateUse::kForbidden, "FROM", nullptr};
    TACIT_ASSIGN_OR_RETURN(FromItem item, BindFromItem(node, outer, &lateral, ctes));
    if (all.query == nullptr) {
      all = std::move(item);
      continue;
    }
    const bool refers = RefersTo(item.query, all.query);
    QueryPtr product = MakeJoin(JoinKind::kInner, all.query, item.query, MakeBool(true), refers);
    TACIT_ASSIGN_OR_RETURN(all, SideBySide(std::move(all), std::move(item)));
    all.query = std::move(product);
  }
  return all;
}

Result<FromItem> Binder::BindFromItem(const Json& node, const Scope* outer, const Scope* lateral,
                                      const Cte* ctes) {
  const Depth depth(*this);
  TACIT_RETURN_IF_ERROR(depth.Check());
  const Node item = Open(node);
  if (item.kind == "RangeVar") return BindTable(*item.body, ctes);
  if (item.kind == "JoinExpr") return BindJoin(*item.body, outer, lateral, ctes);
  if (item.kind == "RangeSubselect") {
    return BindDerived(*item.body, Flag(*item.body, "lateral") ? lateral : outer, ctes);
  }
  if (item.kind == "RangeFunction") return Unsupported("a function in FROM");
  if (item.kind == "RangeTableSample") return Unsupported("TABLESAMPLE");
  return Unsupported(item.kind.empty() ? "this FROM item" : item.kind);
}

Result<FromItem> Binder::ScanOf(const Table& table, const std::string& alias) {
  TACIT_RETURN_IF_ERROR(Spend(table.columns.size()));
  const RelId rel = NextRel();
  std::vector<OutputColumn> columns;
  RangeTable range{alias, {}};
  for (const Column& column : table.columns) {
    const ColumnId id{rel, static_cast<int>(columns.size())};
    Type type = TypeFromName(column.type);
    range.columns.push_back({column.name, MakeColumn(id, type)});
    columns.push_back({id, column.name, std::move(type)});
  }
  return OneTable(MakeScan(rel, table.name, alias, std::move(columns)), std::move(range), {});
}

Result<FromItem> Binder::BindTable(const Json& range, const Cte* ctes) {
  const std::string name(Text(range, "relname"));
  if (!Has(range, "schemaname")) {
    if (const Cte* cte = FindCte(ctes, name)) return BindCte(*cte, range);
  }
  const Table* table = schema_ == nullptr ? nullptr : FindTable(*schema_, name);
  if (table == nullptr) return BindError("relation \"" + name + "\" does not exist");
  const Json& alias = Member(range, "alias");
  TACIT_ASSIGN_OR_RETURN(
      FromItem item, ScanOf(*table, Has(alias, "aliasname") ? std::string(Text(alias, "aliasname")) : name));
  TACIT_RETURN_IF_ERROR(Rename(item.tables.front(), NamesOf(List(alias, "colnames"))));
  item.visible = item.tables.front().columns;
  return item;
}

Result<FromItem> Binder::BindCte(const Cte& cte, const Json& range) {
  TACIT_ASSIGN_OR_RETURN(QueryPtr query, BindQuery(*cte.body, cte.outer, cte.next));
  std::vector<std::string> names = cte.column_names;
  const Json& alias = Member(range, "alias");
  const std::vector<std::string> renamed = NamesOf(List(alias, "colnames"));
  if (names.size() < renamed.size()) names.resize(renamed.size());
  std::copy(renamed.begin(), renamed.end(), names.begin());
  return Derived(query, Has(alias, "aliasname") ? std::string(Text(alias, "aliasname")) : cte.name, names);
}

Result<FromItem> Binder::BindDerived(const Json& range, const Scope* outer, const Cte* ctes) {
  const Node select = Open(Member(range, "subquery"));
  if (select.kind != "SelectStmt") return Unsupported(select.kind);
  TACIT_ASSIGN_OR_RETURN(QueryPtr query, BindQuery(*select.body, outer, ctes));
  const Json& alias = Member(range, "alias");
  return Derived(query, std::string(Text(alias, "aliasname")), NamesOf(List(alias, "colnames")));
}

Result<FromItem> Binder::BindJoin(const Json& join, const Scope* outer, const Scope* lateral,
                                  const Cte* ctes) {
  TACIT_ASSIGN_OR_RETURN(const JoinKind kind, KindOf(join));
  TACIT_ASSIGN_OR_RETURN(FromItem left, BindFromItem(Member(join, "larg"), outer, lateral, ctes));
  // Only rows of the left side that exist can be referred to from the right.
  const bool sees_left = kind == JoinKind::kInner || kind == JoinKind::kLeft;
  const Scope beside{lateral, ctes, &left, AggregateUse::kForbidden, "FROM", nullptr};
  TACIT_ASSIGN_OR_RETURN(FromItem right,
                         BindFromItem(Member(join, "rarg"), outer, sees_left ? &beside : lateral, ctes));
  const QueryPtr left_query = left.query;
  const QueryPtr right_query = right.query;

  Exprs conditions;
  std::vector<NamedColumn> merged;
  for (const std::string& name : SharedNames(join, left, right)) {
    TACIT_ASSIGN_OR_RETURN(ExprPtr on_left, TakeColumn(left, name));
    TACIT_ASSIGN_OR_RETURN(ExprPtr on_right, TakeColumn(right, name));
    TACIT_ASSIGN_OR_RETURN(ExprPtr equal, Compare(CompareOp::kEq, on_left, on_right));
    conditions.push_back(std::move(equal));
    merged.push_back({name, Merged(kind, on_left, on_right)});
  }
  TACIT_ASSIGN_OR_RETURN(FromItem both, SideBySide(std::move(left), std::move(right)));
  const Json& using_alias = Member(join, "join_using_alias");
  if (Has(using_alias, "aliasname"))
    both.tables.push_back({std::string(Text(using_alias, "aliasname")), merged});
  both.visible.insert(both.visible.begin(), merged.begin(), merged.end());

  ExprPtr predicate = MakeAnd(std::move(conditions));
  if (Has(join, "quals")) {
    const Scope on{outer, ctes, &both, AggregateUse::kForbidden, "JOIN/ON", nullptr};
    TACIT_ASSIGN_OR_RETURN(predicate, BindPredicate(Member(join, "quals"), on));
  }
  both.query =
      MakeJoin(kind, left_query, right_query, std::move(predicate), RefersTo(right_query, left_query));

  const Json& alias = Member(join, "alias");
  if (!Has(alias, "aliasname")) return both;
  return OneTable(both.query, {std::string(Text(alias, "aliasname")), std::move(both.visible)},
                  NamesOf(List(alias, "colnames")));
}

}  // namespace tacit::sql::bind

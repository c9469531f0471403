// Whole statements: WITH, set operations, VALUES, and what stands after them.
#include <deque>
#include <utility>

#include "src/base/status_macros.h"
#include "src/sql/bind/binder.h"

namespace tacit::sql::bind {
namespace {

Status CheckSupported(const Json& select) {
  if (Has(select, "lockingClause")) return Unsupported("FOR UPDATE and FOR SHARE");
  if (Has(select, "intoClause")) return Unsupported("SELECT INTO");
  if (Has(select, "windowClause")) return Unsupported("window functions");
  if (Text(select, "limitOption") == "LIMIT_OPTION_WITH_TIES")
    return Unsupported("FETCH FIRST ... WITH TIES");
  return Status::Ok();
}

// The common table expressions of a statement, each seeing those before it. They live in `storage`.
Result<const Cte*> ReadWith(const Json& with, const Scope* outer, const Cte* ctes, std::deque<Cte>& storage) {
  if (Flag(with, "recursive")) return Unsupported("WITH RECURSIVE");
  for (const Json& item : List(with, "ctes")) {
    const Json& body = Member(item, "CommonTableExpr");
    const Node select = Open(Member(body, "ctequery"));
    if (select.kind != "SelectStmt") return Unsupported("data-modifying WITH");
    Cte cte;
    cte.name = Text(body, "ctename");
    for (const Json& name : List(body, "aliascolnames")) cte.column_names.emplace_back(NameOf(name));
    cte.body = select.body;
    cte.outer = outer;
    cte.next = ctes;
    storage.push_back(std::move(cte));
    ctes = &storage.back();
  }
  return ctes;
}

Result<SetOpKind> SetOpOf(std::string_view op) {
  if (op == "SETOP_UNION") return SetOpKind::kUnion;
  if (op == "SETOP_INTERSECT") return SetOpKind::kIntersect;
  if (op == "SETOP_EXCEPT") return SetOpKind::kExcept;
  return Unsupported(op);
}

bool IsUnion(const Json& select) { return Has(select, "op") && Text(select, "op") != "SETOP_NONE"; }

ExprPtr ColumnOf(const QueryPtr& query, std::size_t index) {
  return MakeColumn(query->columns[index].id, query->columns[index].type);
}

}  // namespace

Result<QueryPtr> Binder::BindQuery(const Json& select, const Scope* outer, const Cte* ctes) {
  TACIT_ASSIGN_OR_RETURN(QueryPtr query, BindStatement(select, outer, ctes));
  TACIT_RETURN_IF_ERROR(Spend(0));
  return SettleOutputs(std::move(query));
}

Result<QueryPtr> Binder::BindStatement(const Json& select, const Scope* outer, const Cte* ctes) {
  const Depth depth(*this);
  TACIT_RETURN_IF_ERROR(depth.Check());
  TACIT_RETURN_IF_ERROR(CheckSupported(select));
  std::deque<Cte> storage;
  TACIT_ASSIGN_OR_RETURN(ctes, ReadWith(Member(select, "withClause"), outer, ctes, storage));
  const bool values = Has(select, "valuesLists");
  if (!IsUnion(select) && !values) return BindBlock(select, outer, ctes);

  TACIT_ASSIGN_OR_RETURN(QueryPtr query,
                         values ? BindValues(select, outer, ctes) : BindSetOp(select, outer, ctes));
  TACIT_ASSIGN_OR_RETURN(query, SortByOutputs(select, std::move(query)));
  return AddLimit(select, std::move(query), outer, ctes);
}

Result<QueryPtr> Binder::BindSetOp(const Json& select, const Scope* outer, const Cte* ctes) {
  TACIT_ASSIGN_OR_RETURN(const SetOpKind op, SetOpOf(Text(select, "op")));
  TACIT_ASSIGN_OR_RETURN(QueryPtr left, BindStatement(Member(select, "larg"), outer, ctes));
  TACIT_ASSIGN_OR_RETURN(QueryPtr right, BindStatement(Member(select, "rarg"), outer, ctes));
  if (left->columns.size() != right->columns.size()) {
    return BindError("each branch of a set operation must have the same number of columns");
  }
  std::vector<std::string> names;
  for (std::size_t i = 0; i < left->columns.size(); ++i) {
    const Type left_type = left->columns[i].type;
    TACIT_ASSIGN_OR_RETURN(left, CoerceOutput(left, i, right->columns[i].type));
    TACIT_ASSIGN_OR_RETURN(right, CoerceOutput(right, i, left_type));
    const Type& a = left->columns[i].type;
    const Type& b = right->columns[i].type;
    const bool known = a.kind != TypeKind::kUnknown && b.kind != TypeKind::kUnknown;
    if (postgresql() && known && CommonType(a, b).kind == TypeKind::kUnknown) {
      return BindError("set operation types " + a.name + " and " + b.name + " cannot be matched");
    }
    names.push_back(left->columns[i].name);
  }
  TACIT_ASSIGN_OR_RETURN(left, SettleOutputs(std::move(left)));
  TACIT_ASSIGN_OR_RETURN(right, SettleOutputs(std::move(right)));
  return MakeSetOp(NextRel(), op, Flag(select, "all"), std::move(left), std::move(right), std::move(names));
}

Result<QueryPtr> Binder::BindValues(const Json& select, const Scope* outer, const Cte* ctes) {
  const Scope scope{outer, ctes, nullptr, AggregateUse::kForbidden, "VALUES", nullptr};
  std::vector<Exprs> rows;
  for (const Json& list : List(select, "valuesLists")) {
    TACIT_ASSIGN_OR_RETURN(Exprs row, BindAll(List(Member(list, "List"), "items"), scope));
    rows.push_back(std::move(row));
    if (rows.back().size() != rows.front().size())
      return BindError("VALUES lists must all be the same length");
  }
  const RelId rel = NextRel();
  std::vector<OutputColumn> columns;
  for (std::size_t i = 0; i < rows.front().size(); ++i) {
    Exprs column;
    for (Exprs& row : rows) column.push_back(row[i]);
    TACIT_RETURN_IF_ERROR(CoerceAll(column, "VALUES"));
    Type type;
    for (const ExprPtr& e : column) type = CommonType(type, e->type);
    for (std::size_t r = 0; r < rows.size(); ++r) rows[r][i] = column[r];
    columns.push_back({{rel, static_cast<int>(i)}, "column" + std::to_string(i + 1), std::move(type)});
  }
  return MakeValues(rel, std::move(rows), std::move(columns));
}

Result<int> Binder::OutputPosition(const Json& node, const std::vector<Target>& targets,
                                   std::string_view clause) const {
  const Node item = Open(node);
  if (item.kind == "A_Const") {
    const std::int64_t position = Number(Member(*item.body, "ival"), "ival");
    if (!Has(*item.body, "ival")) return BindError("non-integer constant in " + std::string(clause));
    if (position < 1 || position > static_cast<std::int64_t>(targets.size())) {
      return BindError(std::string(clause) + " position " + std::to_string(position) +
                       " is not in select list");
    }
    return static_cast<int>(position - 1);
  }
  if (item.kind != "ColumnRef") return -1;
  const Json& fields = List(*item.body, "fields");
  if (fields.size() != 1) return -1;
  const std::string_view name = NameOf(fields[0]);
  int found = -1;
  for (const bool exactly : {true, false}) {
    for (std::size_t i = 0; i < targets.size() && !name.empty(); ++i) {
      if (exactly ? targets[i].name != name : !EqualIgnoringCase(targets[i].name, name)) continue;
      if (found >= 0 && !Same(targets[static_cast<std::size_t>(found)].expr, targets[i].expr)) {
        return BindError(std::string(clause) + " \"" + std::string(name) + "\" is ambiguous");
      }
      if (found < 0) found = static_cast<int>(i);
    }
    if (found >= 0) return found;
  }
  return -1;
}

Result<SortKey> Binder::ReadSortOptions(const Json& sort_by) const {
  SortKey key;
  const std::string_view direction = Text(sort_by, "sortby_dir");
  key.descending = direction == "SORTBY_DESC";
  if (direction == "SORTBY_USING") {
    const std::string_view op = LastName(List(sort_by, "useOp"));
    if (op != "<" && op != ">") return Unsupported("ORDER BY USING " + std::string(op));
    key.descending = op == ">";
  }
  const std::string_view nulls = Text(sort_by, "sortby_nulls");
  // PostgreSQL takes NULL for the largest value, SQLite and MySQL for the smallest.
  key.nulls_first = postgresql() ? key.descending : !key.descending;
  if (nulls == "SORTBY_NULLS_FIRST") key.nulls_first = true;
  if (nulls == "SORTBY_NULLS_LAST") key.nulls_first = false;
  return key;
}

Result<QueryPtr> Binder::SortByOutputs(const Json& select, QueryPtr query) {
  std::vector<Target> targets;
  for (std::size_t i = 0; i < query->columns.size(); ++i) {
    targets.push_back({ColumnOf(query, i), query->columns[i].name});
  }
  std::vector<SortKey> keys;
  for (const Json& item : List(select, "sortClause")) {
    const Json& sort_by = Member(item, "SortBy");
    TACIT_ASSIGN_OR_RETURN(const int position, OutputPosition(Member(sort_by, "node"), targets, "ORDER BY"));
    if (position < 0) return Unsupported("ORDER BY an expression over a set operation");
    TACIT_ASSIGN_OR_RETURN(SortKey key, ReadSortOptions(sort_by));
    key.expr = targets[static_cast<std::size_t>(position)].expr;
    keys.push_back(std::move(key));
  }
  return keys.empty() ? query : MakeSort(std::move(query), std::move(keys));
}

Result<ExprPtr> Binder::BindLimit(const Json& node, const Scope* outer, const Cte* ctes,
                                  std::string_view clause) {
  if (node.is_null()) return ExprPtr();
  const Scope scope{outer, ctes, nullptr, AggregateUse::kForbidden, clause, nullptr};
  TACIT_ASSIGN_OR_RETURN(ExprPtr e, BindExpr(node, scope));
  TACIT_ASSIGN_OR_RETURN(e, Coerce(std::move(e), TypeFromName("bigint")));
  if (IsNullLiteral(e)) return ExprPtr();
  if (IsNumber(e->type.kind) || e->type.kind == TypeKind::kUnknown) return e;
  return BindError("argument of " + std::string(clause) + " must be a number, not " + e->type.name);
}

Result<QueryPtr> Binder::AddLimit(const Json& select, QueryPtr query, const Scope* outer, const Cte* ctes) {
  TACIT_ASSIGN_OR_RETURN(ExprPtr limit, BindLimit(Member(select, "limitCount"), outer, ctes, "LIMIT"));
  TACIT_ASSIGN_OR_RETURN(ExprPtr offset, BindLimit(Member(select, "limitOffset"), outer, ctes, "OFFSET"));
  if (limit == nullptr && offset == nullptr) return query;
  return MakeLimit(std::move(query), std::move(limit), std::move(offset));
}

}  // namespace tacit::sql::bind

#include "tests/sql/dump.h"

namespace tacit::sql {
namespace {

std::string Join(const std::vector<ExprPtr>& list, const std::string& separator) {
  std::string out;
  for (const ExprPtr& e : list) out += (out.empty() ? "" : separator) + Dump(e);
  return out;
}

std::string Column(const ColumnId& id) {
  return "#" + std::to_string(id.rel) + "." + std::to_string(id.index);
}

std::string Literal(const Expr& e) {
  if (IsNull(e.literal)) return "null";
  if (const auto* flag = std::get_if<bool>(&e.literal)) return *flag ? "true" : "false";
  if (const auto* number = std::get_if<std::int64_t>(&e.literal)) return std::to_string(*number);
  if (const auto* number = std::get_if<double>(&e.literal)) return std::to_string(*number) + "f";
  const auto* text = std::get_if<std::string>(&e.literal);
  const std::string quoted = "'" + (text == nullptr ? "" : *text) + "'";
  return e.type.kind == TypeKind::kText ? quoted : e.type.name + quoted;
}

std::string Call(const Expr& e) {
  std::string out = e.name + "(" + (e.distinct ? "distinct " : "") + Join(e.args, ", ") + ")";
  if (e.filter != nullptr) out += " filter " + Dump(e.filter);
  return out;
}

std::string Test(const Expr& e, const std::string& word) {
  return "(" + Dump(e.args[0]) + (e.negated ? " is not " : " is ") + word + ")";
}

std::string Case(const Expr& e) {
  std::string out = "case";
  for (std::size_t i = 0; i + 1 < e.args.size(); i += 2) {
    out += " when " + Dump(e.args[i]) + " then " + Dump(e.args[i + 1]);
  }
  if (e.args.size() % 2 == 1) out += " else " + Dump(e.args.back());
  return out + " end";
}

std::string JoinName(const Query& q) {
  const char* const names[] = {"join", "leftjoin", "rightjoin", "fulljoin"};
  return (q.lateral ? "lateral" : "") + std::string(names[static_cast<std::size_t>(q.join)]);
}

std::string SetOpName(const Query& q) {
  const char* const names[] = {"union", "intersect", "except"};
  return std::string(names[static_cast<std::size_t>(q.set_op)]) + (q.all ? "all" : "");
}

std::string Project(const Query& q) {
  std::string out = "project(" + Dump(q.inputs[0]);
  for (std::size_t i = 0; i < q.exprs.size(); ++i)
    out += ", " + Dump(q.exprs[i]) + " as " + q.columns[i].name;
  return out + ")";
}

std::string Values(const Query& q) {
  std::string out;
  for (const std::vector<ExprPtr>& row : q.rows)
    out += (out.empty() ? "" : ", ") + ("[" + Join(row, ", ")) + "]";
  return "values(" + out + ")";
}

std::string Sort(const Query& q) {
  std::string out = "sort(" + Dump(q.inputs[0]);
  for (const SortKey& key : q.sort_keys) {
    out += ", " + Dump(key.expr) + (key.descending ? " desc" : "") + (key.nulls_first ? " nulls first" : "");
  }
  return out + ")";
}

std::string Limit(const Query& q) {
  std::string out = "limit(" + Dump(q.inputs[0]);
  if (q.limit != nullptr) out += ", " + Dump(q.limit);
  if (q.offset != nullptr) out += ", offset " + Dump(q.offset);
  return out + ")";
}

}  // namespace

std::string Dump(const ExprPtr& e) {
  const std::string no = e->negated ? " not" : "";
  switch (e->kind) {
    case ExprKind::kColumn: return Column(e->column);
    case ExprKind::kLiteral: return Literal(*e);
    case ExprKind::kParameter: return "$" + std::to_string(e->parameter);
    case ExprKind::kCompare:
      return "(" + Dump(e->args[0]) + " " + std::string(Symbol(e->compare)) + " " + Dump(e->args[1]) + ")";
    case ExprKind::kDistinct: return Test(*e, "distinct from " + Dump(e->args[1]));
    case ExprKind::kAnd: return "(" + Join(e->args, " and ") + ")";
    case ExprKind::kOr: return "(" + Join(e->args, " or ") + ")";
    case ExprKind::kNot: return "not " + Dump(e->args[0]);
    case ExprKind::kIsNull: return Test(*e, "null");
    case ExprKind::kIsTrue: return Test(*e, "true");
    case ExprKind::kIsFalse: return Test(*e, "false");
    case ExprKind::kInList:
      return "(" + Dump(e->args[0]) + no + " in [" + Join({e->args.begin() + 1, e->args.end()}, ", ") + "])";
    case ExprKind::kLike:
      return "(" + Dump(e->args[0]) + no + " " + e->name + " " +
             Join({e->args.begin() + 1, e->args.end()}, " escape ") + ")";
    case ExprKind::kCase: return Case(*e);
    case ExprKind::kCast: return "cast(" + Dump(e->args[0]) + " as " + e->type.name + ")";
    case ExprKind::kArithmetic:
      return e->args.size() == 1 ? e->name + Dump(e->args[0])
                                 : "(" + Join(e->args, " " + e->name + " ") + ")";
    case ExprKind::kCall:
    case ExprKind::kAggregate: return Call(*e);
    case ExprKind::kExists: return (e->negated ? "not exists(" : "exists(") + Dump(e->query) + ")";
    case ExprKind::kInQuery: return "(" + Join(e->args, ", ") + no + " in " + Dump(e->query) + ")";
    case ExprKind::kScalarQuery: return "scalar(" + Dump(e->query) + ")";
  }
  return "?";
}

std::string Dump(const QueryPtr& q) {
  switch (q->kind) {
    case QueryKind::kScan: return "scan(" + q->table + " #" + std::to_string(q->rel) + ")";
    case QueryKind::kValues: return Values(*q);
    case QueryKind::kProject: return Project(*q);
    case QueryKind::kFilter: return "filter(" + Dump(q->inputs[0]) + ", " + Dump(q->predicate) + ")";
    case QueryKind::kJoin:
      return JoinName(*q) + "(" + Dump(q->inputs[0]) + ", " + Dump(q->inputs[1]) + ", " + Dump(q->predicate) +
             ")";
    case QueryKind::kAggregate:
      return std::string(q->global ? "global" : "group") + "(" + Dump(q->inputs[0]) + ", [" +
             Join(q->exprs, ", ") + "], [" + Join(q->aggregates, ", ") + "])";
    case QueryKind::kDistinct: return "distinct(" + Dump(q->inputs[0]) + ")";
    case QueryKind::kSetOp: return SetOpName(*q) + "(" + Dump(q->inputs[0]) + ", " + Dump(q->inputs[1]) + ")";
    case QueryKind::kSort: return Sort(*q);
    case QueryKind::kLimit: return Limit(*q);
  }
  return "?";
}

}  // namespace tacit::sql

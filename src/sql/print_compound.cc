// Set operations and VALUES.
#include "src/sql/print_internal.h"

namespace tacit::sql::print {
namespace {

std::string_view Word(const Query& q) {
  switch (q.set_op) {
    case SetOpKind::kUnion: return q.all ? " UNION ALL " : " UNION ";
    case SetOpKind::kIntersect: return q.all ? " INTERSECT ALL " : " INTERSECT ";
    case SetOpKind::kExcept: return q.all ? " EXCEPT ALL " : " EXCEPT ";
  }
  return "";
}

bool HasTail(const Query& q) {
  const Query* node = &q;
  if (node->kind == QueryKind::kProject) node = node->inputs[0].get();
  return node->kind == QueryKind::kSort || node->kind == QueryKind::kLimit;
}

}  // namespace

std::string Printer::Compound(const QueryPtr& q, const std::vector<std::string>& names, const Scope* outer) {
  if (q->kind == QueryKind::kValues) {
    Scope scope;
    scope.outer = outer;
    return q->rows.empty() ? NoRows(*q, names) : Values(*q, scope);
  }
  return Operand(q->inputs[0], *q, true, names, outer) + std::string(Word(*q)) +
         Operand(q->inputs[1], *q, false, NamesOf(*q->inputs[1]), outer);
}

// INTERSECT binds tighter in PostgreSQL; SQLite goes from left to right and has no parentheses here.
std::string Printer::Operand(const QueryPtr& operand, const Query& parent, bool left,
                             const std::vector<std::string>& names, const Scope* outer) {
  const std::string text = Statement(operand, names, outer);
  const bool nested = operand->kind == QueryKind::kSetOp;
  const bool weaker =
      parent.set_op == SetOpKind::kIntersect && nested && operand->set_op != SetOpKind::kIntersect;
  const bool as_it_is = !HasTail(*operand) && (!nested || (left && (sqlite() || !weaker)));
  if (as_it_is) return text;
  return sqlite() ? "SELECT * FROM (" + text + ")" : "(" + text + ")";
}

std::string Printer::Values(const Query& q, const Scope& scope) {
  std::string rows;
  for (const std::vector<ExprPtr>& row : q.rows) {
    rows += (rows.empty() ? "(" : ", (") + Arguments(row, 0, scope) + ")";
  }
  return "VALUES " + rows;
}

std::string Printer::NoRows(const Query& q, const std::vector<std::string>& names) {
  const Scope scope;
  std::string list;
  for (std::size_t i = 0; i < q.columns.size(); ++i) {
    list += (list.empty() ? " " : ", ") + SelectItem(MakeNull(q.columns[i].type), names[i], scope);
  }
  return "SELECT" + list + (dialect_ == Dialect::kMysql ? " FROM DUAL" : "") + " WHERE FALSE";
}

}  // namespace tacit::sql::print

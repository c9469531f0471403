// Sub-queries inside expressions.
#include <optional>
#include <utility>

#include "src/base/status_macros.h"
#include "src/sql/bind/binder.h"

namespace tacit::sql::bind {
namespace {

std::optional<CompareOp> OperatorOf(const Json& link) {
  const std::string_view op = LastName(List(link, "operName"));
  if (op.empty() || op == "=") return CompareOp::kEq;  // IN has no operator
  for (const CompareOp known :
       {CompareOp::kNe, CompareOp::kLt, CompareOp::kLe, CompareOp::kGt, CompareOp::kGe}) {
    if (op == Symbol(known)) return known;
  }
  return std::nullopt;
}

ExprPtr OutputOf(const QueryPtr& query, std::size_t index) {
  return MakeColumn(query->columns[index].id, query->columns[index].type);
}

}  // namespace

ExprPtr Binder::Again(const ExprPtr& e) {
  if (spent_ > kMaxUnits) return e;
  Visit(e, [this](const Expr&) { ++spent_; });
  return Transform(
      e,
      [this](const ExprPtr& node) -> ExprPtr {
        if (node->query == nullptr) return nullptr;
        Expr copy = *node;
        copy.query = Renumber(node->query, &next_rel_);
        return std::make_shared<const Expr>(std::move(copy));
      },
      /*into_queries=*/false);
}

Result<Binder::Exprs> Binder::BindRow(const Json& node, const Scope& scope) {
  const Node opened = Open(node);
  if (opened.kind == "RowExpr") return BindAll(List(*opened.body, "args"), scope);
  TACIT_ASSIGN_OR_RETURN(ExprPtr e, BindExpr(node, scope));
  return Exprs{std::move(e)};
}

Result<ExprPtr> Binder::BindSubLink(const Json& link, const Scope& scope) {
  if (schema_ == nullptr) return Unsupported("a sub-query in a predicate over one row");
  const Node select = Open(Member(link, "subselect"));
  if (select.kind != "SelectStmt") return Unsupported(select.kind);
  TACIT_ASSIGN_OR_RETURN(QueryPtr query, BindQuery(*select.body, &scope, scope.ctes));

  const std::string_view kind = Text(link, "subLinkType");
  if (kind.empty() || kind == "EXISTS_SUBLINK") return MakeExists(std::move(query), false);
  if (kind == "EXPR_SUBLINK") {
    if (query->columns.size() != 1) return BindError("subquery must return only one column");
    return MakeScalarQuery(std::move(query));
  }
  if (kind == "ANY_SUBLINK") return BindQuantified(link, std::move(query), true, scope);
  if (kind == "ALL_SUBLINK") return BindQuantified(link, std::move(query), false, scope);
  return Unsupported(kind == "ARRAY_SUBLINK" ? "ARRAY(sub-query)" : kind);
}

Result<ExprPtr> Binder::BindQuantified(const Json& link, QueryPtr query, bool any, const Scope& scope) {
  const std::optional<CompareOp> op = OperatorOf(link);
  if (!op) return Unsupported("this operator with a sub-query");
  TACIT_ASSIGN_OR_RETURN(Exprs args, BindRow(Member(link, "testexpr"), scope));
  if (args.size() != query->columns.size()) {
    return BindError("subquery has " + std::to_string(query->columns.size()) + " columns, expected " +
                     std::to_string(args.size()));
  }
  for (std::size_t i = 0; i < args.size(); ++i) {
    ExprPtr output = OutputOf(query, i);
    const Type type = output->type;
    TACIT_RETURN_IF_ERROR(Unify("=", args[i], output));
    if (type.kind == TypeKind::kUnknown) {
      TACIT_ASSIGN_OR_RETURN(query, CoerceOutput(query, i, args[i]->type));
    }
  }
  // x = ANY (q) is x IN (q); x <> ALL (q) is x NOT IN (q).
  if (*op == (any ? CompareOp::kEq : CompareOp::kNe))
    return MakeInQuery(std::move(args), std::move(query), !any);
  if (args.size() != 1) return Unsupported("rows compared with ANY or ALL of a sub-query");
  if (any) return AnyComparison(*op, args[0], query);
  TACIT_ASSIGN_OR_RETURN(ExprPtr counter, AnyComparison(Negate(*op), args[0], query));
  return MakeNot(std::move(counter));
}

// x op ANY (q): true where some row compares true; else unknown where some row compares unknown; else false.
Result<ExprPtr> Binder::AnyComparison(CompareOp op, const ExprPtr& test, const QueryPtr& query) {
  const QueryPtr second = Again(MakeExists(query, false))->query;
  TACIT_ASSIGN_OR_RETURN(ExprPtr holds, Compare(op, test, OutputOf(query, 0)));
  TACIT_ASSIGN_OR_RETURN(ExprPtr again, Compare(op, Again(test), OutputOf(second, 0)));
  return MakeCase({MakeExists(MakeFilter(query, std::move(holds)), false), MakeBool(true),
                   MakeExists(MakeFilter(second, MakeIsNull(std::move(again), false)), false),
                   MakeNull(MakeType(TypeKind::kBoolean)), MakeBool(false)},
                  MakeType(TypeKind::kBoolean));
}

}  // namespace tacit::sql::bind

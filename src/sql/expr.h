// Scalar expressions of the bound algebra: typed, names resolved, three-valued.
//
// An expression is an immutable tree shared by pointer; rewriting builds new trees. A column is named by the
// relation that produces it and a position there (ColumnId), and relation numbers are unique within a
// statement, so a sub-query that refers to an outer column is just one whose ColumnId no relation of its own
// produces.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "src/sql/type.h"
#include "tacit/value.h"

namespace tacit::sql {

struct Query;
using QueryPtr = std::shared_ptr<const Query>;
struct Expr;
using ExprPtr = std::shared_ptr<const Expr>;

using RelId = int;
// The relation number of a table's own row, in predicates that were bound against a table (checks,
// conditions).
inline constexpr RelId kTableRow = 0;

struct ColumnId {
  RelId rel = kTableRow;
  int index = 0;
  friend auto operator<=>(const ColumnId&, const ColumnId&) = default;
};

enum class ExprKind {
  kColumn,     // `column`
  kLiteral,    // `literal`; its type says how to read a text
  kParameter,  // $`parameter`, from 1: an unknown value, the same wherever it stands
  kCompare,    // args[0] `compare` args[1]: NULL where either is NULL
  kDistinct,   // args[0] IS [NOT] DISTINCT FROM args[1]; never NULL. negated: IS NOT DISTINCT FROM (null-safe
               // equality)
  kAnd,        // args, two or more
  kOr,         // args, two or more
  kNot,        // args[0]
  kIsNull,     // args[0] IS [NOT] NULL; never NULL
  kIsTrue,     // args[0] IS [NOT] TRUE; never NULL
  kIsFalse,    // args[0] IS [NOT] FALSE; never NULL
  kInList,     // args[0] [NOT] IN (args[1..])
  kLike,       // args[0] [NOT] LIKE args[1]; `name` is "like" or "ilike"; args[2] an ESCAPE where given
  kCase,       // CASE WHEN args[0] THEN args[1] WHEN args[2] THEN args[3] ... [ELSE last] END
  kCast,       // CAST(args[0] AS type)
  kArithmetic,  // args[0] `name` args[1], name one of + - * / % ||; one argument: unary minus
  kCall,        // `name`(args): immutable or stable functions only; the binder refuses volatile ones. An
                // operator that has no kind of its own is a call by its symbol ("~", "->>", one or two args).
                // current_date, current_timestamp, ... are calls of no arguments, written without parentheses
  kAggregate,   // `name`([DISTINCT] args) [FILTER (WHERE filter)]; only inside a kAggregate node's list
  kExists,      // [NOT] EXISTS (query)
  kInQuery,     // (args) [NOT] IN (query)
  kScalarQuery,  // (query): one column; no row gives NULL, two rows are a run-time error
};

enum class CompareOp { kEq, kNe, kLt, kLe, kGt, kGe };

[[nodiscard]] CompareOp Negate(CompareOp op);  // NOT (a op b)  ==  a Negate(op) b, also in three-valued logic
[[nodiscard]] CompareOp Mirror(CompareOp op);  // a op b  ==  b Mirror(op) a
[[nodiscard]] std::string_view Symbol(CompareOp op);

struct Expr {
  ExprKind kind = ExprKind::kLiteral;
  Type type;
  std::vector<ExprPtr> args;

  ColumnId column;                     // kColumn
  Value literal;                       // kLiteral
  int parameter = 0;                   // kParameter
  CompareOp compare = CompareOp::kEq;  // kCompare
  bool negated = false;                // kDistinct kIsNull kIsTrue kIsFalse kInList kLike kExists kInQuery
  std::string name;                    // kArithmetic kCall kAggregate kLike; lower case
  bool distinct = false;               // kAggregate
  ExprPtr filter;                      // kAggregate; null where none. COUNT(*) is "count" with no args
  QueryPtr query;                      // kExists kInQuery kScalarQuery
};

// Constructors. They build what they are told: no folding.
[[nodiscard]] ExprPtr MakeColumn(ColumnId id, Type type);
[[nodiscard]] ExprPtr MakeLiteral(Value value, Type type);
[[nodiscard]] ExprPtr MakeNull(Type type = {});
[[nodiscard]] ExprPtr MakeBool(bool value);
[[nodiscard]] ExprPtr MakeInteger(std::int64_t value);
[[nodiscard]] ExprPtr MakeText(std::string value);
[[nodiscard]] ExprPtr MakeCompare(CompareOp op, ExprPtr left, ExprPtr right);
[[nodiscard]] ExprPtr MakeDistinct(ExprPtr left, ExprPtr right, bool negated);
[[nodiscard]] ExprPtr MakeNot(ExprPtr arg);
[[nodiscard]] ExprPtr MakeIsNull(ExprPtr arg, bool negated);
[[nodiscard]] ExprPtr MakeIsTrue(ExprPtr arg, bool negated);
[[nodiscard]] ExprPtr MakeIsFalse(ExprPtr arg, bool negated);
[[nodiscard]] ExprPtr MakeParameter(int number, Type type);
// `args`: what is looked for, then the list.
[[nodiscard]] ExprPtr MakeInList(std::vector<ExprPtr> args, bool negated);
// `args`: text, pattern and, where given, the escape; `name` "like" or "ilike".
[[nodiscard]] ExprPtr MakeLike(std::string name, std::vector<ExprPtr> args, bool negated);
[[nodiscard]] ExprPtr MakeCase(std::vector<ExprPtr> args, Type type);
[[nodiscard]] ExprPtr MakeCast(ExprPtr arg, Type type);
[[nodiscard]] ExprPtr MakeArithmetic(std::string op, std::vector<ExprPtr> args, Type type);
[[nodiscard]] ExprPtr MakeExists(QueryPtr query, bool negated);
[[nodiscard]] ExprPtr MakeInQuery(std::vector<ExprPtr> args, QueryPtr query, bool negated);
[[nodiscard]] ExprPtr MakeScalarQuery(QueryPtr query);
[[nodiscard]] ExprPtr MakeCall(std::string name, std::vector<ExprPtr> args, Type type);
[[nodiscard]] ExprPtr MakeAggregateCall(std::string name, std::vector<ExprPtr> args, Type type,
                                        bool distinct = false, ExprPtr filter = nullptr);
// Flattens nested conjunctions (disjunctions); none gives TRUE (FALSE), one gives itself.
[[nodiscard]] ExprPtr MakeAnd(std::vector<ExprPtr> args);
[[nodiscard]] ExprPtr MakeOr(std::vector<ExprPtr> args);

[[nodiscard]] bool IsLiteral(const ExprPtr& e);
[[nodiscard]] bool IsNullLiteral(const ExprPtr& e);
[[nodiscard]] bool IsTrueLiteral(const ExprPtr& e);
[[nodiscard]] bool IsFalseLiteral(const ExprPtr& e);

// The conjuncts of e: itself where it is no conjunction, none where it is null or TRUE.
[[nodiscard]] std::vector<ExprPtr> Conjuncts(const ExprPtr& e);

// Same tree, same column ids, same literals. Sub-queries compare by structure too (see SameQuery in query.h).
[[nodiscard]] bool Same(const ExprPtr& a, const ExprPtr& b);
[[nodiscard]] std::size_t Hash(const ExprPtr& e);

// Rebuilds e bottom-up. `replace` sees each node with its arguments already rebuilt, and gives its
// replacement or null to keep it. `into_queries`: expressions of sub-queries are rebuilt too (correlated
// references sit there).
using ExprReplacer = std::function<ExprPtr(const ExprPtr&)>;
[[nodiscard]] ExprPtr Transform(const ExprPtr& e, const ExprReplacer& replace, bool into_queries = true);

// Calls `visit` on e and all below it, parents first; sub-queries' expressions included.
void Visit(const ExprPtr& e, const std::function<void(const Expr&)>& visit);

// Every column that e mentions, with those that its sub-queries take from outside. Sorted, each once.
[[nodiscard]] std::vector<ColumnId> ColumnsOf(const ExprPtr& e);

[[nodiscard]] bool ContainsAggregate(const ExprPtr& e);
[[nodiscard]] bool ContainsSubquery(const ExprPtr& e);

}  // namespace tacit::sql

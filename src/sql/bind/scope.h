// Names that an expression can use, and what they denote.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "src/sql/bind/syntax.h"
#include "src/sql/query.h"
#include "tacit/status.h"

namespace tacit::sql::bind {

struct NamedColumn {
  std::string name;
  ExprPtr expr;  // a column of the FROM clause, or what USING merges
};

// A table of a FROM clause under its alias.
struct RangeTable {
  std::string alias;
  std::vector<NamedColumn> columns;
};

// A FROM item, or several side by side: its rows, its tables for qualified names, and the columns that
// unqualified names and `*` see, in order.
struct FromItem {
  QueryPtr query;
  std::vector<RangeTable> tables;
  std::vector<NamedColumn> visible;
};

struct Scope;

// A common table expression: bound anew wherever it is named, in the surroundings in which it was written.
struct Cte {
  std::string name;
  std::vector<std::string> column_names;
  const Json* body = nullptr;
  const Scope* outer = nullptr;
  const Cte* next = nullptr;  // those written before it, then those of enclosing statements
};

enum class AggregateUse { kAllowed, kForbidden };

// A window function that is still to be spelled out. Until then column 0 of relation `rel` stands for it.
struct WindowCall {
  RelId rel = -1;
  ExprPtr call;  // an aggregate, or a call of rank or dense_rank
  std::vector<ExprPtr> partition;
  std::vector<SortKey> order;
  bool whole = false;  // of the whole partition, not of its rows up to this one and its peers
};
// What the window is made of: the keys of its partition, of its order, the function's arguments, its FILTER.
[[nodiscard]] std::vector<ExprPtr> PartsOf(const WindowCall& window);

// The surroundings of an expression. Scopes nest: an inner name hides an outer one.
struct Scope {
  const Scope* outer = nullptr;
  const Cte* ctes = nullptr;
  const FromItem* from = nullptr;  // null: no names of its own
  AggregateUse aggregates = AggregateUse::kForbidden;
  std::string_view clause;                             // for messages: "WHERE", "GROUP BY"
  const std::vector<NamedColumn>* fallback = nullptr;  // output names, where a dialect lets a clause use them
  std::vector<WindowCall>* windows = nullptr;          // of the block; null where none may stand
  bool grouping = false;                               // whether GROUPING(...) may stand here
};

// What `name` (or `table.name`) denotes in the scope or the ones around it. Looked up as written first, then
// without regard to case. Errors: InvalidArgument (unknown, ambiguous); NotSupported (a whole row).
[[nodiscard]] Result<ExprPtr> ResolveColumn(const Scope& scope, std::string_view name);
[[nodiscard]] Result<ExprPtr> ResolveColumn(const Scope& scope, std::string_view table,
                                            std::string_view name);

// The table of that alias in this scope or the ones around it. Error: InvalidArgument.
[[nodiscard]] Result<const RangeTable*> ResolveTable(const Scope& scope, std::string_view alias);

// Null where the statement has none of that name.
[[nodiscard]] const Cte* FindCte(const Cte* ctes, std::string_view name);

// Puts two items side by side; the caller sets `query`. Error: InvalidArgument (one alias twice).
[[nodiscard]] Result<FromItem> SideBySide(FromItem left, FromItem right);

[[nodiscard]] bool EqualIgnoringCase(std::string_view a, std::string_view b);

// The position of the only column of that name; exact spelling goes before another case. -1: none, -2:
// several.
[[nodiscard]] int FindColumn(const std::vector<NamedColumn>& columns, std::string_view name);

}  // namespace tacit::sql::bind

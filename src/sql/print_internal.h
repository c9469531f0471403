// The printer's inside: scopes of names, and one class whose methods stand in the files named above them.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/sql/query.h"
#include "tacit/dialect.h"

namespace tacit::sql::print {

// How a column is written: in its own block by name alone where that has one table, elsewhere as alias.name.
struct ColumnName {
  std::string alias;
  std::string name;
};

// What names mean inside one SELECT. Inner scopes come first.
struct Scope {
  const Scope* outer = nullptr;
  bool one_table = false;
  std::map<ColumnId, ColumnName> columns;
  // Columns of these nodes are written as the expressions that make them.
  const Query* aggregate = nullptr;
  const Query* project = nullptr;
};

// SELECT without FROM.
[[nodiscard]] inline bool IsOneEmptyRow(const Query& q) {
  return q.kind == QueryKind::kValues && q.columns.empty() && q.rows.size() == 1;
}

// Binding strength, weakest first. PostgreSQL and SQLite disagree on || against arithmetic and on the
// predicates among each other, so those are never mixed without parentheses.
enum class Level { kOr, kAnd, kNot, kPredicate, kOperator, kSum, kProduct, kUnary, kPrimary };

// A SELECT's clauses as nodes of the algebra, found by walking down from its root.
struct Block {
  const Query* limit = nullptr;
  const Query* sort = nullptr;
  bool distinct = false;
  const Query* project = nullptr;  // null: all columns as they come
  std::vector<ExprPtr> having;
  const Query* aggregate = nullptr;
  std::vector<ExprPtr> where;
  QueryPtr from;
};

// A table of a FROM clause, with its alias and the names of its columns.
struct Leaf {
  const Query* node = nullptr;
  std::string alias;
  std::vector<std::string> names;
};

class Printer {
 public:
  // `as_postgresql`: the text is SQLite's, the meaning PostgreSQL's.
  explicit Printer(Dialect dialect, bool as_postgresql = false)
      : dialect_(dialect), as_postgresql_(as_postgresql) {}

  // print.cc. A whole query; `names` are the names that its columns must have. `any_columns`: what it selects
  // does not matter (EXISTS).
  [[nodiscard]] std::string Statement(const QueryPtr& q, const std::vector<std::string>& names,
                                      const Scope* outer, bool any_columns = false);

  // print_expr.cc. In parentheses where it binds weaker than `least`. `expected` is the type that the place
  // gives to a constant without one, null where it gives none.
  [[nodiscard]] std::string Text(const ExprPtr& e, const Scope& scope, Level least,
                                 const Type* expected = nullptr);

 private:
  // print.cc
  [[nodiscard]] std::string Select(const QueryPtr& root, const Block& block,
                                   const std::vector<std::string>& names, const Scope* outer,
                                   bool any_columns);
  [[nodiscard]] std::string SelectList(const Block& block, const std::vector<Leaf>& leaves,
                                       const std::vector<std::string>& names, const Scope& scope);
  [[nodiscard]] std::string SelectItem(const ExprPtr& e, const std::string& name, const Scope& scope);
  [[nodiscard]] std::string OwnName(const ExprPtr& e, const Scope& scope) const;
  [[nodiscard]] std::string GroupingClauses(const Block& block, const Scope& scope);
  [[nodiscard]] std::string OrderAndLimit(const Query* sort, const Query* limit,
                                          const std::vector<OutputColumn>& outputs,
                                          const std::vector<std::string>& names, const Scope& scope);
  [[nodiscard]] std::string OutputKey(std::size_t index, const std::vector<OutputColumn>& outputs,
                                      const std::vector<std::string>& names, const Scope& scope);
  [[nodiscard]] std::string OrderKey(const SortKey& key, const std::vector<OutputColumn>& outputs,
                                     const std::vector<std::string>& names, const Scope& scope);
  // An expression where a bare constant would be a position: GROUP BY, ORDER BY.
  [[nodiscard]] std::string NoPosition(const ExprPtr& e, const Scope& scope);

  // print_compound.cc. Set operations and VALUES.
  [[nodiscard]] std::string Compound(const QueryPtr& q, const std::vector<std::string>& names,
                                     const Scope* outer);
  [[nodiscard]] std::string Operand(const QueryPtr& operand, const Query& parent, bool left,
                                    const std::vector<std::string>& names, const Scope* outer);
  [[nodiscard]] std::string Values(const Query& q, const Scope& scope);
  [[nodiscard]] std::string NoRows(const Query& q, const std::vector<std::string>& names);

  // print_from.cc
  void AddLeaves(const QueryPtr& from, std::vector<Leaf>* leaves) const;
  void NameLeaves(const QueryPtr& root, const Scope* outer, std::vector<Leaf>* leaves) const;
  [[nodiscard]] std::string From(const QueryPtr& from, const std::vector<Leaf>& leaves, const Scope& scope,
                                 bool in_parentheses);
  [[nodiscard]] std::string FromLeaf(const QueryPtr& node, const std::vector<Leaf>& leaves,
                                     const Scope& scope);

  // print_expr.cc
  [[nodiscard]] std::pair<std::string, Level> Render(const ExprPtr& e, const Scope& scope,
                                                     const Type* expected);
  [[nodiscard]] std::pair<std::string, Level> Column(const ExprPtr& e, const Scope& scope,
                                                     const Type* expected);
  [[nodiscard]] std::pair<std::string, Level> Literal(const Expr& e, const Type* expected) const;
  [[nodiscard]] std::pair<std::string, Level> Arithmetic(const Expr& e, const Scope& scope);
  [[nodiscard]] std::pair<std::string, Level> Infix(const ExprPtr& left, std::string_view op,
                                                    const ExprPtr& right, const Scope& scope);
  [[nodiscard]] std::pair<std::string, Level> Distinct(const Expr& e, const Scope& scope);
  [[nodiscard]] std::string Connective(const Expr& e, std::string_view word, Level level, const Scope& scope);
  [[nodiscard]] std::string InList(const Expr& e, const Scope& scope);
  [[nodiscard]] std::string Like(const Expr& e, const Scope& scope);
  [[nodiscard]] std::string Case(const Expr& e, const Scope& scope);
  [[nodiscard]] std::string Subquery(const QueryPtr& q, const Scope& scope, bool any_columns = false);
  [[nodiscard]] std::string Arguments(const std::vector<ExprPtr>& args, std::size_t first, const Scope& scope,
                                      const Type* expected = nullptr);

  // print_call.cc
  [[nodiscard]] std::pair<std::string, Level> Call(const Expr& e, const Scope& scope);
  [[nodiscard]] std::pair<std::string, Level> Emulated(const Expr& e, const Scope& scope);
  [[nodiscard]] std::string Aggregate(const Expr& e, const Scope& scope);
  [[nodiscard]] std::string Cast(const Expr& e, const Scope& scope);

  [[nodiscard]] std::string Name(std::string_view name) const;
  [[nodiscard]] bool sqlite() const { return dialect_ == Dialect::kSqlite; }

  Dialect dialect_;
  bool as_postgresql_;
};

// print_from.cc
[[nodiscard]] std::vector<std::string> NamesOf(const Query& q);
// Names under which every column can be referred to: those that are taken twice, or none, are replaced.
[[nodiscard]] std::vector<std::string> UniqueNames(const Query& q);

// print_block.cc
[[nodiscard]] Block ReadBlock(const QueryPtr& q);

// print_literal.cc
[[nodiscard]] std::string TypeName(const Type& type, Dialect dialect);

}  // namespace tacit::sql::print

// One statement's binding: parse tree to algebra. The methods stand in the files named above them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/sql/bind.h"
#include "src/sql/bind/scope.h"
#include "src/sql/bind/syntax.h"
#include "src/sql/query.h"
#include "tacit/dialect.h"
#include "tacit/schema.h"
#include "tacit/status.h"

namespace tacit::sql::bind {

// Not shared between threads; used for one statement and dropped.
class Binder {
 public:
  // Without a schema (null): an expression over one row, in which sub-queries are not supported. `text` is
  // what the tree's locations point into. Both outlive the binder.
  Binder(const Schema* schema, Dialect dialect, std::string_view text, Expand expand = Expand::kNo)
      : schema_(schema), dialect_(dialect), text_(text), expand_(expand) {}

  // select.cc. A SELECT, VALUES or set operation with its outputs' types settled.
  [[nodiscard]] Result<QueryPtr> BindQuery(const Json& select, const Scope* outer, const Cte* ctes);

  // predicates.cc. An expression that has to be a truth value.
  [[nodiscard]] Result<ExprPtr> BindPredicate(const Json& node, const Scope& scope);

 private:
  using Exprs = std::vector<ExprPtr>;

  // A column of a select list.
  struct Target {
    ExprPtr expr;
    std::string name;
  };

  // select.cc
  [[nodiscard]] Result<QueryPtr> BindStatement(const Json& select, const Scope* outer, const Cte* ctes);
  [[nodiscard]] Result<QueryPtr> BindSetOp(const Json& select, const Scope* outer, const Cte* ctes);
  [[nodiscard]] Result<QueryPtr> BindValues(const Json& select, const Scope* outer, const Cte* ctes);
  // Where `node` names an output, its position; -1 where it names none.
  [[nodiscard]] Result<int> OutputPosition(const Json& node, const std::vector<Target>& targets,
                                           std::string_view clause) const;
  // The key without its expression.
  [[nodiscard]] Result<SortKey> ReadSortOptions(const Json& sort_by) const;
  [[nodiscard]] Result<QueryPtr> AddLimit(const Json& select, QueryPtr query, const Scope* outer,
                                          const Cte* ctes);
  [[nodiscard]] Result<QueryPtr> SortByOutputs(const Json& select, QueryPtr query);
  [[nodiscard]] Result<ExprPtr> BindLimit(const Json& node, const Scope* outer, const Cte* ctes,
                                          std::string_view clause);

  // block.cc. A SELECT without set operations.
  struct OrderKey {
    int target = -1;  // position in the select list, or -1 where that has not the expression
    SortKey key;
  };
  struct Block {
    QueryPtr input;
    std::vector<Target> targets;
    Exprs keys;
    std::vector<std::vector<std::size_t>> sets;  // GROUPING SETS, of positions in `keys`; empty: all of them
    bool grouped = false;
    std::vector<WindowCall> windows;
    ExprPtr having;
    std::vector<OrderKey> order;
    bool distinct = false;
  };
  [[nodiscard]] Result<QueryPtr> BindBlock(const Json& select, const Scope* outer, const Cte* ctes);
  [[nodiscard]] Status BindTargets(const Json& select, Scope& scope, Block& block);
  [[nodiscard]] Status ExpandStar(const Json& fields, const Scope& scope, Block& block);
  [[nodiscard]] Status BindGroupBy(const Json& select, Scope& scope, Block& block);
  [[nodiscard]] Result<ExprPtr> BindGroupKey(const Json& node, Scope& scope, const Block& block);
  // Positions in `keys` of what a group item names, which is added where it is not there yet.
  [[nodiscard]] Result<std::vector<std::size_t>> BindGroupItem(const Json& item, Scope& scope, Block& block);
  [[nodiscard]] Result<std::vector<std::vector<std::size_t>>> BindGroupingSet(const Json& set, Scope& scope,
                                                                              Block& block);
  [[nodiscard]] Status BindHaving(const Json& select, Scope& scope, Block& block);
  [[nodiscard]] Status BindOrderBy(const Json& select, Scope& scope, Block& block);
  [[nodiscard]] Result<QueryPtr> Assemble(const Json& select, Block block, const Scope* outer,
                                          const Cte* ctes);

  // grouping.cc
  [[nodiscard]] Result<ExprPtr> BindGrouping(const Json& call, const Scope& scope);
  // Puts the aggregate node under the block and lifts its expressions over it.
  [[nodiscard]] Status AddGrouping(Block& block);

  // windows.cc
  [[nodiscard]] Result<ExprPtr> BindWindow(std::string name, const Json& call, const Scope& scope);
  [[nodiscard]] ExprPtr WindowAsQuery(const WindowCall& window, const QueryPtr& rows);
  // Writes the block's window functions as sub-queries over `rows`, on which the block's outputs stand.
  void ExpandWindows(Block& block, const QueryPtr& rows);

  // from.cc. `outer` is what encloses the block; `lateral` adds the items to the left.
  [[nodiscard]] Result<FromItem> BindFrom(const Json& from_clause, const Scope* outer, const Cte* ctes);
  [[nodiscard]] Result<FromItem> BindFromItem(const Json& node, const Scope* outer, const Scope* lateral,
                                              const Cte* ctes);
  [[nodiscard]] Result<FromItem> BindTable(const Json& range, const Cte* ctes);
  [[nodiscard]] Result<FromItem> BindCte(const Cte& cte, const Json& range);
  [[nodiscard]] Result<FromItem> BindDerived(const Json& range, const Scope* outer, const Cte* ctes);
  [[nodiscard]] Result<FromItem> BindJoin(const Json& join, const Scope* outer, const Scope* lateral,
                                          const Cte* ctes);
  [[nodiscard]] Result<FromItem> ScanOf(const Table& table, const std::string& alias);

  // expressions.cc
  [[nodiscard]] Result<ExprPtr> BindExpr(const Json& node, const Scope& scope);
  [[nodiscard]] Result<ExprPtr> Dispatch(const Node& node, const Scope& scope);
  [[nodiscard]] Result<Exprs> BindAll(const Json& list, const Scope& scope);
  [[nodiscard]] Result<ExprPtr> BindColumnRef(const Json& ref, const Scope& scope);
  [[nodiscard]] Result<ExprPtr> BindBareName(const Json& ref, std::string_view name, const Scope& scope);
  [[nodiscard]] Result<ExprPtr> BindConstant(const Json& constant) const;
  [[nodiscard]] Result<ExprPtr> BindCast(const Json& cast, const Scope& scope);
  [[nodiscard]] Result<ExprPtr> BindCase(const Json& node, const Scope& scope);
  [[nodiscard]] Result<ExprPtr> BindCommonCall(std::string name, const Json& args, const Scope& scope);
  [[nodiscard]] Result<ExprPtr> BindSqlValue(const Json& node) const;

  // calls.cc
  [[nodiscard]] Result<ExprPtr> BindCall(const Json& call, const Scope& scope);
  [[nodiscard]] Result<ExprPtr> BindScalarCall(std::string name, const Json& call, const Scope& scope);
  [[nodiscard]] Result<ExprPtr> BindIf(const Json& list, const Scope& scope);
  // `within`: whether its arguments may hold aggregates, as those of a window function may.
  [[nodiscard]] Result<ExprPtr> BindAggregate(std::string name, const Json& call, const Scope& scope,
                                              AggregateUse within = AggregateUse::kForbidden);

  // predicates.cc
  [[nodiscard]] Result<ExprPtr> BindBool(const Json& node, const Scope& scope);
  [[nodiscard]] Result<ExprPtr> BindNullTest(const Json& node, const Scope& scope);
  [[nodiscard]] Result<ExprPtr> BindBooleanTest(const Json& node, const Scope& scope);
  [[nodiscard]] Result<ExprPtr> BindBetween(const Json& expr, std::string_view kind, const Scope& scope);
  [[nodiscard]] Result<ExprPtr> BindIn(const Json& expr, const Scope& scope);
  [[nodiscard]] Result<ExprPtr> BindLike(const Json& expr, std::string_view name, const Scope& scope);
  [[nodiscard]] Result<ExprPtr> BindDistinctFrom(const Json& expr, bool negated, const Scope& scope);
  [[nodiscard]] Result<ExprPtr> AsPredicate(ExprPtr e, std::string_view clause) const;

  // operators.cc
  [[nodiscard]] Result<ExprPtr> BindOperator(const Json& expr, const Scope& scope);
  [[nodiscard]] Result<ExprPtr> BindBinary(const std::string& op, const Json& expr, const Scope& scope);
  [[nodiscard]] Result<ExprPtr> BindUnary(const std::string& op, const Json& expr, const Scope& scope);
  [[nodiscard]] Result<ExprPtr> Arithmetic(const std::string& op, ExprPtr left, ExprPtr right) const;
  [[nodiscard]] Result<ExprPtr> BindArrayComparison(const Json& expr, bool any, const Scope& scope);
  [[nodiscard]] Result<ExprPtr> CompareRows(CompareOp op, const Exprs& left, const Exprs& right);

  // coercion.cc
  [[nodiscard]] Result<ExprPtr> Compare(CompareOp op, ExprPtr left, ExprPtr right) const;
  // Gives both sides of a comparison the type at which they compare.
  [[nodiscard]] Status Unify(std::string_view op, ExprPtr& left, ExprPtr& right) const;
  // Gives a constant or parameter of no type yet the type.
  [[nodiscard]] Result<ExprPtr> Coerce(ExprPtr e, const Type& type) const;
  [[nodiscard]] Result<ExprPtr> CastTo(ExprPtr e, const Type& type) const;
  // Brings branches (of CASE, COALESCE, VALUES) to their common type.
  [[nodiscard]] Status CoerceAll(Exprs& exprs, std::string_view what) const;
  [[nodiscard]] Status CheckComparable(std::string_view op, const ExprPtr& left, const ExprPtr& right) const;
  // The query with output `index` coerced, if a constant without a type stands there.
  [[nodiscard]] Result<QueryPtr> CoerceOutput(const QueryPtr& query, std::size_t index,
                                              const Type& type) const;
  [[nodiscard]] Result<QueryPtr> SettleOutputs(QueryPtr query) const;

  // subqueries.cc
  [[nodiscard]] Result<ExprPtr> BindSubLink(const Json& link, const Scope& scope);
  [[nodiscard]] Result<ExprPtr> BindQuantified(const Json& link, QueryPtr query, bool any,
                                               const Scope& scope);
  [[nodiscard]] Result<ExprPtr> AnyComparison(CompareOp op, const ExprPtr& test, const QueryPtr& query);
  // A copy whose sub-queries have relation numbers of their own, for an expression that is to stand twice.
  // Its size is accounted for; beyond the bound it comes back as it is, and the statement fails.
  [[nodiscard]] ExprPtr Again(const ExprPtr& e);

  // The items of a row constructor; the expression alone where it is none.
  [[nodiscard]] Result<Exprs> BindRow(const Json& node, const Scope& scope);

  [[nodiscard]] RelId NextRel() {
    spent_ += kUnitsOfRelation;
    return next_rel_++;
  }
  [[nodiscard]] bool postgresql() const { return dialect_ == Dialect::kPostgresql; }
  // Accounts for what is built, so that WITH, `*` and what SQL's short forms repeat cannot make a short text
  // explode.
  [[nodiscard]] Status Spend(std::size_t units);
  static constexpr std::size_t kMaxUnits = 200'000;
  static constexpr std::size_t kUnitsOfRelation = 50;

  // Counts a step of recursion over the parse tree for as long as it lives.
  class Depth {
   public:
    explicit Depth(Binder& binder) : depth_(binder.depth_) { ++depth_; }
    ~Depth() { --depth_; }
    Depth(const Depth&) = delete;
    Depth& operator=(const Depth&) = delete;
    [[nodiscard]] Status Check() const;

   private:
    int& depth_;
  };

  const Schema* schema_;
  Dialect dialect_;
  std::string_view text_;
  Expand expand_;
  RelId next_rel_ = 1;
  int depth_ = 0;
  std::size_t spent_ = 0;
};

[[nodiscard]] inline Status Unsupported(std::string_view what) {
  return Status::NotSupported("unsupported: " + std::string(what));
}
[[nodiscard]] inline Status BindError(std::string_view what) {
  return Status::InvalidArgument("bind: " + std::string(what));
}

}  // namespace tacit::sql::bind

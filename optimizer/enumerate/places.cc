#include "optimizer/enumerate/places.h"

#include <algorithm>
#include <map>
#include <utility>

#include "optimizer/enumerate/simplify.h"

namespace tacit::enumerate {

using algebra::ColumnSet;
using rules::Context;
using rules::Replacement;
using rules::Rule;
using sql::ColumnId;
using sql::Expr;
using sql::ExprKind;
using sql::ExprPtr;
using sql::Query;
using sql::QueryKind;
using sql::QueryPtr;

namespace {

// What stands above a node.
struct Above {
  ColumnSet used;
  bool duplicates_matter = true;
  bool statement_root = false;
  bool block_top = true;
  // The node's columns are what its parent's columns are, up to one that reads them by name alone: they can
  // be neither fewer nor more.
  bool columns_fixed = false;
};

using Rebuild = std::function<QueryPtr(QueryPtr)>;

ColumnSet ColumnsLeaving(const Query& q) {
  ColumnSet columns;
  for (const sql::OutputColumn& column : q.columns) columns.insert(column.id);
  return columns;
}

bool SameColumns(const QueryPtr& a, const QueryPtr& b) {
  return std::equal(a->columns.begin(), a->columns.end(), b->columns.begin(), b->columns.end(),
                    [](const sql::OutputColumn& x, const sql::OutputColumn& y) { return x.id == y.id; });
}

std::vector<ExprPtr> OwnExpressions(const Query& q) {
  std::vector<ExprPtr> all;
  for (const std::vector<ExprPtr>& row : q.rows) all.insert(all.end(), row.begin(), row.end());
  all.insert(all.end(), q.exprs.begin(), q.exprs.end());
  all.insert(all.end(), q.aggregates.begin(), q.aggregates.end());
  if (q.predicate) all.push_back(q.predicate);
  for (const sql::SortKey& key : q.sort_keys) all.push_back(key.expr);
  return all;
}

// The sub-queries that stand in e itself.
void SubqueriesOf(const ExprPtr& e, std::vector<ExprPtr>& found) {
  if (e->query) found.push_back(e);
  for (const ExprPtr& arg : e->args) SubqueriesOf(arg, found);
  if (e->filter) SubqueriesOf(e->filter, found);
}

bool IgnoresDuplicates(const Expr& aggregate) {
  return aggregate.distinct || aggregate.name == "min" || aggregate.name == "max" ||
         aggregate.name == "bool_and" || aggregate.name == "bool_or";
}

class Walker {
 public:
  using Wanted = bool (*)(const Rule&);

  Walker(const QueryPtr& statement, const Environment& environment, Wanted wanted)
      : environment_(environment), wanted_(wanted), next_rel_(sql::MaxRel(statement) + 1) {}

  std::vector<Step> Walk(const QueryPtr& statement) {
    Above above;
    above.used = ColumnsLeaving(*statement);
    above.statement_root = true;
    above.columns_fixed = true;
    Visit(statement, above, [](QueryPtr q) { return q; });
    return std::move(steps_);
  }

 private:
  void Visit(const QueryPtr& node, const Above& above, const Rebuild& rebuild) {
    TryRules(node, above, rebuild);
    for (std::size_t i = 0; i < node->inputs.size(); ++i) {
      Visit(node->inputs[i], BelowInput(*node, i, above), [&node, &rebuild, i](QueryPtr input) {
        std::vector<QueryPtr> inputs = node->inputs;
        inputs[i] = std::move(input);
        return rebuild(sql::WithInputs(node, std::move(inputs)));
      });
    }
    std::vector<ExprPtr> subqueries;
    for (const ExprPtr& e : OwnExpressions(*node)) SubqueriesOf(e, subqueries);
    for (const ExprPtr& holder : subqueries) {
      Visit(holder->query, BelowExpression(*holder), [&node, &rebuild, &holder](const QueryPtr& query) {
        return rebuild(sql::TransformExprs(node, [&](const ExprPtr& e) -> ExprPtr {
          if (e != holder) return nullptr;
          Expr changed = *e;
          changed.query = query;
          return std::make_shared<const Expr>(std::move(changed));
        }));
      });
    }
  }

  void TryRules(const QueryPtr& node, const Above& above, const Rebuild& rebuild) {
    const Context context{environment_.schema,     environment_.facts,   environment_.dialect,
                          environment_.analyser,   &next_rel_,           above.used,
                          above.duplicates_matter, above.statement_root, above.block_top};
    for (const Rule& rule : rules::AllRules()) {
      if (!wanted_(rule)) continue;
      for (Replacement& replacement : rule.apply(node, context)) {
        if (above.columns_fixed && !SameColumns(node, replacement.query)) continue;
        const std::size_t signature = sql::Hash(node) * 31 + sql::Hash(replacement.query) * 17 +
                                      std::hash<std::string_view>()(rule.name);
        QueryPtr statement = rebuild(std::move(replacement.query));
        if (!replacement.renamed.empty()) statement = Renamed(statement, replacement.renamed);
        steps_.push_back({&rule, std::move(statement), signature});
      }
    }
  }

  static QueryPtr Renamed(const QueryPtr& statement,
                          const std::vector<std::pair<ColumnId, ExprPtr>>& renamed) {
    const std::map<ColumnId, ExprPtr> names(renamed.begin(), renamed.end());
    return sql::TransformExprsDeep(statement, [&](const ExprPtr& e) -> ExprPtr {
      if (e->kind != ExprKind::kColumn) return nullptr;
      const auto found = names.find(e->column);
      return found == names.end() ? nullptr : found->second;
    });
  }

  static Above BelowInput(const Query& node, std::size_t i, const Above& above) {
    Above below;
    const bool passes = node.kind == QueryKind::kFilter || node.kind == QueryKind::kJoin ||
                        node.kind == QueryKind::kSort || node.kind == QueryKind::kLimit;
    if (passes) below.used = above.used;
    for (const ExprPtr& e : OwnExpressions(node)) {
      for (const ColumnId& id : sql::ColumnsOf(e)) below.used.insert(id);
    }
    if (node.kind == QueryKind::kJoin && node.lateral && i == 0) {
      for (const ColumnId& id : sql::OuterColumns(node.inputs[1])) below.used.insert(id);
    }
    const ColumnSet made = ColumnsLeaving(*node.inputs[i]);
    if (node.kind == QueryKind::kDistinct || node.kind == QueryKind::kSetOp) below.used = made;
    std::erase_if(below.used, [&](const ColumnId& id) { return !made.contains(id); });
    below.columns_fixed = node.kind == QueryKind::kDistinct || node.kind == QueryKind::kSetOp ||
                          (passes && node.kind != QueryKind::kJoin && above.columns_fixed) ||
                          (node.kind == QueryKind::kJoin && above.columns_fixed);
    below.duplicates_matter = DuplicatesMatterBelow(node, above);
    below.block_top = node.kind != QueryKind::kFilter && node.kind != QueryKind::kJoin;
    // A block does not reach through these joins: what is below is a block of its own.
    if (node.kind == QueryKind::kJoin) {
      const bool reached = !node.lateral && (node.join == sql::JoinKind::kInner ||
                                             (node.join == sql::JoinKind::kLeft && i == 0));
      below.block_top = !reached;
    }
    return below;
  }

  static bool DuplicatesMatterBelow(const Query& node, const Above& above) {
    switch (node.kind) {
      case QueryKind::kDistinct: return false;
      case QueryKind::kSetOp:
        return node.all && (above.duplicates_matter || node.set_op != sql::SetOpKind::kUnion);
      case QueryKind::kAggregate:
        return !std::all_of(node.aggregates.begin(), node.aggregates.end(),
                            [](const ExprPtr& e) { return IgnoresDuplicates(*e); });
      case QueryKind::kLimit: return true;
      default: return above.duplicates_matter;
    }
  }

  static Above BelowExpression(const Expr& holder) {
    Above below;
    if (holder.kind != ExprKind::kExists) below.used = ColumnsLeaving(*holder.query);
    below.duplicates_matter = holder.kind == ExprKind::kScalarQuery;
    below.columns_fixed = holder.kind != ExprKind::kExists;
    return below;
  }

  const Environment& environment_;
  Wanted wanted_;
  sql::RelId next_rel_;
  std::vector<Step> steps_;
};

}  // namespace

std::vector<Step> StepsFrom(const QueryPtr& statement, const Environment& environment) {
  return Walker(statement, environment, [](const Rule&) { return true; }).Walk(statement);
}

bool ReadsLiterals(const QueryPtr& statement, const Environment& environment) {
  const QueryPtr simple = Simplify(statement);
  return !Walker(simple, environment, [](const Rule& rule) { return rule.reads_literals; })
              .Walk(simple)
              .empty();
}

}  // namespace tacit::enumerate

#include "optimizer/interpret/compile.h"

#include <algorithm>
#include <utility>

#include "optimizer/interpret/run.h"
#include "src/base/status_macros.h"

namespace tacit::interpret {
namespace {

using sql::ExprPtr;
using sql::QueryKind;
using sql::QueryPtr;

// Every expression that stands in the node itself.
void VisitNodeExprs(const sql::Query& q, const std::function<void(const ExprPtr&)>& visit) {
  const auto each = [&](const std::vector<ExprPtr>& list) {
    for (const ExprPtr& e : list) visit(e);
  };
  for (const std::vector<ExprPtr>& row : q.rows) each(row);
  each(q.exprs);
  each(q.aggregates);
  for (const sql::SortKey& key : q.sort_keys) visit(key.expr);
  for (const ExprPtr& e : {q.predicate, q.limit, q.offset}) {
    if (e != nullptr) visit(e);
  }
}

bool ComesFrom(const std::vector<sql::RelId>& relations, const std::vector<sql::ColumnId>& columns) {
  return std::ranges::any_of(columns,
                             [&](sql::ColumnId id) { return std::ranges::binary_search(relations, id.rel); });
}

Layout LayoutOf(const std::vector<sql::OutputColumn>& columns) {
  Layout layout;
  for (const sql::OutputColumn& column : columns) layout.push_back(column.id);
  return layout;
}

}  // namespace

// What the scans must give: columns that are read, and those of nodes that look at whole rows.
void Compiler::NoteUsed(const QueryPtr& query) {
  const auto whole = [&](const sql::Query& q) {
    for (const sql::OutputColumn& column : q.columns) used_.insert(column.id);
  };
  whole(*query);
  sql::VisitQuery(query, [&](const sql::Query& q) {
    VisitNodeExprs(q, [&](const ExprPtr& e) {
      sql::Visit(e, [&](const sql::Expr& part) {
        if (part.kind == sql::ExprKind::kColumn) used_.insert(part.column);
        if (part.query != nullptr) whole(*part.query);
      });
    });
    if (q.kind == QueryKind::kDistinct || q.kind == QueryKind::kSetOp) {
      for (const QueryPtr& input : q.inputs) whole(*input);
    }
  });
}

Result<std::unique_ptr<Plan>> Compiler::Statement(const QueryPtr& query, const Scope* outer) {
  if (outer == nullptr) NoteUsed(query);
  TACIT_ASSIGN_OR_RETURN(Part part, Node(query, {}, outer));
  return Arranged(std::move(part), query->columns).plan;
}

Compiler::Part Compiler::Arranged(Part part, const std::vector<sql::OutputColumn>& columns) {
  Layout wanted = LayoutOf(columns);
  if (part.layout == wanted) return part;
  auto plan = std::make_unique<Plan>();
  plan->kind = QueryKind::kProject;
  plan->width = static_cast<int>(columns.size());
  for (const sql::OutputColumn& column : columns) {
    Scalar scalar;
    scalar.source = sql::MakeColumn(column.id, column.type);
    scalar.slot = static_cast<int>(std::ranges::find(part.layout, column.id) - part.layout.begin());
    plan->exprs.push_back(std::move(scalar));
  }
  plan->inputs.push_back(std::move(part.plan));
  return {std::move(plan), std::move(wanted)};
}

Result<Compiler::Part> Compiler::Node(const QueryPtr& q, std::vector<ExprPtr> conjuncts, const Scope* outer) {
  if (q->kind == QueryKind::kFilter) {
    for (ExprPtr& conjunct : sql::Conjuncts(q->predicate)) conjuncts.push_back(std::move(conjunct));
    return Node(q->inputs[0], std::move(conjuncts), outer);
  }
  if (q->kind == QueryKind::kJoin && q->join == sql::JoinKind::kInner) {
    return Join(q, std::move(conjuncts), outer);
  }
  TACIT_ASSIGN_OR_RETURN(Part part, Leaf(q, outer));
  if (conjuncts.empty()) return part;
  auto filter = std::make_unique<Plan>();
  filter->kind = QueryKind::kFilter;
  filter->width = part.plan->width;
  TACIT_ASSIGN_OR_RETURN(filter->exprs, Expressions(conjuncts, {&part.layout, outer}));
  filter->inputs.push_back(std::move(part.plan));
  part.plan = std::move(filter);
  return part;
}

Result<Compiler::Part> Compiler::Leaf(const QueryPtr& q, const Scope* outer) {
  switch (q->kind) {
    case QueryKind::kScan: return Scan(q);
    case QueryKind::kValues: return Values(q, outer);
    case QueryKind::kProject: return Project(q, outer);
    case QueryKind::kJoin: return Join(q, {}, outer);
    case QueryKind::kAggregate: return Grouping(q, outer);
    case QueryKind::kSetOp: return SetOp(q, outer);
    case QueryKind::kSort: return Sort(q, outer);
    case QueryKind::kLimit: return Limit(q, outer);
    case QueryKind::kDistinct: {
      TACIT_ASSIGN_OR_RETURN(Part input, Node(q->inputs[0], {}, outer));
      Part part = Arranged(std::move(input), q->inputs[0]->columns);
      auto plan = std::make_unique<Plan>();
      plan->kind = QueryKind::kDistinct;
      plan->width = part.plan->width;
      plan->inputs.push_back(std::move(part.plan));
      part.plan = std::move(plan);
      return part;
    }
    case QueryKind::kFilter: break;  // Node() has taken it
  }
  return Status::Internal("the interpreter meets a node of no known kind");
}

Result<Compiler::Part> Compiler::Scan(const QueryPtr& q) {
  Part part;
  part.plan = std::make_unique<Plan>();
  if (schema_.Find(q->table) == nullptr) return Status::Internal("a scan of no table: " + q->table);
  auto found = std::ranges::find(tables_, q->table);
  part.plan->table = static_cast<int>(found - tables_.begin());
  if (found == tables_.end()) tables_.push_back(q->table);
  for (const sql::OutputColumn& column : q->columns) {
    if (!used_.contains(column.id)) continue;
    part.plan->ordinals.push_back(column.id.index);
    part.layout.push_back(column.id);
  }
  part.plan->width = static_cast<int>(part.layout.size());
  return part;
}

Result<Compiler::Part> Compiler::Values(const QueryPtr& q, const Scope* outer) {
  Part part{std::make_unique<Plan>(), LayoutOf(q->columns)};
  part.plan->kind = QueryKind::kValues;
  part.plan->width = static_cast<int>(q->columns.size());
  const Layout none;
  for (const std::vector<ExprPtr>& row : q->rows) {
    TACIT_ASSIGN_OR_RETURN(std::vector<Scalar> scalars, Expressions(row, {&none, outer}));
    part.plan->rows.push_back(std::move(scalars));
  }
  return part;
}

Result<Compiler::Part> Compiler::Project(const QueryPtr& q, const Scope* outer) {
  TACIT_ASSIGN_OR_RETURN(Part input, Node(q->inputs[0], {}, outer));
  Part part{std::make_unique<Plan>(), LayoutOf(q->columns)};
  part.plan->kind = QueryKind::kProject;
  part.plan->width = static_cast<int>(q->columns.size());
  TACIT_ASSIGN_OR_RETURN(part.plan->exprs, Expressions(q->exprs, {&input.layout, outer}));
  part.plan->inputs.push_back(std::move(input.plan));
  return part;
}

Result<Compiler::Part> Compiler::Join(const QueryPtr& q, std::vector<ExprPtr> conjuncts, const Scope* outer) {
  std::vector<ExprPtr> to_left;
  std::vector<ExprPtr> to_right;
  std::vector<ExprPtr> here;
  for (ExprPtr& conjunct : sql::Conjuncts(q->predicate)) conjuncts.push_back(std::move(conjunct));
  const std::vector<sql::RelId> left_relations = sql::OwnRelations(q->inputs[0]);
  const std::vector<sql::RelId> right_relations = sql::OwnRelations(q->inputs[1]);
  for (ExprPtr& conjunct : conjuncts) {
    const std::vector<sql::ColumnId> columns = sql::ColumnsOf(conjunct);
    const bool reads_left = ComesFrom(left_relations, columns);
    const bool reads_right = ComesFrom(right_relations, columns);
    const bool movable = q->join == sql::JoinKind::kInner && !q->lateral && reads_left != reads_right;
    (!movable ? here : reads_left ? to_left : to_right).push_back(std::move(conjunct));
  }
  TACIT_ASSIGN_OR_RETURN(Part left, Node(q->inputs[0], std::move(to_left), outer));
  const Scope beside{&left.layout, outer};
  TACIT_ASSIGN_OR_RETURN(Part right, Node(q->inputs[1], std::move(to_right), q->lateral ? &beside : outer));
  Part part{std::make_unique<Plan>(), left.layout};
  std::ranges::copy(right.layout, std::back_inserter(part.layout));
  part.plan->kind = QueryKind::kJoin;
  part.plan->join = q->join;
  part.plan->lateral = q->lateral;
  part.plan->width = static_cast<int>(part.layout.size());
  TACIT_ASSIGN_OR_RETURN(part.plan->exprs, Expressions(here, {&part.layout, outer}));
  part.plan->inputs.push_back(std::move(left.plan));
  part.plan->inputs.push_back(std::move(right.plan));
  return part;
}

Result<Compiler::Part> Compiler::Grouping(const QueryPtr& q, const Scope* outer) {
  TACIT_ASSIGN_OR_RETURN(Part input, Node(q->inputs[0], {}, outer));
  Part part{std::make_unique<Plan>(), LayoutOf(q->columns)};
  part.plan->kind = QueryKind::kAggregate;
  part.plan->global = q->global;
  part.plan->width = static_cast<int>(q->columns.size());
  const Scope scope{&input.layout, outer};
  TACIT_ASSIGN_OR_RETURN(part.plan->exprs, Expressions(q->exprs, scope));
  TACIT_ASSIGN_OR_RETURN(part.plan->aggregates, Expressions(q->aggregates, scope));
  part.plan->inputs.push_back(std::move(input.plan));
  return part;
}

Result<Compiler::Part> Compiler::SetOp(const QueryPtr& q, const Scope* outer) {
  Part part{std::make_unique<Plan>(), LayoutOf(q->columns)};
  part.plan->kind = QueryKind::kSetOp;
  part.plan->set_op = q->set_op;
  part.plan->all = q->all;
  part.plan->width = static_cast<int>(q->columns.size());
  for (const QueryPtr& input : q->inputs) {
    TACIT_ASSIGN_OR_RETURN(Part side, Node(input, {}, outer));
    std::vector<sql::TypeKind> kinds(q->columns.size(), sql::TypeKind::kUnknown);
    for (std::size_t i = 0; i < std::min(kinds.size(), input->columns.size()); ++i) {
      if (input->columns[i].type.kind != q->columns[i].type.kind) kinds[i] = q->columns[i].type.kind;
    }
    part.plan->column_kinds.push_back(std::move(kinds));
    part.plan->inputs.push_back(Arranged(std::move(side), input->columns).plan);
  }
  return part;
}

Result<Compiler::Part> Compiler::Sort(const QueryPtr& q, const Scope* outer) {
  TACIT_ASSIGN_OR_RETURN(Part part, Node(q->inputs[0], {}, outer));
  auto plan = std::make_unique<Plan>();
  plan->kind = QueryKind::kSort;
  plan->width = part.plan->width;
  for (const sql::SortKey& key : q->sort_keys) {
    TACIT_ASSIGN_OR_RETURN(Scalar scalar, Expression(key.expr, {&part.layout, outer}));
    plan->sort_keys.push_back({std::move(scalar), key.descending, key.nulls_first});
  }
  plan->inputs.push_back(std::move(part.plan));
  part.plan = std::move(plan);
  return part;
}

Result<Compiler::Part> Compiler::Limit(const QueryPtr& q, const Scope* outer) {
  TACIT_ASSIGN_OR_RETURN(Part part, Node(q->inputs[0], {}, outer));
  auto plan = std::make_unique<Plan>();
  plan->kind = QueryKind::kLimit;
  plan->width = part.plan->width;
  const Layout none;
  const auto compile = [&](const ExprPtr& e, std::unique_ptr<Scalar>* target) -> Status {
    if (e == nullptr) return Status::Ok();
    TACIT_ASSIGN_OR_RETURN(Scalar scalar, Expression(e, {&none, outer}));
    *target = std::make_unique<Scalar>(std::move(scalar));
    return Status::Ok();
  };
  TACIT_RETURN_IF_ERROR(compile(q->limit, &plan->limit));
  TACIT_RETURN_IF_ERROR(compile(q->offset, &plan->offset));
  plan->inputs.push_back(std::move(part.plan));
  part.plan = std::move(plan);
  return part;
}

}  // namespace tacit::interpret

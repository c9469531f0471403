#include "src/interpret/compile.h"

#include <algorithm>
#include <utility>

#include "src/base/status_macros.h"
#include "src/interpret/run.h"

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

bool IsInnerJoin(const sql::Query& q) {
  return q.kind == QueryKind::kJoin && q.join == sql::JoinKind::kInner && !q.lateral;
}

// The inputs of nested inner joins, and the conjuncts that stand between them.
void Flatten(const QueryPtr& q, std::vector<QueryPtr>* inputs, std::vector<ExprPtr>* conjuncts) {
  if (!IsInnerJoin(*q) && q->kind != QueryKind::kFilter) {
    inputs->push_back(q);
    return;
  }
  std::ranges::move(sql::Conjuncts(q->predicate), std::back_inserter(*conjuncts));
  for (const QueryPtr& input : q->inputs) Flatten(input, inputs, conjuncts);
}

// An input that shares a conjunct with those joined already; else the first that is left.
std::size_t NextInput(const std::vector<std::vector<std::size_t>>& reads, const std::vector<bool>& joined) {
  for (const std::vector<std::size_t>& inputs : reads) {
    const auto there = [&](std::size_t i) { return static_cast<bool>(joined[i]); };
    const auto open = std::ranges::find_if_not(inputs, there);
    if (open != inputs.end() && std::ranges::any_of(inputs, there) &&
        std::ranges::count_if(inputs, there) + 1 == std::ssize(inputs)) {
      return *open;
    }
  }
  return static_cast<std::size_t>(std::ranges::find(joined, false) - joined.begin());
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
  if (IsInnerJoin(*q)) return Cluster(q, std::move(conjuncts), outer);
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
    case QueryKind::kJoin: return Join(q, outer);
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

// Inner joins have no order of their own: the cluster is joined left-deep, each step with an input that some
// conjunct ties to what is there, so that small tables do not multiply.
Result<Compiler::Part> Compiler::Cluster(const QueryPtr& q, std::vector<ExprPtr> conjuncts,
                                         const Scope* outer) {
  std::vector<QueryPtr> inputs;
  Flatten(q, &inputs, &conjuncts);
  std::vector<std::vector<sql::RelId>> relations;
  for (const QueryPtr& input : inputs) relations.push_back(sql::OwnRelations(input));
  // The inputs that each conjunct reads.
  std::vector<std::vector<std::size_t>> reads;
  for (const ExprPtr& conjunct : conjuncts) {
    const std::vector<sql::ColumnId> columns = sql::ColumnsOf(conjunct);
    reads.emplace_back();
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      if (ComesFrom(relations[i], columns)) reads.back().push_back(i);
    }
  }

  std::vector<bool> joined(inputs.size());
  std::vector<bool> placed(conjuncts.size());
  Part whole;
  for (std::size_t step = 0; step < inputs.size(); ++step) {
    const std::size_t next = NextInput(reads, joined);
    std::vector<ExprPtr> own;
    for (std::size_t c = 0; c < conjuncts.size(); ++c) {
      if (reads[c].size() != 1 || reads[c][0] != next) continue;
      own.push_back(conjuncts[c]);
      placed[c] = true;
    }
    TACIT_ASSIGN_OR_RETURN(Part part, Node(inputs[next], std::move(own), outer));
    joined[next] = true;
    if (step == 0) {
      whole = std::move(part);
      continue;
    }
    std::vector<ExprPtr> here;
    for (std::size_t c = 0; c < conjuncts.size(); ++c) {
      if (placed[c] || !std::ranges::all_of(reads[c], [&](std::size_t i) { return joined[i]; })) continue;
      here.push_back(conjuncts[c]);
      placed[c] = true;
    }
    TACIT_ASSIGN_OR_RETURN(whole,
                           Joined(std::move(whole), std::move(part), here, sql::JoinKind::kInner, outer));
  }
  return whole;
}

Result<Compiler::Part> Compiler::Joined(Part left, Part right, const std::vector<ExprPtr>& conjuncts,
                                        sql::JoinKind kind, const Scope* outer) {
  Part part{std::make_unique<Plan>(), std::move(left.layout)};
  std::ranges::copy(right.layout, std::back_inserter(part.layout));
  part.plan->kind = QueryKind::kJoin;
  part.plan->join = kind;
  part.plan->width = static_cast<int>(part.layout.size());
  TACIT_ASSIGN_OR_RETURN(part.plan->exprs, Expressions(conjuncts, {&part.layout, outer}));
  part.plan->inputs.push_back(std::move(left.plan));
  part.plan->inputs.push_back(std::move(right.plan));
  return part;
}

// A join that is not inner, or lateral: its predicate stays where it is.
Result<Compiler::Part> Compiler::Join(const QueryPtr& q, const Scope* outer) {
  TACIT_ASSIGN_OR_RETURN(Part left, Node(q->inputs[0], {}, outer));
  const Scope beside{&left.layout, outer};
  TACIT_ASSIGN_OR_RETURN(Part right, Node(q->inputs[1], {}, q->lateral ? &beside : outer));
  TACIT_ASSIGN_OR_RETURN(
      Part part, Joined(std::move(left), std::move(right), sql::Conjuncts(q->predicate), q->join, outer));
  part.plan->lateral = q->lateral;
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

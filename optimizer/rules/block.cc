#include "optimizer/rules/block.h"

#include <algorithm>
#include <set>

namespace tacit::rules {

using algebra::ColumnSet;
using sql::ColumnId;
using sql::ExprKind;
using sql::ExprPtr;
using sql::JoinKind;
using sql::QueryKind;
using sql::QueryPtr;

namespace {

bool IsPlainJoin(const sql::Query& q, JoinKind kind) {
  return q.kind == QueryKind::kJoin && q.join == kind && !q.lateral;
}

void Collect(const QueryPtr& node, Block& block) {
  if (node->kind == QueryKind::kFilter || IsPlainJoin(*node, JoinKind::kInner)) {
    for (ExprPtr& conjunct : sql::Conjuncts(node->predicate)) block.conjuncts.push_back(std::move(conjunct));
    for (const QueryPtr& input : node->inputs) Collect(input, block);
  } else if (IsPlainJoin(*node, JoinKind::kLeft)) {
    for (const ColumnId& id : sql::ColumnsOf(node->predicate)) block.pinned.insert(id);
    Collect(node->inputs[0], block);
  } else {
    block.leaves.push_back(node);
  }
}

std::vector<ExprPtr> Edit(const ExprPtr& predicate, const ConjunctEditor& edit) {
  std::vector<ExprPtr> edited;
  for (const ExprPtr& conjunct : sql::Conjuncts(predicate)) {
    if (ExprPtr kept = edit(conjunct)) edited.push_back(std::move(kept));
  }
  return edited;
}

}  // namespace

Block BlockOf(const QueryPtr& node) {
  Block block;
  Collect(node, block);
  return block;
}

QueryPtr FilterBy(const QueryPtr& node, const std::vector<ExprPtr>& conjuncts) {
  if (conjuncts.empty()) return node;
  if (node->kind != QueryKind::kFilter) return sql::MakeFilter(node, sql::MakeAnd(conjuncts));
  std::vector<ExprPtr> all = sql::Conjuncts(node->predicate);
  all.insert(all.end(), conjuncts.begin(), conjuncts.end());
  return sql::MakeFilter(node->inputs[0], sql::MakeAnd(std::move(all)));
}

QueryPtr EditBlock(const QueryPtr& node, const QueryPtr& leaf, const ConjunctEditor& edit) {
  if (node == leaf) return nullptr;
  if (node->kind == QueryKind::kFilter) {
    const QueryPtr input = EditBlock(node->inputs[0], leaf, edit);
    return input ? FilterBy(input, Edit(node->predicate, edit)) : nullptr;
  }
  if (IsPlainJoin(*node, JoinKind::kInner)) {
    const QueryPtr left = EditBlock(node->inputs[0], leaf, edit);
    const QueryPtr right = EditBlock(node->inputs[1], leaf, edit);
    std::vector<ExprPtr> conjuncts = Edit(node->predicate, edit);
    if (left && right)
      return sql::MakeJoin(JoinKind::kInner, left, right, sql::MakeAnd(std::move(conjuncts)));
    if (!left && !right) return nullptr;
    return FilterBy(left ? left : right, conjuncts);
  }
  if (IsPlainJoin(*node, JoinKind::kLeft)) {
    const QueryPtr left = EditBlock(node->inputs[0], leaf, edit);
    return left ? sql::WithInputs(node, {left, node->inputs[1]}) : nullptr;
  }
  return node;
}

bool ReadsAny(const ColumnSet& columns, const QueryPtr& q) {
  const std::vector<sql::RelId> own = sql::OwnRelations(q);
  return std::any_of(columns.begin(), columns.end(),
                     [&](const ColumnId& id) { return std::binary_search(own.begin(), own.end(), id.rel); });
}

bool Reads(const ExprPtr& e, const QueryPtr& q) {
  const std::vector<ColumnId> columns = sql::ColumnsOf(e);
  return ReadsAny({columns.begin(), columns.end()}, q);
}

bool IsColumnEquality(const ExprPtr& e, ColumnId* a, ColumnId* b) {
  if (e->kind != ExprKind::kCompare || e->compare != sql::CompareOp::kEq) return false;
  if (e->args[0]->kind != ExprKind::kColumn || e->args[1]->kind != ExprKind::kColumn) return false;
  *a = e->args[0]->column;
  *b = e->args[1]->column;
  return true;
}

ExprPtr ColumnOf(const sql::Query& q, ColumnId id) {
  for (const sql::OutputColumn& column : q.columns) {
    if (column.id == id) return sql::MakeColumn(id, column.type);
  }
  return sql::MakeColumn(id, {});
}

bool IsConstant(const ExprPtr& e) {
  return (sql::IsLiteral(e) && !sql::IsNullLiteral(e)) || e->kind == ExprKind::kParameter;
}

ColumnSet ColumnsLeaving(const QueryPtr& q) {
  ColumnSet columns;
  for (const sql::OutputColumn& column : q->columns) columns.insert(column.id);
  return columns;
}

bool BeginsBlock(const QueryPtr& node, const Context& context) {
  return context.block_top && (node->kind == QueryKind::kFilter || node->kind == QueryKind::kJoin);
}

std::vector<Replacement> Rebuilt(const QueryPtr& node, const sql::ExprReplacer& replace) {
  const bool reads_rows = node->kind == QueryKind::kFilter || node->kind == QueryKind::kJoin ||
                          node->kind == QueryKind::kProject || node->kind == QueryKind::kAggregate ||
                          node->kind == QueryKind::kSort;
  if (!reads_rows) return {};
  QueryPtr rebuilt = sql::TransformExprs(node, replace);
  if (rebuilt == node) return {};
  return {{std::move(rebuilt), {}}};
}

ExprPtr Substituted(const ExprPtr& e, const Substitution& columns) {
  return sql::Transform(e, [&](const ExprPtr& part) -> ExprPtr {
    if (part->kind != ExprKind::kColumn) return nullptr;
    const auto found = columns.find(part->column);
    return found == columns.end() ? nullptr : found->second;
  });
}

bool NeverNull(const ExprPtr& e, const QueryPtr& node, const Context& context) {
  return std::ranges::any_of(node->inputs,
                             [&](const QueryPtr& input) { return context.analyser.Of(input).NotNull(e); });
}

}  // namespace tacit::rules

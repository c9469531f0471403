#include "optimizer/test/shape.h"

#include <algorithm>
#include <map>
#include <utility>

namespace tacit::refute {
namespace {

using sql::ExprKind;
using sql::ExprPtr;
using sql::QueryKind;
using sql::QueryPtr;

constexpr std::size_t kMaxExprNodes = 200;
constexpr std::size_t kMaxAtoms = 40;
constexpr std::size_t kMaxRequired = 120;
constexpr std::int64_t kMaxCount = 10;

bool IsAtom(ExprKind kind) {
  switch (kind) {
    case ExprKind::kCompare:
    case ExprKind::kDistinct:
    case ExprKind::kIsNull:
    case ExprKind::kIsTrue:
    case ExprKind::kIsFalse:
    case ExprKind::kInList:
    case ExprKind::kLike: return true;
    default: return false;
  }
}

class Reader {
 public:
  Shape Read(const QueryPtr& query) {
    Walk(query, false);
    return std::move(shape_);
  }

 private:
  // Each column as an expression over scan columns, one for each branch it can come from.
  using Origins = std::vector<ExprPtr>;

  void Walk(const QueryPtr& q, bool negated) {
    for (std::size_t i = 0; i < q->inputs.size(); ++i) {
      const bool taken_away = q->kind == QueryKind::kSetOp && q->set_op == sql::SetOpKind::kExcept && i == 1;
      Walk(q->inputs[i], negated || taken_away);
    }
    switch (q->kind) {
      case QueryKind::kScan: WalkScan(*q, negated); break;
      case QueryKind::kProject:
        for (std::size_t i = 0; i < q->exprs.size(); ++i) {
          Define(q->columns[i].id, q->exprs[i], negated);
          if (q->exprs[i]->kind != ExprKind::kColumn) NoteGrouped(q->exprs[i]);
        }
        break;
      case QueryKind::kAggregate: WalkAggregate(*q, negated); break;
      case QueryKind::kSetOp: WalkSetOp(*q); break;
      case QueryKind::kFilter:
      case QueryKind::kJoin:
        for (const ExprPtr& conjunct : sql::Conjuncts(q->predicate)) Require(conjunct, negated);
        break;
      case QueryKind::kSort:
        for (const sql::SortKey& key : q->sort_keys) {
          WalkSubqueries(key.expr, negated);
          NoteGrouped(key.expr);
        }
        break;
      case QueryKind::kLimit:
        for (const ExprPtr& e : {q->limit, q->offset}) NoteCount(e);
        break;
      case QueryKind::kValues:
      case QueryKind::kDistinct: break;
    }
  }

  void WalkScan(const sql::Query& q, bool negated) {
    shape_.scans.push_back({q.rel, q.table, negated});
    for (const sql::OutputColumn& column : q.columns)
      origins_[column.id] = {sql::MakeColumn(column.id, column.type)};
  }

  void WalkAggregate(const sql::Query& q, bool negated) {
    for (std::size_t i = 0; i < q.exprs.size(); ++i) {
      Define(q.columns[i].id, q.exprs[i], negated);
      NoteGrouped(q.exprs[i]);
    }
    for (std::size_t i = 0; i < q.aggregates.size(); ++i) {
      const sql::Expr& aggregate = *q.aggregates[i];
      if (aggregate.filter != nullptr) NoteAtoms(aggregate.filter);
      for (const ExprPtr& arg : aggregate.args) NoteGrouped(arg);
      counted_.push_back(q.columns[q.exprs.size() + i].id);
      const bool counts = aggregate.name == "count" || aggregate.args.empty();
      Define(q.columns[q.exprs.size() + i].id, counts ? sql::MakeInteger(1) : aggregate.args[0], negated);
    }
  }

  void WalkSetOp(const sql::Query& q) {
    for (std::size_t i = 0; i < q.columns.size(); ++i) {
      Origins& origins = origins_[q.columns[i].id];
      for (const QueryPtr& input : q.inputs) {
        const auto found = origins_.find(input->columns[i].id);
        if (found != origins_.end() && origins.size() < 4) {
          std::ranges::copy(found->second, std::back_inserter(origins));
        }
      }
    }
  }

  void Define(sql::ColumnId id, const ExprPtr& e, bool negated) {
    WalkSubqueries(e, negated);
    Origins expanded = Expand(e);
    for (const ExprPtr& origin : expanded) NoteAtoms(origin);
    origins_[id] = std::move(expanded);
  }

  void Require(const ExprPtr& conjunct, bool negated) {
    WalkSubqueries(conjunct, negated);
    NoteCountsIn(*conjunct);
    if (shape_.required.size() >= kMaxRequired) return;
    for (const ExprPtr& expanded : Expand(conjunct)) {
      shape_.required.push_back(expanded);
      NoteAtoms(expanded);
    }
  }

  // Sub-queries, with `x IN (query)` as the equality that it asks for.
  void WalkSubqueries(const ExprPtr& e, bool negated) {
    if (e->query != nullptr) {
      const bool takes_away = e->negated && e->kind != ExprKind::kScalarQuery;
      Walk(e->query, negated != takes_away);
      for (std::size_t i = 0; e->kind == ExprKind::kInQuery && i < e->args.size(); ++i) {
        const sql::OutputColumn& column = e->query->columns[i];
        Require(sql::MakeCompare(sql::CompareOp::kEq, e->args[i], sql::MakeColumn(column.id, column.type)),
                false);
      }
    }
    for (const ExprPtr& arg : e->args) WalkSubqueries(arg, e->kind == ExprKind::kNot ? !negated : negated);
    if (e->filter != nullptr) WalkSubqueries(e->filter, negated);
  }

  // Over scan columns, once for each branch; none where that cannot be said.
  Origins Expand(const ExprPtr& e) {
    Origins result;
    for (std::size_t branch = 0; branch < 2; ++branch) {
      ExprPtr expanded = ExpandBranch(e, branch);
      if (expanded == nullptr) break;
      if (!result.empty() && sql::Same(result.front(), expanded)) break;
      result.push_back(std::move(expanded));
    }
    return result;
  }

  ExprPtr ExpandBranch(const ExprPtr& e, std::size_t branch) {
    if (sql::ContainsSubquery(e)) return nullptr;
    bool known = true;
    std::size_t nodes = 0;
    ExprPtr expanded = sql::Transform(
        e,
        [&](const ExprPtr& part) -> ExprPtr {
          if (part->kind == ExprKind::kAggregate || part->kind == ExprKind::kParameter) known = false;
          if (part->kind != ExprKind::kColumn) return nullptr;
          const auto found = origins_.find(part->column);
          if (found == origins_.end() || found->second.empty()) {
            known = false;
            return nullptr;
          }
          const ExprPtr& origin = found->second[std::min(branch, found->second.size() - 1)];
          sql::Visit(origin, [&](const sql::Expr&) { ++nodes; });
          known = known && nodes <= kMaxExprNodes;
          return known ? origin : nullptr;
        },
        false);
    return known ? expanded : nullptr;
  }

  void NoteAtoms(const ExprPtr& e) {
    if (shape_.atoms.size() >= kMaxAtoms) return;
    const bool truth_column = e->kind == ExprKind::kColumn && e->type.kind == sql::TypeKind::kBoolean;
    const bool over_scans =
        !sql::ColumnsOf(e).empty() && std::ranges::all_of(sql::ColumnsOf(e), [&](sql::ColumnId id) {
          return std::ranges::any_of(shape_.scans, [&](const ShapeScan& scan) { return scan.rel == id.rel; });
        });
    const auto same = [&](const ExprPtr& other) { return sql::Same(other, e); };
    if ((IsAtom(e->kind) || truth_column) && over_scans && std::ranges::none_of(shape_.atoms, same)) {
      shape_.atoms.push_back(e);
    }
    for (const ExprPtr& arg : e->args) NoteAtoms(arg);
  }

  void NoteGrouped(const ExprPtr& e) {
    for (const ExprPtr& expanded : Expand(e)) {
      for (const sql::ColumnId id : sql::ColumnsOf(expanded)) {
        if (std::ranges::find(shape_.grouped, id) == shape_.grouped.end()) shape_.grouped.push_back(id);
      }
    }
  }

  void NoteCount(const ExprPtr& e) {
    const auto* count = e == nullptr ? nullptr : std::get_if<std::int64_t>(&e->literal);
    if (count != nullptr && *count > 0 && *count <= kMaxCount) shape_.counts.push_back(*count);
  }

  // Literals beside an aggregate's result.
  void NoteCountsIn(const sql::Expr& conjunct) {
    bool counts = false;
    const auto visit = [&](const sql::Expr& part) {
      counts = counts ||
               (part.kind == ExprKind::kColumn && std::ranges::find(counted_, part.column) != counted_.end());
    };
    for (const ExprPtr& arg : conjunct.args) sql::Visit(arg, visit);
    if (!counts) return;
    for (const ExprPtr& arg : conjunct.args) NoteCount(arg);
  }

  Shape shape_;
  std::map<sql::ColumnId, Origins> origins_;
  std::vector<sql::ColumnId> counted_;
};

}  // namespace

Shape ShapeOf(const QueryPtr& query) { return Reader().Read(query); }

}  // namespace tacit::refute

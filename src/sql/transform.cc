// Rebuilding expressions and queries. What does not change is shared with the original.
#include <map>
#include <utility>

#include "src/sql/query.h"
#include "src/sql/query_internal.h"

namespace tacit::sql {
namespace internal {

ExprPtr MapChildren(const ExprPtr& e, const ExprMap& map, const QueryMap& map_query) {
  std::vector<ExprPtr> args;
  args.reserve(e->args.size());
  for (const ExprPtr& arg : e->args) args.push_back(map(arg));
  ExprPtr filter = e->filter != nullptr ? map(e->filter) : nullptr;
  QueryPtr query = e->query != nullptr ? map_query(e->query) : nullptr;
  if (args == e->args && filter == e->filter && query == e->query) return e;

  Expr copy = *e;
  copy.args = std::move(args);
  copy.filter = std::move(filter);
  copy.query = std::move(query);
  return std::make_shared<const Expr>(std::move(copy));
}

QueryPtr MapExprs(const QueryPtr& q, const ExprMap& map) {
  std::vector<ExprPtr> mapped;
  bool changed = false;
  ForEachExpr(*q, [&](const ExprPtr& e) {
    mapped.push_back(map(e));
    changed = changed || mapped.back() != e;
  });
  if (!changed) return q;

  Query copy = *q;
  std::size_t next = 0;
  ForEachExpr(copy, [&](ExprPtr& slot) { slot = std::move(mapped[next++]); });
  RefreshColumns(copy);
  return std::make_shared<const Query>(std::move(copy));
}

}  // namespace internal

namespace {

// Maps relation numbers; those that it lacks stay.
class Renamer {
 public:
  explicit Renamer(std::map<RelId, RelId> fresh) : fresh_(std::move(fresh)) {}

  [[nodiscard]] QueryPtr Rename(const QueryPtr& q) const {
    Query copy = *internal::MapExprs(q, [this](const ExprPtr& e) { return Rename(e); });
    for (QueryPtr& input : copy.inputs) input = Rename(input);
    if (copy.rel >= 0) copy.rel = Of(copy.rel);
    for (OutputColumn& column : copy.columns) column.id.rel = Of(column.id.rel);
    return std::make_shared<const Query>(std::move(copy));
  }

 private:
  [[nodiscard]] RelId Of(RelId rel) const {
    const auto found = fresh_.find(rel);
    return found == fresh_.end() ? rel : found->second;
  }

  [[nodiscard]] ExprPtr Rename(const ExprPtr& e) const {
    if (e->kind == ExprKind::kColumn) {
      return fresh_.contains(e->column.rel) ? MakeColumn({Of(e->column.rel), e->column.index}, e->type) : e;
    }
    return internal::MapChildren(
        e, [this](const ExprPtr& arg) { return Rename(arg); },
        [this](const QueryPtr& q) { return Rename(q); });
  }

  std::map<RelId, RelId> fresh_;
};

}  // namespace

ExprPtr Transform(const ExprPtr& e, const ExprReplacer& replace, bool into_queries) {
  ExprPtr rebuilt = internal::MapChildren(
      e, [&](const ExprPtr& arg) { return Transform(arg, replace, into_queries); },
      [&](const QueryPtr& q) { return into_queries ? TransformExprsDeep(q, replace) : q; });
  ExprPtr replaced = replace(rebuilt);
  return replaced != nullptr ? replaced : rebuilt;
}

QueryPtr TransformExprs(const QueryPtr& q, const ExprReplacer& replace) {
  return internal::MapExprs(q, [&](const ExprPtr& e) { return Transform(e, replace); });
}

QueryPtr TransformExprsDeep(const QueryPtr& q, const ExprReplacer& replace) {
  std::vector<QueryPtr> inputs;
  for (const QueryPtr& input : q->inputs) inputs.push_back(TransformExprsDeep(input, replace));
  return TransformExprs(inputs != q->inputs ? WithInputs(q, std::move(inputs)) : q, replace);
}

QueryPtr Renumber(const QueryPtr& q, RelId* next) {
  std::map<RelId, RelId> fresh;
  VisitQuery(q, [&](const Query& node) {
    if (node.rel >= 0 && !fresh.contains(node.rel)) fresh.emplace(node.rel, (*next)++);
  });
  return Renamer(std::move(fresh)).Rename(q);
}

}  // namespace tacit::sql

#include "optimizer/prove/restate.h"

#include <set>

#include "optimizer/prove/order_limit.h"
#include "optimizer/prove/prove.h"

namespace tacit::prove {
namespace {

// An engine that assumes nothing, for lowering alone.
struct Bare {
  Bare(const Schema& schema, Dialect dialect)
      : store(dialect != Dialect::kMysql), engine(store, schema, facts, dialect, ignored, budget, 0) {}

  Store store;
  algebra::Facts facts;
  std::set<algebra::FactId> ignored;
  Budget budget;
  Engine engine;
};

}  // namespace

Result<RestatedQuery> Restate(const sql::QueryPtr& query, const Schema& schema, Dialect dialect,
                              const KnownBound& bound) {
  Bare bare(schema, dialect);
  Lowering lowering(bare.store, dialect, static_cast<std::size_t>(Limits{}.max_terms),
                    [&](const Bag& bag, std::int64_t n) { return bound(WriteBlocks(bare.store, bag), n); });
  const Lowered lowered = LowerOrdered(query, lowering);
  RestatedQuery out;
  out.any_of_ties = lowering.TakeLimits();
  if (!lowering.unsupported().empty()) return Status::NotSupported(lowering.unsupported());
  out.blocks = WriteBlocks(bare.store, lowered.bag);
  out.columns = lowered.columns;
  for (const sql::SortKey& key : lowered.keys) out.keys.emplace_back(key.descending, key.nulls_first);
  out.limit = BoundText(lowered.limit);
  out.offset = BoundText(lowered.offset);
  return out;
}

std::string RestatePredicate(const sql::ExprPtr& predicate, const std::string& table, const Schema& schema,
                             Dialect dialect, bool condition) {
  Bare bare(schema, dialect);
  const VarId row = bare.store.FreshVar();
  const Truth truth = bare.engine.OnRow(predicate, table, row);
  Block block;
  block.vars.push_back({row, {table, -1}});
  block.cond = condition ? truth.is_true : bare.store.Not(truth.is_false);
  return WriteBlocks(bare.store, {block});
}

std::vector<std::string> RestateTypes(const std::string& table, const Schema& schema) {
  Bare bare(schema, Dialect::kPostgresql);
  std::vector<std::string> names;
  for (sql::TypeKind kind : bare.engine.ColumnTypes(table)) names.emplace_back(TypeName(kind));
  return names;
}

}  // namespace tacit::prove

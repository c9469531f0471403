#include "optimizer/prove/engine.h"

#include <utility>

namespace tacit::prove {

Context Context::With(Store& store, const std::vector<Decl>& more, FormulaId also) const {
  Context out = *this;
  out.vars.insert(out.vars.end(), more.begin(), more.end());
  out.cond = store.And(cond, also);
  ++out.depth;
  return out;
}

Engine::Engine(Store& store, const Schema& schema, const algebra::Facts& facts, Dialect dialect,
               const std::set<algebra::FactId>& ignored, Budget& budget, unsigned solver_rlimit)
    : store_(store),
      schema_(schema),
      facts_(facts),
      dialect_(dialect),
      ignored_(ignored),
      budget_(budget),
      solver_rlimit_(solver_rlimit) {}

const std::vector<algebra::FactId>& Engine::FactsOf(const std::string& table) {
  const auto [it, fresh] = active_.try_emplace(table);
  if (fresh) {
    for (algebra::FactId id : facts_.OfTable(table)) {
      if (!ignored_.contains(id)) it->second.push_back(id);
    }
  }
  return it->second;
}

sql::TypeKind Engine::ColumnType(const std::string& table, int ordinal) {
  const auto [it, fresh] = types_.try_emplace({table, ordinal}, sql::TypeKind::kUnknown);
  if (fresh) {
    const Table* t = schema_.Find(table);
    if (t != nullptr && ordinal >= 0 && static_cast<std::size_t>(ordinal) < t->columns.size()) {
      it->second = ComparedAs(sql::TypeFromName(t->columns[static_cast<std::size_t>(ordinal)].type));
    }
  }
  return it->second;
}

std::vector<sql::TypeKind> Engine::ColumnTypes(const std::string& table) {
  std::vector<sql::TypeKind> types;
  const Table* t = schema_.Find(table);
  for (std::size_t c = 0; t != nullptr && c < t->columns.size(); ++c)
    types.push_back(ColumnType(table, static_cast<int>(c)));
  return types;
}

Truth Engine::OnRow(const sql::ExprPtr& predicate, const std::string& table, VarId var) {
  Env env;
  for (const sql::ColumnId& column : sql::ColumnsOf(predicate))
    env[column] = ColumnOf(table, var, column.index);
  Lowering lowering(store_, dialect_, 1, [](const Bag&, std::int64_t) { return false; });
  const Truth truth = lowering.Predicate(predicate, env);
  // Nothing is known of a predicate that has no form here.
  return lowering.unsupported().empty() ? truth : Truth{};
}

void Engine::Note(std::string rule, std::string statement, std::vector<algebra::FactId> facts,
                  std::string obligation) {
  used_.insert(facts.begin(), facts.end());
  steps_.push_back(
      {std::move(rule), std::move(statement), facts_.ConstraintIds(facts), std::move(obligation)});
}

}  // namespace tacit::prove

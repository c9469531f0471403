// The queries that the application's code will send, as SQL.
#pragma once

#include <vector>

#include "analyzer/facts/findings.h"
#include "analyzer/typescript/code/model_index.h"
#include "analyzer/typescript/code/where.h"

namespace tacit::analyze::typescript {

// Finders of the mappers with their options, TypeORM's query builders, and SQL that is written out. Only what
// is certain: a query with a part that is not understood, or that the schema cannot bind, is left out.
void FindQueries(Evaluator& evaluator, ModelIndex& index, const std::vector<const Module*>& modules,
                 Findings& findings);

// What a finder sends; nothing where some part of it is not understood.
class FinderQuery {
 public:
  FinderQuery(Evaluator& evaluator, const Model& model, Place place)
      : evaluator_(evaluator), model_(model), place_(std::move(place)) {}

  // `arguments` are those behind the model. `scoped`: the model's default scope applies.
  [[nodiscard]] std::optional<std::string> Sql(const std::string& method,
                                               const std::vector<const syntax::Node*>& arguments);

 private:
  bool ReadOptions(const syntax::Node& options);
  bool ReadOption(const std::string& key, const syntax::Node& value);
  bool AddWhere(const syntax::Node& where);
  bool AddOrder(const Value& order);
  bool AddOrderItem(const std::string& property, const std::string& direction);
  bool AddColumns(const Value& columns);
  [[nodiscard]] std::optional<std::string> Term(const WhereTerm& term);
  [[nodiscard]] std::optional<std::string> Bound(const syntax::Node& node);
  [[nodiscard]] std::string Parameter() { return "$" + std::to_string(++parameters_); }

  Evaluator& evaluator_;
  const Model& model_;
  const Place place_;
  int parameters_ = 0;
  std::vector<std::string> conditions_;
  std::vector<std::string> order_;
  std::vector<std::string> columns_;
  std::string limit_;
  std::string offset_;
  bool with_deleted_ = false;
};

// SQL with :name, ? or ${...} for what is filled in, as SQL with $1, $2, ...; nothing where it is none. Of a
// `tagged` template ${...} is a parameter, elsewhere it is text, which has to be known.
[[nodiscard]] std::optional<std::string> RawSql(Evaluator& evaluator, const syntax::Node& node,
                                                const ScopePtr& scope, bool tagged);

}  // namespace tacit::analyze::typescript

// default_scope { where(...) }
#include "analyzer/rails/condition.h"
#include "analyzer/rails/facts.h"
#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

namespace {

void DeriveScopes(const ModelView& view, const Model& declares, Facts& facts) {
  for (const auto& [scope, declared] : declares.default_scopes) {
    auto sql = RelationToSql(scope, view, facts.reader());
    if (!sql) continue;
    std::vector<std::string> columns;
    for (const Column& column : view.table().columns) {
      if (MentionsName(*sql, column.name)) columns.push_back(column.name);
    }
    if (!columns.empty()) facts.AddHint(HintKind::kDefaultScope, view.table().name, columns, *sql, declared);
  }
}

void DefaultScope(const Use& use, Model& model) {
  ruby::Value scope = use.arguments.empty() ? use.block : use.arguments[0];
  model.default_scopes.emplace_back(std::move(scope), use.declared);
}

}  // namespace

const Pattern kDefaultScope = {
    .doc = {.name = "default-scope",
            .summary = "Rows that queries leave out unless told otherwise: `default_scope`.",
            .code = "default_scope { where(deleted_at: nil) }",
            .states =
                "A hint that most queries ask for deleted_at IS NULL: what partial indexes are good for.",
            .soundness = "D: `unscoped` and raw SQL see all rows.",
            .caveat = "Rails' uniqueness looks at all rows, whatever the default scope. A scope that only "
                      "orders gives nothing."},
    .calls = {"default_scope"},
    .apply = DefaultScope,
    .derive = DeriveScopes};

}  // namespace tacit::analyze::rails

#include "analyzer/django/patterns/pattern.h"

#include "src/sql/bind.h"
#include "src/sql/print.h"

namespace tacit::analyze::django {

void ForEachField(const Context& context, const std::function<void(const Model&, const Field&)>& visit) {
  for (const auto& model : context.models.models()) {
    if (model->proxy) continue;
    for (const Field& field : model->fields) {
      if (!field.column.empty() && !field.implicit && !field.place.file.empty()) visit(*model, field);
    }
  }
}

Constraint Declare(ConstraintKind kind, const std::string& table, std::vector<std::string> columns,
                   ConstraintDetail detail, Evidence place, std::string_view pattern, Soundness soundness) {
  Constraint constraint;
  constraint.kind = kind;
  constraint.table = table;
  constraint.columns = std::move(columns);
  constraint.detail = std::move(detail);
  constraint.soundness = soundness;
  place.pattern = pattern;
  constraint.evidence = {std::move(place)};
  return constraint;
}

std::optional<Constraint> CheckOf(const Context& context, const Model& model, const FormulaPtr& formula,
                                  Evidence place, std::string_view pattern, Soundness soundness) {
  const Table* table = static_cast<const Schema&>(context.findings.schema).Find(model.table);
  const std::vector<std::string> columns = ColumnsOf(formula);
  if (table == nullptr || columns.empty() || HasOpaque(formula)) return std::nullopt;
  const Result<sql::ExprPtr> bound = sql::BindPredicate(Sql(formula), *table, Dialect::kPostgresql);
  if (!bound.ok()) return std::nullopt;
  return Declare(ConstraintKind::kCheck, model.table, columns, CheckDetail{Sql(formula)}, std::move(place),
                 pattern, soundness);
}

}  // namespace tacit::analyze::django

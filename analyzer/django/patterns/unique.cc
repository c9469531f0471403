#include "analyzer/django/patterns/patterns.h"

namespace tacit::analyze::django {

namespace {

// lower(name) first: compared without regard to case. Another expression is no key of columns.
bool FirstInAnyCase(const Key& key) {
  if (key.expressions.size() != key.columns.size()) return false;
  for (std::size_t i = 0; i < key.columns.size(); ++i) {
    const std::string name = Name(key.columns[i]);
    const bool lower =
        key.expressions[i] == "lower(" + name + ")" || key.expressions[i] == "upper(" + name + ")";
    if (i == 0 ? !lower : key.expressions[i] != name) return false;
  }
  return true;
}

void FindUnique(Context& context) {
  ForEachField(context, [&](const Model& model, const Field& field) {
    if (!field.unique || field.primary_key) return;
    context.findings.constraints.push_back(Declare(ConstraintKind::kUnique, model.table, {field.column},
                                                   UniqueDetail{}, field.place, kUnique.doc.name));
  });
  for (const auto& model : context.models.models()) {
    if (model->proxy || model->of_framework) continue;
    for (Key& key : KeysOf(*model)) {
      if (!key.expressions.empty() && !FirstInAnyCase(key)) continue;
      if (key.place.file.empty()) continue;
      UniqueDetail detail{.case_sensitive = key.expressions.empty(), .nulls_equal = key.nulls_equal};
      Constraint constraint =
          Declare(ConstraintKind::kUnique, model->table, key.columns, detail, key.place, kUnique.doc.name);
      constraint.condition = key.condition;
      context.findings.constraints.push_back(std::move(constraint));
    }
  }
}

}  // namespace

const Pattern kUnique = {
    .doc = {.name = "unique",
            .summary =
                "unique=True, OneToOneField, unique_together, UniqueConstraint with condition or Lower(...)",
            .code =
                "models.UniqueConstraint(fields=[\"name\"], condition=Q(deleted=False), name=\"live_names\")",
            .states = "among the rows where NOT deleted, no two have the same name",
            .soundness = "A where the database has the key; else C: checked by full_clean() only, and racy",
            .caveat = "A key over other expressions is left to the schema."},
    .apply = FindUnique};

}  // namespace tacit::analyze::django

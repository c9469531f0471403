#include "analyzer/django/patterns/patterns.h"

namespace tacit::analyze::django {

namespace {

void FindNullFalse(Context& context) {
  ForEachField(context, [&](const Model& model, const Field& field) {
    if (field.null || !field.null_known || field.primary_key) return;
    Constraint constraint =
        Declare(ConstraintKind::kNotNull, model.table, {field.column}, {}, field.place, kNullFalse.doc.name);
    constraint.nulls = NullPolicy::kRejected;
    context.findings.constraints.push_back(std::move(constraint));
  });
}

}  // namespace

const Pattern kNullFalse = {
    .doc = {.name = "null-false",
            .summary = "a field without null=True: NOT NULL; a reference's column too",
            .code = "owner = models.ForeignKey(User, on_delete=models.CASCADE)",
            .states = "owner_id IS NOT NULL",
            .soundness = "A where the column is NOT NULL; else C: the model says so, the migrations do not",
            .caveat = ""},
    .apply = FindNullFalse};

}  // namespace tacit::analyze::django

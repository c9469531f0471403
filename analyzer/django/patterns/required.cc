#include "analyzer/django/patterns/patterns.h"
#include "analyzer/facts/identity.h"

namespace tacit::analyze::django {

namespace {

void FindRequired(Context& context) {
  ForEachField(context, [&](const Model& model, const Field& field) {
    const bool told = field.Option("blank") != nullptr;
    if (!field.Is(FieldType::Family::kText) || field.blank || field.null || field.primary_key || told) return;
    Constraint constraint =
        Declare(ConstraintKind::kCheck, model.table, {field.column},
                CheckDetail{Name(field.column) + " <> ''"}, field.place, kRequired.doc.name, Soundness::kD);
    Constraint declared = Declare(ConstraintKind::kNotNull, model.table, {field.column}, {}, field.place, "");
    declared.nulls = NullPolicy::kRejected;
    constraint.derived_from = Identity(declared, std::nullopt);
    context.findings.constraints.push_back(std::move(constraint));
  });
}

}  // namespace

const Pattern kRequired = {
    .doc = {.name = "required",
            .summary = "a text field without blank=True: forms do not take an empty text",
            .code = "name = models.CharField(max_length=80)",
            .states = "name <> ''",
            .soundness = "D: forms only; save() writes what it is given, and the default is the empty text",
            .caveat = "Derived from the NOT NULL of the same field."},
    .apply = FindRequired};

}  // namespace tacit::analyze::django

#include "analyzer/django/patterns/patterns.h"

namespace tacit::analyze::django {

namespace {

void FindForeignKeys(Context& context) {
  ForEachField(context, [&](const Model& model, const Field& field) {
    if (!field.relation()) return;
    const auto [target, key] = TargetOf(field, context.find);
    if (target == nullptr) return;
    ForeignKeyDetail detail{.ref_table = target->table, .ref_columns = {key->column}, .type_column = {}};
    context.findings.constraints.push_back(Declare(ConstraintKind::kForeignKey, model.table, {field.column},
                                                   std::move(detail), field.place, kForeignKey.doc.name));
  });
}

}  // namespace

const Pattern kForeignKey = {
    .doc = {.name = "foreign-key",
            .summary = "ForeignKey and OneToOneField, with to_field and swappable models",
            .code = "owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)",
            .states = "owner_id references auth_user(id)",
            .soundness = "A where the database has the key; with db_constraint=False C",
            .caveat = "What on_delete says is done by Django, not by the database."},
    .apply = FindForeignKeys};

}  // namespace tacit::analyze::django

#include "analyzer/django/fields.h"
#include "analyzer/django/patterns/patterns.h"

namespace tacit::analyze::django {

namespace {

void FindMaxLength(Context& context) {
  ForEachField(context, [&](const Model& model, const Field& field) {
    if (!field.Is(FieldType::Family::kText) || !field.max_length) return;
    context.findings.constraints.push_back(Declare(ConstraintKind::kLength, model.table, {field.column},
                                                   LengthDetail{std::nullopt, field.max_length}, field.place,
                                                   kMaxLength.doc.name));
  });
}

}  // namespace

const Pattern kMaxLength = {
    .doc = {.name = "max-length",
            .summary = "max_length of text fields, or the length that the field's class has by itself",
            .code = "name = models.CharField(max_length=80)",
            .states = "char_length(name) <= 80",
            .soundness =
                "A where the column is a varchar of that length; else C: only full_clean() checks it",
            .caveat = "SQLite keeps no length. EmailField has 254, URLField 200, SlugField 50, files 100."},
    .apply = FindMaxLength};

}  // namespace tacit::analyze::django

#include "analyzer/django/patterns/patterns.h"

namespace tacit::analyze::django {

namespace {

std::string TextOption(const Field& field, std::string_view option, std::string_view otherwise) {
  const python::Value* value = field.Option(option);
  return value == nullptr ? std::string(otherwise) : value->Text().value_or("");
}

void FindGenericForeignKeys(Context& context) {
  for (const auto& model : context.models.models()) {
    if (model->proxy) continue;
    for (const Field& field : model->fields) {
      if (!field.Is(FieldType::Family::kGenericForeignKey) || field.place.file.empty()) continue;
      const Field* type = model->Find(TextOption(field, "ct_field", "content_type"));
      const Field* key = model->Find(TextOption(field, "fk_field", "object_id"));
      if (type == nullptr || key == nullptr || type->column.empty() || key->column.empty()) continue;
      ForeignKeyDetail detail{.ref_table = "", .ref_columns = {}, .type_column = type->column};
      context.findings.constraints.push_back(Declare(ConstraintKind::kForeignKey, model->table, {key->column},
                                                     std::move(detail), field.place,
                                                     kGenericForeignKey.doc.name));
    }
  }
}

}  // namespace

const Pattern kGenericForeignKey = {
    .doc = {.name = "generic-foreign-key",
            .summary = "GenericForeignKey: a pair of columns, one of which says what the other refers to",
            .code = "target = GenericForeignKey(\"content_type\", \"object_id\")",
            .states = "object_id refers to a row of the table that content_type_id names",
            .soundness = "C: no database can keep it",
            .caveat = ""},
    .apply = FindGenericForeignKeys};

}  // namespace tacit::analyze::django

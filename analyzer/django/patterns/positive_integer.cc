#include "analyzer/django/patterns/patterns.h"

namespace tacit::analyze::django {

namespace {

void FindPositiveInteger(Context& context) {
  ForEachField(context, [&](const Model& model, const Field& field) {
    if (field.type == nullptr || !field.type->positive) return;
    RangeDetail range;
    range.min = tacit::Value(std::int64_t{0});
    context.findings.constraints.push_back(Declare(ConstraintKind::kRange, model.table, {field.column}, range,
                                                   field.place, kPositiveInteger.doc.name));
  });
}

}  // namespace

const Pattern kPositiveInteger = {.doc = {.name = "positive-integer",
                                          .summary = "PositiveIntegerField and its kin: zero or more",
                                          .code = "quantity = models.PositiveIntegerField()",
                                          .states = "quantity >= 0",
                                          .soundness = "A: Django makes a CHECK (MySQL: an unsigned column)",
                                          .caveat = ""},
                                  .apply = FindPositiveInteger};

}  // namespace tacit::analyze::django

#include "analyzer/django/patterns/patterns.h"

namespace tacit::analyze::django {

namespace {

void FindCheckConstraints(Context& context) {
  for (const auto& model : context.models.models()) {
    if (model->proxy || model->of_framework) continue;
    for (const CheckRule& check : ChecksOf(*model)) {
      if (check.sql.empty()) continue;
      context.findings.constraints.push_back(Declare(ConstraintKind::kCheck, model->table, check.columns,
                                                     CheckDetail{check.sql}, check.place,
                                                     kCheckConstraint.doc.name));
    }
  }
}

}  // namespace

const Pattern kCheckConstraint = {
    .doc = {.name = "check-constraint",
            .summary = "CheckConstraint over a Q object",
            .code = "models.CheckConstraint(condition=Q(ends__gte=F(\"starts\")), name=\"in_order\")",
            .states = "ends >= starts",
            .soundness = "A where the database has it; else C",
            .caveat = "A lookup that has no SQL form over the row's own columns states nothing."},
    .apply = FindCheckConstraints};

}  // namespace tacit::analyze::django

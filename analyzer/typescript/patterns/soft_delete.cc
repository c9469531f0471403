// @Table({ paranoid: true }), @DeleteDateColumn()
#include "analyzer/typescript/patterns/soft_delete.h"

namespace tacit::analyze::typescript {

const PatternDoc kSoftDeleteDoc = {
    .name = "soft-delete",
    .summary = "rows are deleted by setting a date, and queries leave them out",
    .code = "@DeleteDateColumn()\ndeletedAt?: Date;",
    .states = "queries carry deletedAt IS NULL",
    .soundness = "D: it is no rule of the rows; indexes may be partial by it",
    .caveat = "a query may ask for the deleted rows too"};

std::vector<Hint> SoftDeleteHints(const std::vector<Model>& models) {
  std::vector<Hint> hints;
  for (const Model& model : models) {
    const Field* field = model.deleted_at.empty() ? nullptr : model.Find(model.deleted_at);
    if (field == nullptr) continue;
    hints.push_back(MakeHint(HintKind::kDefaultScope, model.table, {field->column},
                             Quoted(field->column) + " IS NULL",
                             {model.file, model.line, std::string(kSoftDeleteDoc.name)}));
  }
  return hints;
}

}  // namespace tacit::analyze::typescript

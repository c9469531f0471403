// belongs_to :post, counter_cache: true
#include "analyzer/rails/patterns/association.h"
#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

namespace {

void DeriveCounters(const ModelView& view, const Model& declares, Facts& facts) {
  for (const Association& association : declares.associations) {
    if (!association.counter_cache || association.polymorphic) continue;
    const std::vector<std::string> keys = view.KeyColumns(association);
    const auto target = view.TargetOf(association);
    const Table* parent = target ? facts.schema().Find(target->table) : nullptr;
    const ruby::Inflector& inflector = facts.reader().inflector();
    std::string column = *association.counter_cache;
    if (column.empty()) {
      column = inflector.Pluralize(inflector.UnderscoreName(ruby::Demodulize(view.name()))) + "_count";
    }
    if (parent == nullptr || keys.size() != 1 || parent->ColumnOrdinal(column) < 0) continue;
    Declared declared = association.declared;
    CallIt(declared, kCounterCache);
    const Hint hint = facts.AddHint(HintKind::kCounter, parent->name, {column},
                                    "rows of " + view.table().name + " by " + keys[0], declared);
    RangeDetail range;
    range.min = Value(std::int64_t{0});
    facts.AddInferred(Follows(hint, ConstraintKind::kRange, range, NullPolicy::kAllowed), {});
  }
}

}  // namespace

const Pattern kCounterCache = {
    .doc = {.name = "counter-cache",
            .summary = "A column that counts the children: `counter_cache:`.",
            .code = "belongs_to :post, counter_cache: true",
            .states = "A hint that posts.comments_count counts the comments of a post; posts.comments_count "
                      ">= 0 follows from it.",
            .soundness = "D: the count drifts wherever children are written past it.",
            .caveat = "The equality with the count itself is not claimed."},
    .derive = DeriveCounters};

}  // namespace tacit::analyze::rails

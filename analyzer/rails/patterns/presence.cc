// validates :a, presence: true; validates_presence_of :a
#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

void Presence(const Use& use, Model& model) {
  // A blank value is skipped before it is looked at, so nothing is ever rejected.
  if (use.MayBeOn("allow_blank")) return;
  const bool allow_nil = use.MayBeOn("allow_nil");
  for (const std::string& attribute : use.Attributes()) {
    if (allow_nil) continue;  // what is left says nothing of NULL
    Rule rule = use.MakeRule(ConstraintKind::kNotNull, attribute);
    rule.nulls = NullPolicy::kRejected;
    model.rules.push_back(std::move(rule));
  }
}

}  // namespace tacit::analyze::rails

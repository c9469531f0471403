#include "analyzer/facts/implied.h"

#include <set>
#include <string>
#include <tuple>

namespace tacit::analyze {

namespace {

using Key = std::tuple<std::string, std::string, std::string>;  // table, column, condition

Key KeyOf(const Constraint& constraint) {
  return {constraint.table, constraint.columns.front(),
          constraint.condition ? constraint.condition->text : ""};
}

bool RejectsNull(const Constraint& constraint) {
  return constraint.columns.size() == 1 && constraint.nulls == NullPolicy::kRejected &&
         constraint.kind != ConstraintKind::kNotNull && constraint.kind != ConstraintKind::kUnique &&
         constraint.soundness != Soundness::kD && !(constraint.condition && constraint.condition->opaque);
}

}  // namespace

void AddImpliedNotNulls(std::vector<Constraint>& constraints) {
  std::set<Key> stated;
  for (const Constraint& constraint : constraints) {
    if (constraint.kind == ConstraintKind::kNotNull) stated.insert(KeyOf(constraint));
  }
  std::vector<Constraint> implied;
  for (const Constraint& constraint : constraints) {
    if (!RejectsNull(constraint)) continue;
    const auto& [table, column, condition] = KeyOf(constraint);
    if (stated.contains({table, column, ""}) || !stated.insert({table, column, condition}).second) continue;
    Constraint not_null = constraint;
    not_null.kind = ConstraintKind::kNotNull;
    not_null.detail = {};
    not_null.derived_from = constraint.id;
    implied.push_back(std::move(not_null));
  }
  constraints.insert(constraints.end(), implied.begin(), implied.end());
}

}  // namespace tacit::analyze

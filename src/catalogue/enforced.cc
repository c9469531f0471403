#include "src/catalogue/enforced.h"

#include <algorithm>

namespace tacit::catalogue {

Constraint WithNotNulls(Constraint constraint, const Schema& schema) {
  const Table* table = schema.Find(constraint.table);
  const bool none_nullable =
      std::all_of(constraint.columns.begin(), constraint.columns.end(), [&](const std::string& column) {
        const Column& found = table->columns[static_cast<std::size_t>(table->ColumnOrdinal(column))];
        return !found.nullable;
      });
  if (none_nullable) constraint.nulls = NullPolicy::kRejected;
  return constraint;
}

std::vector<Constraint> EnforcedBy(const Schema& schema) {
  std::vector<Constraint> enforced;
  for (Constraint& stated : ConstraintsOfSchema(schema)) {
    if (stated.trust == Trust::kEnforced) enforced.push_back(WithNotNulls(std::move(stated), schema));
  }
  return enforced;
}

}  // namespace tacit::catalogue

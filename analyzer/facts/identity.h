// Names of constraints that stay the same from run to run.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tacit/catalogue.h"

namespace tacit::analyze {

// "users.email.unique.1f3a90cc": table, columns, kind, and a hash of what else it says. It does not depend on
// where the declaration stands.
[[nodiscard]] std::string Identity(const Constraint& constraint, const std::optional<Condition>& condition);

// Gives every constraint its id, joins those that say the same (their evidence too), and sorts them by table,
// columns, kind and id.
[[nodiscard]] std::vector<Constraint> Identified(std::vector<Constraint> constraints);

// Joins hints of one id (their evidence too), and sorts them by table, columns, kind and id.
[[nodiscard]] std::vector<Hint> Joined(std::vector<Hint> hints);

}  // namespace tacit::analyze

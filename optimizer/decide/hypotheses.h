// Constraints as the lines of a batch write them.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "tacit/catalogue.h"
#include "tacit/schema.h"

namespace tacit::decide {

// Each object of the list that names a table and columns of the schema (quotes and case put aside) and is of
// a known type: not_null, presence, primary_key, unique, foreign_key, length, enum. Others are left out: a
// constraint that is not assumed can cost a proof, never make a wrong one. All get the trust given, but
// for primary keys (`subtype` pk), which are enforced.
[[nodiscard]] std::vector<Constraint> ReadHypotheses(const nlohmann::json& list, const Schema& schema,
                                                     Trust trust);

}  // namespace tacit::decide

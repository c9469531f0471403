// Queries made at random from a grammar with types, and mutations of them: where random_pairs.h puts known
// forms together, these know nothing of what a prover may do, so that they also try what nobody thought of.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

namespace tacit::testing {

inline constexpr std::uint64_t kRandomSchemas = 12;

// Tables p, q and w with keys, references and checks that differ from number to number; `number` counts
// modulo kRandomSchemas.
[[nodiscard]] std::string RandomSchema(std::uint64_t number);

// A query over any RandomSchema, and the same with one or two of its choices made anew: an operator, a
// constant, a join's kind, a spelling, a whole part. The same for the same number.
[[nodiscard]] std::pair<std::string, std::string> MutatedPair(std::uint64_t number);

}  // namespace tacit::testing

// Replays a proof: every claim by its law, from the claims before it.
#pragma once

#include <optional>
#include <string>

#include "optimizer/replay/obligation.h"

namespace tacit::replay {

// Nothing where every claim follows; else the first that does not, and why. Ends for every proof. `ask` may
// be empty.
[[nodiscard]] std::optional<std::string> CheckClaims(Nodes& nodes, const Proof& proof,
                                                     const SecondOpinion& ask = {});

// Nothing where the claims, once checked, make the two queries equal under the contract of a verdict.
[[nodiscard]] std::optional<std::string> CheckConclusion(Nodes& nodes, const Proof& proof);

// Whether a bound's claims, once checked, say what it says.
[[nodiscard]] bool CheckBound(Nodes& nodes, const Proof& proof, const Bound& bound);

// Whether the bags are the same, row for row, up to the order of their blocks.
[[nodiscard]] bool SameBlocks(Nodes& nodes, const std::vector<Open>& a, const std::vector<Open>& b);

// Whether the blocks are what the fact says of a row of its table.
[[nodiscard]] bool SameFact(Nodes& nodes, const std::vector<Open>& blocks, const Fact& fact);

}  // namespace tacit::replay

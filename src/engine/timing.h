// How long a statement takes: the same rules on every engine. Included by this room only.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>

#include "tacit/connection.h"

namespace tacit::engine {

// Runs it once and gives the number of rows.
using TimedRun = std::function<Result<std::int64_t>()>;

// One run to warm the caches, then those that are measured. Errors: the first of a run.
[[nodiscard]] Result<Timing> TimeRuns(const TimingOptions& options, const TimedRun& run);

// The tighter of two limits of which 0 means none.
[[nodiscard]] constexpr std::int64_t TighterLimit(std::int64_t a, std::int64_t b) {
  return a == 0 || b == 0 ? std::max(a, b) : std::min(a, b);
}

}  // namespace tacit::engine

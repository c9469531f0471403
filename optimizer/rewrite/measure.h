// A proved rewrite on a real database: does it give the same rows, and is it faster?
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tacit/connection.h"
#include "tacit/status.h"

namespace tacit::rewrite {

struct Measured {
  Timing original;
  std::vector<std::optional<Timing>> rewrites;  // none: planned like the original, or far slower
};

// Times the original and its rewrites in turns, so that a slow moment of the machine falls on all of them.
// Rewrites with the original's plan are not run; one that takes several times the original's is given up.
[[nodiscard]] Result<Measured> Measure(Connection& db, const std::string& original,
                                       const std::vector<std::string>& rewrites,
                                       const TimingOptions& options);

// Whether the median gain is more than the margin, the floor, and both queries' own spread.
[[nodiscard]] bool Gains(const Timing& original, const Timing& rewrite, double margin, double floor_ms);

// Whether both give the same bag of rows, floating-point numbers up to rounding. Results beyond `max_rows`
// count as the same: they were not compared.
[[nodiscard]] Result<bool> SameRows(Connection& db, const std::string& original, const std::string& rewrite,
                                    std::int64_t max_rows);

}  // namespace tacit::rewrite

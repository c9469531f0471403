#include "src/estimator/table/value_runs.h"

#include <algorithm>
#include <numeric>

namespace tacit::estimator {

std::vector<std::uint32_t> AtomBegins(std::span<const std::int64_t> rows, std::uint32_t most,
                                      std::int64_t few) {
  const bool enough = rows.size() <= most;
  std::vector<std::uint32_t> begins;
  if (enough && few == 0) {
    begins.resize(rows.size());
    std::iota(begins.begin(), begins.end(), 0U);
    return begins;
  }
  const std::int64_t all = std::accumulate(rows.begin(), rows.end(), std::int64_t{0});
  // Values by themselves are fewer than most / 4, as each has more than that share.
  const std::int64_t alone = enough ? few : std::max(few, all / (most / 4));
  std::int64_t singles = 0;
  std::int64_t shared = 0;
  for (const std::int64_t count : rows) {
    singles += count > alone ? 1 : 0;
    shared += count > alone ? 0 : count;
  }
  // Each single value may end a run before it is full, and so does the last.
  const std::int64_t runs = std::max<std::int64_t>(most - 2 * singles - 1, most / 4);
  // What is joined for being seldom is joined to some number of rows, whatever room there is.
  const std::int64_t share = std::max(shared / runs + 1, 4 * few);
  bool open = false;
  std::int64_t in_run = 0;
  for (std::uint32_t i = 0; i < rows.size(); ++i) {
    const bool single = rows[i] > alone;
    if (!open || single || in_run >= share) {
      begins.push_back(i);
      in_run = 0;
    }
    in_run += rows[i];
    open = !single;
  }
  return begins;
}

}  // namespace tacit::estimator

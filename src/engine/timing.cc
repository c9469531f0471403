#include "src/engine/timing.h"

#include <vector>

#include "src/base/status_macros.h"
#include "src/base/stopwatch.h"

namespace tacit::engine {

Result<Timing> TimeRuns(const TimingOptions& options, const TimedRun& run) {
  const base::Stopwatch all;
  const auto budget_ms = static_cast<double>(options.max_total_ms);
  std::vector<double> times;
  Timing timing;
  for (int i = 0; i <= std::max(options.runs, 1); ++i) {
    if (all.Milliseconds() > budget_ms && !times.empty()) break;
    const base::Stopwatch watch;
    TACIT_ASSIGN_OR_RETURN(timing.rows, run());
    const double ms = watch.Milliseconds();
    // The first run warms the caches; of one that takes all the time there is, they are no large part.
    if (i > 0 || ms > budget_ms) times.push_back(ms);
  }
  std::sort(times.begin(), times.end());
  const std::size_t middle = times.size() / 2;
  timing.runs = static_cast<int>(times.size());
  timing.min_ms = times.front();
  timing.max_ms = times.back();
  timing.median_ms = times.size() % 2 == 1 ? times[middle] : (times[middle - 1] + times[middle]) / 2;
  return timing;
}

}  // namespace tacit::engine

#include "indexes/measure/miss_counter.h"

#include <linux/perf_event.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace tacit::index::measure {

MissCounter::MissCounter() {
  perf_event_attr wanted{};
  wanted.type = PERF_TYPE_HARDWARE;
  wanted.size = sizeof wanted;
  wanted.config = PERF_COUNT_HW_CACHE_MISSES;
  wanted.exclude_kernel = 1;
  wanted.exclude_hv = 1;
  file_ = static_cast<int>(::syscall(SYS_perf_event_open, &wanted, 0, -1, -1, 0));
}

MissCounter::~MissCounter() {
  if (file_ >= 0) ::close(file_);
}

std::optional<std::uint64_t> MissCounter::Count() const {
  std::uint64_t count = 0;
  if (file_ < 0 || ::read(file_, &count, sizeof count) != static_cast<ssize_t>(sizeof count))
    return std::nullopt;
  return count;
}

}  // namespace tacit::index::measure

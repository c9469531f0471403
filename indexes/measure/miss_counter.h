// How often the processor had to wait for memory.
#pragma once

#include <cstdint>
#include <optional>

namespace tacit::index::measure {

// Counts misses of the last cache, of this thread, where the system lets it.
class MissCounter {
 public:
  MissCounter();
  MissCounter(const MissCounter&) = delete;
  MissCounter& operator=(const MissCounter&) = delete;
  ~MissCounter();

  // Since this was made; nothing where nobody counts.
  [[nodiscard]] std::optional<std::uint64_t> Count() const;

 private:
  int file_ = -1;
};

}  // namespace tacit::index::measure

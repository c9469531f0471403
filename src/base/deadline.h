// When work that may be given up is given up.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace tacit {

// A point in time; by default one that never comes. Thread safety: a value.
class Deadline {
 public:
  using Clock = std::chrono::steady_clock;

  Deadline() = default;
  explicit Deadline(Clock::time_point at) : at_(at) {}
  [[nodiscard]] static Deadline In(std::int64_t ms) {
    return Deadline(Clock::now() + std::chrono::milliseconds(ms));
  }

  [[nodiscard]] bool Passed() const { return at_ != Clock::time_point::max() && Clock::now() >= at_; }
  // 0 once it has passed.
  [[nodiscard]] std::int64_t MsLeft() const {
    if (at_ == Clock::time_point::max()) return INT64_MAX;
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(at_ - Clock::now());
    return std::max<std::int64_t>(0, left.count());
  }
  // The earlier of the two.
  [[nodiscard]] Deadline OrIn(std::int64_t ms) const { return Deadline(std::min(at_, In(ms).at_)); }

 private:
  Clock::time_point at_ = Clock::time_point::max();
};

}  // namespace tacit

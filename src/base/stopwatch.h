// Wall time since a point.
#pragma once

#include <chrono>

namespace tacit::base {

class Stopwatch {
 public:
  [[nodiscard]] double Seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
  }
  [[nodiscard]] double Milliseconds() const { return 1'000 * Seconds(); }

 private:
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

}  // namespace tacit::base

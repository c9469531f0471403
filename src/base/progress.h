// Telling a caller how far work has come, without slowing the work.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <utility>

namespace tacit::base {

// Calls back at most once per interval, and once at the end; never with fewer done than before. An empty
// callback costs nothing. Thread safety: one thread.
class Progress {
 public:
  using Callback = std::function<void(std::int64_t done, std::int64_t total)>;
  using Clock = std::function<std::chrono::steady_clock::time_point()>;

  Progress(Callback callback, std::int64_t total,
           std::chrono::milliseconds interval = std::chrono::milliseconds(100),
           Clock clock = std::chrono::steady_clock::now)
      : callback_(std::move(callback)), clock_(std::move(clock)), interval_(interval), total_(total) {
    if (callback_) last_ = clock_();
  }

  void Advance(std::int64_t by) {
    done_ += by;
    if (!callback_) return;
    const auto now = clock_();
    if (now - last_ < interval_) return;
    last_ = now;
    callback_(done_, total_);
  }

  // The work is done: reports all of it, whatever was counted.
  void Finish() {
    done_ = total_;
    if (callback_) callback_(done_, total_);
  }

 private:
  Callback callback_;
  Clock clock_;
  std::chrono::milliseconds interval_;
  std::chrono::steady_clock::time_point last_;
  std::int64_t total_ = 0;
  std::int64_t done_ = 0;
};

}  // namespace tacit::base

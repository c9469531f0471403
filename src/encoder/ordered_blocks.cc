#include "src/encoder/ordered_blocks.h"

#include <condition_variable>
#include <mutex>
#include <new>
#include <system_error>
#include <thread>
#include <vector>

namespace tacit::encoder {
namespace {

// Blocks from the one that is taken next to the one that was read last, in a ring.
class Ring {
 public:
  Ring(const BlockSteps& steps, unsigned threads) : steps_(steps), slots_(2 * std::size_t{threads} + 2) {
    try {
      for (unsigned i = 0; threads > 1 && i < threads; ++i) {
        workers_.emplace_back([this] { Work(); });
      }
    } catch (const std::system_error&) {
      // As many threads as the system gives; without any, the caller's does the work.
    }
  }
  ~Ring() {
    {
      const std::lock_guard lock(mutex_);
      stopped_ = true;
    }
    to_work_.notify_all();
  }
  Ring(const Ring&) = delete;
  Ring& operator=(const Ring&) = delete;

  Status Run() {
    Status end;
    bool more = true;
    while (true) {
      if (more && read_ - taken_ < slots_.size()) {
        Slot& slot = slots_[read_ % slots_.size()];
        slot = {};
        Result<bool> got = steps_.read(&slot.block.in);
        more = got.ok() && *got;
        if (!got.ok()) end = got.status();
        if (more) Hand(slot);
        continue;
      }
      if (taken_ == read_) return end;
      Slot& slot = slots_[taken_ % slots_.size()];
      Await(slot);
      if (Status status = steps_.take(slot.block); !status.ok()) return status;
      ++taken_;
    }
  }

 private:
  struct Slot {
    Block block;
    bool done = false;
  };

  void Hand(Slot& slot) {
    if (workers_.empty()) {
      steps_.work(&slot.block);
      slot.done = true;
    }
    {
      const std::lock_guard lock(mutex_);
      ++read_;
    }
    to_work_.notify_one();
  }

  void Await(const Slot& slot) {
    std::unique_lock lock(mutex_);
    worked_.wait(lock, [&] { return slot.done; });
  }

  void Work() {
    std::unique_lock lock(mutex_);
    while (true) {
      to_work_.wait(lock, [this] { return stopped_ || begun_ < read_; });
      if (stopped_) return;
      Slot& slot = slots_[begun_++ % slots_.size()];
      lock.unlock();
      steps_.work(&slot.block);
      lock.lock();
      slot.done = true;
      worked_.notify_one();
    }
  }

  const BlockSteps& steps_;
  std::vector<Slot> slots_;
  std::mutex mutex_;  // guards `done`, stopped_, begun_, and read_ where workers see it
  std::condition_variable to_work_, worked_;
  std::uint64_t read_ = 0, begun_ = 0, taken_ = 0;
  bool stopped_ = false;
  std::vector<std::jthread> workers_;  // last: they end before the rest does
};

}  // namespace

Status RunInOrder(const BlockSteps& steps, unsigned threads) try {
  return Ring(steps, threads).Run();
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted("not enough memory for blocks of keys; use fewer threads");
}

}  // namespace tacit::encoder

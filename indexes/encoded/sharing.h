// What several threads at an index of encoded keys need of each other.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <functional>
#include <string_view>
#include <thread>

#include "indexes/memory/epochs.h"

namespace tacit::index::encoded {

// Locks for keys: one for all those of a hash.
class KeyLocks {
  struct alignas(64) Lock {
    std::atomic<bool> held = false;
  };

 public:
  // The lock of a key. Held for as long as it takes to change an entry.
  class Holder {
   public:
    Holder(KeyLocks& locks, std::string_view key)
        : lock_(locks.locks_[std::hash<std::string_view>()(key) % kLocks]) {
      // Most are free again in less time than it takes to let another thread run.
      for (int tries = 0; lock_.held.exchange(true, std::memory_order_acquire); ++tries) {
        for (int looks = 0; looks < 64 && lock_.held.load(std::memory_order_relaxed); ++looks) continue;
        if (tries >= 16) std::this_thread::yield();
      }
    }
    Holder(const Holder&) = delete;
    Holder& operator=(const Holder&) = delete;
    ~Holder() { lock_.held.store(false, std::memory_order_release); }

   private:
    Lock& lock_;
  };

 private:
  static constexpr std::size_t kLocks = 64;
  std::array<Lock, kLocks> locks_;
};

struct Sharing {
  struct Nothing {};
  using Guard = Epochs<Nothing>::Guard;

  Epochs<Nothing> epochs;
  KeyLocks locks;
};

}  // namespace tacit::index::encoded

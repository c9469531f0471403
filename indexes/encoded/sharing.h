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
  struct Lock;

 public:
  // Of one key. Held for as long as it takes to change an entry.
  class One {
   public:
    One(KeyLocks& locks, std::string_view key)
        : lock_(locks.locks_[std::hash<std::string_view>()(key) % kLocks]) {
      Acquire(lock_);
    }
    One(const One&) = delete;
    One& operator=(const One&) = delete;
    ~One() { Release(lock_); }

   private:
    Lock& lock_;
  };
  // Of every key.
  class All {
   public:
    explicit All(KeyLocks& locks) : locks_(locks) {
      for (Lock& lock : locks_.locks_) Acquire(lock);
    }
    All(const All&) = delete;
    All& operator=(const All&) = delete;
    ~All() {
      for (Lock& lock : locks_.locks_) Release(lock);
    }

   private:
    KeyLocks& locks_;
  };

 private:
  static constexpr std::size_t kLocks = 64;
  struct alignas(64) Lock {
    std::atomic<bool> held = false;
  };
  static void Acquire(Lock& lock) {
    // Most are free again in less time than it takes to let another thread run.
    for (int tries = 0; lock.held.exchange(true, std::memory_order_acquire); ++tries) {
      for (int looks = 0; looks < 64 && lock.held.load(std::memory_order_relaxed); ++looks) continue;
      if (tries >= 16) std::this_thread::yield();
    }
  }
  static void Release(Lock& lock) { lock.held.store(false, std::memory_order_release); }

  std::array<Lock, kLocks> locks_;
};

struct Sharing {
  struct Nothing {};
  using Guard = Epochs<Nothing>::Guard;

  Epochs<Nothing> epochs;
  KeyLocks locks;
};

}  // namespace tacit::index::encoded

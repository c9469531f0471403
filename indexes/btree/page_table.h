// Where the pages of a concurrent B+tree are: a number for each, and behind it the page as it is now.
#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>

#include "indexes/btree/page.h"

namespace tacit::index::btree {

using PageId = std::uint32_t;
inline constexpr PageId kRootId = 0;

// Pages do not change, but for their values, once they stand in a place: a changed copy takes the page's
// place. So a reader needs no lock, and the keys that it reads of one page are of one moment.
struct Place {
  std::atomic<Page*> page = nullptr;
  std::atomic<bool> locked = false;  // by who will put another page there, or a value into it
  PageId next_free = 0;              // of ids that are not in use
};

// Locks are held for as long as it takes to make some pages.
class PlaceLock {
 public:
  explicit PlaceLock(Place& place) : place_(&place) {
    // Most are free again in less time than it takes to let another thread run.
    for (int tries = 0; !TryLock(place); ++tries) {
      for (int looks = 0; looks < 64 && place.locked.load(std::memory_order_relaxed); ++looks) continue;
      if (tries >= 16) std::this_thread::yield();
    }
  }
  // Holds nothing where another has the lock.
  PlaceLock(Place& place, std::try_to_lock_t) : place_(TryLock(place) ? &place : nullptr) {}
  PlaceLock(const PlaceLock&) = delete;
  PlaceLock& operator=(const PlaceLock&) = delete;
  ~PlaceLock() {
    if (place_ != nullptr) place_->locked.store(false, std::memory_order_release);
  }
  [[nodiscard]] bool holds() const { return place_ != nullptr; }

 private:
  static bool TryLock(Place& place) { return !place.locked.exchange(true, std::memory_order_acquire); }
  Place* place_;
};

// Places keep their addresses. At may be called by any thread, the others as well.
class PageTable {
 public:
  PageTable() = default;
  PageTable(const PageTable&) = delete;
  PageTable& operator=(const PageTable&) = delete;
  ~PageTable();

  [[nodiscard]] Place& At(PageId id) const {
    const std::uint64_t number = std::uint64_t{id} + kFirst;
    const auto chunk = static_cast<std::size_t>(std::bit_width(number) - std::bit_width(kFirst));
    return chunks_[chunk].load(std::memory_order_acquire)[number - (kFirst << chunk)];
  }
  // One that is not in use; the first one is kRootId. Throws std::bad_alloc.
  [[nodiscard]] PageId NewId();
  // Needs no memory.
  void FreeId(PageId id);

  [[nodiscard]] std::size_t memory_bytes() const;
  // Ids below this have been given.
  [[nodiscard]] PageId end() const { return end_; }

 private:
  static constexpr std::uint64_t kFirst =
      256;  // places in the first chunk; each has twice as many as the one before
  static constexpr std::size_t kChunks = 24;

  std::array<std::atomic<Place*>, kChunks> chunks_{};
  mutable std::mutex in_use_;  // of all that follows
  PageId end_ = 0;
  PageId first_free_ = 0;  // 0: none, since the root's is never freed
};

}  // namespace tacit::index::btree

// The pages of a concurrent B+tree that are not in use.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <mutex>

#include "indexes/btree/page.h"

namespace tacit::index::btree {

// Any thread may call anything at any time. Threads are dealt to pools by their ids, so that two seldom meet.
// Pages in use are their users' to delete.
class PagePool {
 public:
  explicit PagePool(Keys keys) : keys_(keys) {}
  PagePool(const PagePool&) = delete;
  PagePool& operator=(const PagePool&) = delete;
  ~PagePool();

  // One page more than those in use is there at all times, from the first one on, so that an erasure needs no
  // memory: Fresh, for what makes the tree larger, leaves one in the pools, as New and TryNew need not. The
  // first two throw std::bad_alloc, the last one answers null.
  [[nodiscard]] Page* Fresh(bool leaf);
  [[nodiscard]] Page* New(bool leaf);
  [[nodiscard]] Page* TryNew(bool leaf);
  void GiveBack(Page* page);
  // Frees a page that came of Fresh.
  void Delete(Page* page);

  // Those in use too.
  [[nodiscard]] std::size_t pages() const { return pages_.load(); }

 private:
  struct alignas(128) Pool {
    std::mutex in_use;
    Page* first = nullptr;  // of a list by `prev`
  };
  static constexpr std::size_t kPools = 16;

  // Where more than `left` are there, else null.
  [[nodiscard]] Page* FromPool(bool leaf, std::size_t left);
  [[nodiscard]] Pool& OwnPool();

  const Keys keys_;
  std::atomic<std::size_t> pages_ = 0;
  std::array<Pool, kPools> pools_;
  std::atomic<std::size_t> pooled_ = 0;  // pages in all of them that nobody is about to take
};

}  // namespace tacit::index::btree

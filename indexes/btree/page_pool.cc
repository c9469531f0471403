#include "indexes/btree/page_pool.h"

#include <functional>
#include <memory>
#include <new>
#include <thread>
#include <utility>

namespace tacit::index::btree {

PagePool::~PagePool() {
  for (Pool& pool : pools_) {
    while (pool.first != nullptr) delete std::exchange(pool.first, pool.first->prev());
  }
}

PagePool::Pool& PagePool::OwnPool() {
  return pools_[std::hash<std::thread::id>()(std::this_thread::get_id()) % kPools];
}

// Who has counted a page off finds one: in its own pool, or in another's.
Page* PagePool::FromPool(bool leaf, std::size_t left) {
  std::size_t pooled = pooled_.load();
  do {
    if (pooled <= left) return nullptr;
  } while (!pooled_.compare_exchange_weak(pooled, pooled - 1));
  for (auto at = static_cast<std::size_t>(&OwnPool() - pools_.data());; at = (at + 1) % kPools) {
    Pool& pool = pools_[at];
    const std::scoped_lock alone(pool.in_use);
    if (pool.first == nullptr) continue;
    Page* const page = std::exchange(pool.first, pool.first->prev());
    return std::construct_at(page, leaf, keys_);
  }
}

Page* PagePool::Fresh(bool leaf) {
  if (Page* const page = FromPool(leaf, 1); page != nullptr) return page;
  Page* const page = std::make_unique<Page>(leaf, keys_).release();
  ++pages_;
  return page;
}

Page* PagePool::TryNew(bool leaf) {
  if (Page* const page = FromPool(leaf, 0); page != nullptr) return page;
  try {
    return Fresh(leaf);
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}

Page* PagePool::New(bool leaf) {
  Page* const page = TryNew(leaf);
  if (page == nullptr) throw std::bad_alloc();
  return page;
}

void PagePool::GiveBack(Page* page) {
  {
    Pool& pool = OwnPool();
    const std::scoped_lock alone(pool.in_use);
    page->set_prev(std::exchange(pool.first, page));
  }
  ++pooled_;
}

void PagePool::Delete(Page* page) {
  delete page;
  --pages_;
}

}  // namespace tacit::index::btree

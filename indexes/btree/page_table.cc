#include "indexes/btree/page_table.h"

#include <new>
#include <utility>

namespace tacit::index::btree {

PageTable::~PageTable() {
  for (std::atomic<Place*>& chunk : chunks_) delete[] chunk.load();
}

PageId PageTable::NewId() {
  const std::scoped_lock alone(in_use_);
  if (first_free_ != 0) {
    const PageId id = first_free_;
    first_free_ = At(id).next_free;
    return id;
  }
  const std::uint64_t number = std::uint64_t{end_} + kFirst;
  const auto chunk = static_cast<std::size_t>(std::bit_width(number) - std::bit_width(kFirst));
  if (chunk == kChunks) throw std::bad_alloc();
  if (chunks_[chunk].load() == nullptr) {
    chunks_[chunk].store(std::make_unique<Place[]>(kFirst << chunk).release(), std::memory_order_release);
  }
  return end_++;
}

void PageTable::FreeId(PageId id) {
  const std::scoped_lock alone(in_use_);
  At(id).next_free = std::exchange(first_free_, id);
}

std::size_t PageTable::memory_bytes() const {
  std::size_t bytes = 0;
  for (std::size_t chunk = 0; chunk < kChunks && chunks_[chunk].load() != nullptr; ++chunk) {
    bytes += (kFirst << chunk) * sizeof(Place);
  }
  return bytes;
}

}  // namespace tacit::index::btree

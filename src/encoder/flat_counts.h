// Counts of numbers, in one flat table.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tacit::encoder {

// Open addressing; grows by doubling. Keys are any numbers but kNone.
class FlatCounts {
 public:
  static constexpr std::uint64_t kNone = ~std::uint64_t{0};
  struct Slot {
    std::uint64_t key = kNone;
    std::uint32_t count = 0;
  };

  explicit FlatCounts(std::size_t expected) {
    std::size_t size = 64;
    while (size < 2 * expected) size *= 2;
    slots_.resize(size);
  }

  void Add(std::uint64_t key) {
    Slot& slot = Find(key);
    ++slot.count;
    if (slot.key == key) return;
    slot.key = key;
    if (2 * ++used_ > slots_.size()) Grow();
  }

  template <typename Visit>
  void Each(Visit&& visit) const {
    for (const Slot& slot : slots_) {
      if (slot.key != kNone) visit(slot.key, slot.count);
    }
  }

 private:
  [[nodiscard]] Slot& Find(std::uint64_t key) {
    const std::uint64_t hash = key * 0x9E3779B97F4A7C15U;
    std::size_t at = static_cast<std::size_t>(hash ^ hash >> 32U) & (slots_.size() - 1);
    while (slots_[at].key != key && slots_[at].key != kNone) at = (at + 1) & (slots_.size() - 1);
    return slots_[at];
  }
  void Grow() {
    std::vector<Slot> old(2 * slots_.size());
    old.swap(slots_);
    for (const Slot& slot : old) {
      if (slot.key != kNone) Find(slot.key) = slot;
    }
  }

  std::vector<Slot> slots_;
  std::size_t used_ = 0;
};

}  // namespace tacit::encoder

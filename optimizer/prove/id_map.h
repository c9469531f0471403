// A map from numbers that are not negative: of terms, formulas, bags.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace tacit::prove {

// Costs nothing until something is put in; then one array.
class IdMap {
 public:
  // -1 where there is none.
  [[nodiscard]] int Find(int key) const {
    if (slots_.empty()) return -1;
    const Slot& slot = slots_[Place(key)];
    return slot.key == key ? slot.value : -1;
  }
  // False where the key has a value already, which it keeps.
  bool Add(int key, int value) {
    if (2 * (size_ + 1) > slots_.size()) Grow();
    Slot& slot = slots_[Place(key)];
    if (slot.key == key) return false;
    slot = {key, value};
    ++size_;
    return true;
  }

 private:
  struct Slot {
    int key = -1;
    int value = -1;
  };

  // Where the key is, or where it goes.
  [[nodiscard]] std::size_t Place(int key) const {
    const std::size_t mask = slots_.size() - 1;
    const std::uint32_t mixed = static_cast<std::uint32_t>(key) * 0x9E3779B1U;
    std::size_t at = (mixed ^ (mixed >> 15)) & mask;
    while (slots_[at].key >= 0 && slots_[at].key != key) at = (at + 1) & mask;
    return at;
  }
  void Grow() {
    std::vector<Slot> old(std::max<std::size_t>(16, 2 * slots_.size()));
    old.swap(slots_);
    for (const Slot& slot : old) {
      if (slot.key >= 0) slots_[Place(slot.key)] = slot;
    }
  }

  std::vector<Slot> slots_;  // a power of two of them, at most half of them taken
  std::size_t size_ = 0;
};

}  // namespace tacit::prove

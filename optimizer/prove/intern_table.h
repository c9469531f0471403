// Sequences of words to consecutive numbers: the index of whatever is kept once.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <vector>

namespace tacit::prove {

// Every key that is asked for has a number: 0, 1, 2, ... in the order in which they first came. The keys lie
// one after the other in one array, so that neither a question nor a new key costs an allocation of its own.
class InternTable {
 public:
  using Word = std::int32_t;
  struct Found {
    int id = 0;
    bool fresh = false;  // the key came for the first time
  };

  Found IdOf(std::span<const Word> key) {
    const std::uint32_t hash = Hash(key);
    if (2 * (size_ + 1) > slots_.size()) Grow();
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = hash & mask;
    for (; slots_[at].id >= 0; at = (at + 1) & mask) {
      if (slots_[at].hash == hash && IsAt(slots_[at].begin, key)) return {slots_[at].id, false};
    }
    const auto id = static_cast<int>(size_++);
    slots_[at] = {id, hash, words_.size()};
    words_.push_back(static_cast<Word>(key.size()));
    words_.insert(words_.end(), key.begin(), key.end());
    return {id, true};
  }
  Found IdOf(std::initializer_list<Word> key) { return IdOf(std::span(key.begin(), key.size())); }

  // Keeps the room.
  void Clear() {
    std::fill(slots_.begin(), slots_.end(), Slot());
    words_.clear();
    size_ = 0;
  }
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  struct Slot {
    int id = -1;  // -1: free
    std::uint32_t hash = 0;
    std::size_t begin = 0;  // of the key in words_: its length, then the key
  };

  [[nodiscard]] bool IsAt(std::size_t begin, std::span<const Word> key) const {
    const Word* const kept = words_.data() + begin;
    return static_cast<std::size_t>(*kept) == key.size() && std::equal(key.begin(), key.end(), kept + 1);
  }
  static std::uint32_t Hash(std::span<const Word> key) {
    std::uint64_t h = 1469598103934665603ULL ^ key.size();
    for (const Word word : key) {
      h = (h ^ static_cast<std::uint32_t>(word)) * 0x9E3779B97F4A7C15ULL;
      h ^= h >> 32;
    }
    return static_cast<std::uint32_t>(h);
  }
  void Grow() {
    std::vector<Slot> old(std::max<std::size_t>(64, 2 * slots_.size()));
    old.swap(slots_);
    const std::size_t mask = slots_.size() - 1;
    for (const Slot& slot : old) {
      if (slot.id < 0) continue;
      std::size_t at = slot.hash & mask;
      while (slots_[at].id >= 0) at = (at + 1) & mask;
      slots_[at] = slot;
    }
  }

  std::vector<Slot> slots_;  // a power of two of them, at most half of them taken
  std::vector<Word> words_;
  std::size_t size_ = 0;
};

}  // namespace tacit::prove

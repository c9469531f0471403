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
    if (2 * (entries_.size() + 1) > slots_.size()) Grow();
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = hash & mask;
    for (; slots_[at] >= 0; at = (at + 1) & mask) {
      const Entry& entry = entries_[static_cast<std::size_t>(slots_[at])];
      if (entry.hash == hash && entry.length == key.size() &&
          std::equal(key.begin(), key.end(), words_.begin() + entry.begin)) {
        return {slots_[at], false};
      }
    }
    const auto id = static_cast<int>(entries_.size());
    slots_[at] = id;
    entries_.push_back(
        {hash, static_cast<std::uint32_t>(key.size()), static_cast<std::ptrdiff_t>(words_.size())});
    words_.insert(words_.end(), key.begin(), key.end());
    return {id, true};
  }
  Found IdOf(std::initializer_list<Word> key) { return IdOf(std::span(key.begin(), key.size())); }

  // Keeps the room.
  void Clear() {
    std::fill(slots_.begin(), slots_.end(), -1);
    entries_.clear();
    words_.clear();
  }
  [[nodiscard]] std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    std::uint32_t hash = 0;
    std::uint32_t length = 0;
    std::ptrdiff_t begin = 0;
  };

  static std::uint32_t Hash(std::span<const Word> key) {
    std::uint64_t h = 1469598103934665603ULL ^ key.size();
    for (const Word word : key) {
      h = (h ^ static_cast<std::uint32_t>(word)) * 0x9E3779B97F4A7C15ULL;
      h ^= h >> 32;
    }
    return static_cast<std::uint32_t>(h);
  }
  void Grow() {
    slots_.assign(std::max<std::size_t>(64, 2 * slots_.size()), -1);
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t id = 0; id < entries_.size(); ++id) {
      std::size_t at = entries_[id].hash & mask;
      while (slots_[at] >= 0) at = (at + 1) & mask;
      slots_[at] = static_cast<int>(id);
    }
  }

  std::vector<int> slots_;  // numbers of keys; -1: free. A power of two of them, at most half of them taken.
  std::vector<Entry> entries_;
  std::vector<Word> words_;
};

}  // namespace tacit::prove

// Which nodes a trie of sorted keys has, in breadth-first order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace tacit::index::surf {

// Keys [begin, end), two at least, share `depth` bytes and then a chain of `chain` bytes. The edges are what
// follows.
struct Group {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::uint32_t depth = 0;
  std::uint32_t chain = 0;

  [[nodiscard]] std::uint32_t edges_at() const { return depth + chain; }
};

struct Level {
  std::uint64_t nodes = 0;
  std::uint64_t edges = 0;
  std::uint64_t children = 0;
  std::uint64_t chain_bytes = 0;
};

class Plan {
 public:
  // Of two keys at least. Refers to them. Throws std::bad_alloc.
  explicit Plan(std::span<const std::string_view> keys);

  [[nodiscard]] const std::vector<Group>& groups() const { return groups_; }
  [[nodiscard]] const std::vector<Level>& levels() const { return levels_; }

  // Calls see(begin, end) for each edge of the group: the keys that are behind it, one if it is a leaf.
  template <typename See>
  void ForEachEdge(const Group& group, See see) const {
    std::uint32_t begin = group.begin;
    for (std::uint32_t i = group.begin + 1; i < group.end; ++i) {
      if (shared_[i] != group.edges_at()) continue;
      see(begin, i);
      begin = i;
    }
    see(begin, group.end);
  }

 private:
  std::vector<std::uint32_t> shared_;  // how many bytes a key shares with the one before
  std::vector<Group> groups_;
  std::vector<Level> levels_;
};

}  // namespace tacit::index::surf

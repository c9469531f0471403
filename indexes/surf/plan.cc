#include "indexes/surf/plan.h"

#include <algorithm>

namespace tacit::index::surf {
namespace {

std::uint32_t SharedFrom(std::string_view a, std::string_view b, std::size_t at) {
  const std::size_t size = std::min(a.size(), b.size());
  while (at < size && a[at] == b[at]) ++at;
  return static_cast<std::uint32_t>(at);
}

}  // namespace

Plan::Plan(std::span<const std::string_view> keys) : shared_(keys.size()) {
  for (std::size_t i = 1; i < keys.size(); ++i) shared_[i] = SharedFrom(keys[i - 1], keys[i], 0);
  groups_.push_back({0, static_cast<std::uint32_t>(keys.size()), 0, 0});
  for (std::size_t level_begin = 0; level_begin < groups_.size();) {
    const std::size_t level_end = groups_.size();
    Level level;
    for (std::size_t g = level_begin; g < level_end; ++g) {
      Group group = groups_[g];
      // All keys in between share what the first and the last one do.
      group.chain = SharedFrom(keys[group.begin], keys[group.end - 1], group.depth) - group.depth;
      groups_[g].chain = group.chain;
      level.chain_bytes += group.chain;
      ForEachEdge(group, [&](std::uint32_t begin, std::uint32_t end) {
        ++level.edges;
        if (end - begin == 1) return;
        ++level.children;
        groups_.push_back({begin, end, group.edges_at() + 1, 0});
      });
    }
    level.nodes = level_end - level_begin;
    levels_.push_back(level);
    level_begin = level_end;
  }
}

}  // namespace tacit::index::surf

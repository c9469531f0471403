#include "src/generator/tree.h"

#include <algorithm>

namespace tacit::generator {
namespace {

constexpr double kRootShare = 0.7;
constexpr std::size_t kNear = 30;  // a parent is one of the rows shortly before

}  // namespace

std::vector<TreeRow> MakeTrees(std::size_t rows, bool by_root, Random& random) {
  std::vector<TreeRow> tree(rows);
  std::vector<std::vector<int>> children(rows);
  for (std::size_t i = 0; i < rows; ++i) {
    tree[i].root = static_cast<int>(i);
    if (i == 0 || random.Chance(kRootShare)) continue;
    const std::size_t parent = i - 1 - random.Below(std::min(i, kNear));
    tree[i].parent = static_cast<int>(parent);
    tree[i].root = tree[parent].root;
    children[parent].push_back(static_cast<int>(i));
  }
  // Depth first, without recursion: a row's left bound on the way down, its right bound on the way up.
  std::int64_t next = 1;
  for (std::size_t i = 0; i < rows; ++i) {
    if (tree[i].parent >= 0) continue;
    if (by_root) next = 1;
    std::vector<int> path = {static_cast<int>(i)};
    tree[i].left = next++;
    while (!path.empty()) {
      const auto at = static_cast<std::size_t>(path.back());
      if (children[at].empty()) {
        tree[at].right = next++;
        path.pop_back();
        continue;
      }
      const int child = children[at].back();
      children[at].pop_back();
      tree[static_cast<std::size_t>(child)].left = next++;
      path.push_back(child);
    }
  }
  return tree;
}

}  // namespace tacit::generator

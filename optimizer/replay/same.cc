// Whether bags are the same up to names and order.
#include <algorithm>

#include "optimizer/replay/check.h"

namespace tacit::replay {
namespace {

constexpr int kMaxOrders = 720;  // of rows of one table, in which two blocks are compared

// The block with its rows in another order: equal blocks may list rows of one table otherwise.
bool SameInSomeOrder(Nodes& nodes, Open block, Ref wanted) {
  const auto by_var = [](const Row& a, const Row& b) { return a.var < b.var; };
  std::sort(block.rows.begin(), block.rows.end(), by_var);
  for (int i = 0; i < kMaxOrders; ++i) {
    if (nodes.Close(block) == wanted) return true;
    if (!std::next_permutation(block.rows.begin(), block.rows.end(), by_var)) return false;
  }
  return false;
}

}  // namespace

bool SameFact(Nodes& nodes, const std::vector<Open>& blocks, const Fact& fact) try {
  return SameBlocks(nodes, blocks, {{{{fact.row, nodes.Source(fact.table)}}, fact.holds, {}}});
} catch (const TooLarge&) {
  return false;
}

bool SameBlocks(Nodes& nodes, const std::vector<Open>& a, const std::vector<Open>& b) try {
  std::vector<Ref> left;
  std::vector<Ref> right;
  for (const Open& block : b) {
    if (block.cond != nodes.no()) right.push_back(nodes.Close(block));
  }
  for (const Open& block : a) {
    if (block.cond == nodes.no()) continue;
    const Ref closed = nodes.Close(block);
    auto found = std::ranges::find(right, closed);
    if (found == right.end()) {
      left.push_back(closed);
    } else {
      right.erase(found);
    }
  }
  return left.size() == right.size() && std::ranges::all_of(left, [&](Ref block) {
           const auto found = std::ranges::find_if(
               right, [&](Ref other) { return SameInSomeOrder(nodes, nodes.OpenBlock(block), other); });
           if (found == right.end()) return false;
           right.erase(found);
           return true;
         });
} catch (const TooLarge&) {
  return false;
}

}  // namespace tacit::replay

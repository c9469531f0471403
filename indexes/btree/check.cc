// What a B+tree rests on.
#include <new>
#include <optional>
#include <string>

#include "indexes/btree/btree.h"

namespace tacit::index {
namespace {

Status WrongTree(const std::string& what) { return Status::Internal("btree: expected " + what); }

// Goes through the tree in order, and sees to it that leaves are linked as they are met.
class Inspection {
 public:
  // The keys below are not less than `low` and less than `high`, where there is one.
  Status Look(const Node* node, std::string_view low, std::optional<std::string_view> high,
              std::size_t depth) {
    for (std::size_t i = 0; i < node->count(); ++i) {
      const std::string_view key = node->KeyAt(i);
      if (key < low || (i > 0 && key <= node->KeyAt(i - 1))) return WrongTree("rising keys");
      if (high && key >= *high) return WrongTree("keys below the separator");
    }
    if (node->used() > Node::capacity()) return WrongTree("no more than a node holds");
    if (node->leaf()) {
      if (leaf_depth_.value_or(depth) != depth) return WrongTree("leaves at one depth");
      if (last_leaf_ != nullptr && last_leaf_->next() != node) return WrongTree("leaves linked in order");
      leaf_depth_ = depth;
      last_leaf_ = node;
      keys_ += node->count();
      return Status::Ok();
    }
    for (std::size_t i = 0; i <= node->count(); ++i) {
      const std::string_view from = i == 0 ? low : node->KeyAt(i - 1);
      const auto below = i == node->count() ? high : std::optional(node->KeyAt(i));
      Status looked = Look(node->child(i), from, below, depth + 1);
      if (!looked.ok()) return looked;
    }
    return Status::Ok();
  }
  [[nodiscard]] std::size_t keys() const { return keys_; }
  [[nodiscard]] const Node* last_leaf() const { return last_leaf_; }

 private:
  std::optional<std::size_t> leaf_depth_;
  const Node* last_leaf_ = nullptr;
  std::size_t keys_ = 0;
};

}  // namespace

Status BTree::Check() const {
  Inspection inspection;
  Status looked = inspection.Look(root_, "", std::nullopt, 0);
  if (!looked.ok()) return looked;
  if (inspection.last_leaf()->next() != nullptr) return WrongTree("no leaf behind the last one");
  if (inspection.keys() != size_) {
    return WrongTree(std::to_string(size_) + " keys, found " + std::to_string(inspection.keys()));
  }
  return looked;
}

}  // namespace tacit::index

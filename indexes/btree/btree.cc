#include "indexes/btree/btree.h"

#include <bit>
#include <cassert>
#include <new>
#include <string>
#include <utility>

namespace tacit::index {
namespace {

// Below this a node looks for a neighbour to join. Far below half, so that a join leaves room to grow again.
constexpr std::size_t kSparse = Node::capacity() / 4;

// The shortest key that is greater than `left` and not greater than `right`: a prefix of `right`.
std::string_view Separator(std::string_view left, std::string_view right) {
  std::size_t common = 0;
  while (common < left.size() && left[common] == right[common]) ++common;
  return right.substr(0, common + 1);
}

// Where to cut a node so that both parts take about the same room, and neither is empty.
std::size_t MiddleByBytes(const Node& node) {
  std::size_t i = 0;
  for (std::size_t taken = 0; taken < node.used() / 2; ++i) taken += Node::EntryBytes(node.At(i).length);
  return i < node.count() ? i : node.count() - 1;
}

}  // namespace

BTree::BTree() : root_(NewNode(true)) {}

Result<bool> BTree::Put(std::string_view key, std::uint64_t value, IfThere if_there) {
  try {
    return PutOrThrow(key, value, if_there);
  } catch (const std::bad_alloc&) {
    return Status::ResourceExhausted("out of memory");  // short enough to need none itself
  }
}

// One way down, on which every inner node that could not take a separator is split first: a split below then
// never has to go up again. A split changes no contents, so that whatever fails later leaves the index as it
// was.
bool BTree::PutOrThrow(std::string_view key, std::uint64_t value, IfThere if_there) {
  const Probe probe(key);
  Node* parent = nullptr;
  std::size_t at = 0;  // `node` is the parent's child `at`
  Node* node = root_;
  while (true) {
    bool found = false;
    const std::size_t i = node->LowerBound(probe, &found);
    if (node->leaf() && found) {
      if (if_there == IfThere::kReplace) node->set_payload(i, value);
      return false;
    }
    if (node->HasRoom(node->leaf() ? Node::EntryBytes(key.size()) : Node::EntryBytes(kMaxInlineKey))) {
      if (node->leaf()) {
        PointerBytes pointer;
        node->InsertAt(i, MakeEntry(key, value, pointer));
        ++size_;
        return true;
      }
      parent = node;
      at = found ? i + 1 : i;
      node = parent->child(at);
      continue;
    }
    if (parent == nullptr) {
      Node* root = NewNode(false);
      root->set_child(0, node);
      parent = root_ = root;
      at = 0;
    }
    SplitChild(parent, at, node->leaf() && node->next() == nullptr && i == node->count());
    at = parent->ChildIndex(probe);
    node = parent->child(at);
  }
}

void BTree::SplitChild(Node* parent, std::size_t at, bool rising) {
  Node* left = parent->child(at);
  const std::size_t cut = rising ? left->count() - 1 : MiddleByBytes(*left);
  assert(cut > 0 && cut < left->count());

  // A leaf keeps all its keys, and the parent gets a short copy; an inner node's middle key moves up instead.
  Node* right = NewNode(left->leaf());
  const auto payload = std::bit_cast<std::uintptr_t>(left);
  PointerBytes pointer;
  Entry separator = left->At(cut);
  separator.payload = payload;
  if (left->leaf()) {
    try {
      separator = MakeEntry(Separator(left->KeyAt(cut - 1), left->KeyAt(cut)), payload, pointer);
    } catch (const std::bad_alloc&) {
      FreeNode(right);
      throw;
    }
  }

  // From here on nothing can fail.
  parent->InsertAt(at, separator);
  parent->set_child(at + 1, right);
  if (left->leaf()) {
    for (std::size_t i = cut; i < left->count(); ++i) right->Append(left->At(i));
    right->set_next(left->next());
    left->set_next(right);
    left->Truncate(cut);
  } else {
    for (std::size_t i = cut + 1; i < left->count(); ++i) right->Append(left->At(i));
    right->set_child(right->count(), left->child(left->count()));
    Node* last = left->child(cut);
    left->Truncate(cut);
    left->set_child(cut, last);
  }
}

bool BTree::Erase(std::string_view key) {
  if (!EraseBelow(root_, Probe(key))) return false;
  --size_;
  while (!root_->leaf() && root_->count() == 0) {
    Node* old = std::exchange(root_, root_->child(0));
    FreeNode(old);
  }
  return true;
}

bool BTree::EraseBelow(Node* node, const Probe& probe) {
  if (!node->leaf()) {
    const std::size_t at = node->ChildIndex(probe);
    Node* child = node->child(at);
    if (!EraseBelow(child, probe)) return false;
    if (child->used() < kSparse) MergeChild(node, at);
    return true;
  }
  bool found = false;
  const std::size_t i = node->LowerBound(probe, &found);
  if (!found) return false;
  FreeLongKey(node->At(i));
  node->RemoveAt(i);
  return true;
}

void BTree::MergeChild(Node* parent, std::size_t at) {
  const auto try_merge = [&](std::size_t i) {
    if (i >= parent->count()) return false;
    Node* left = parent->child(i);
    Node* right = parent->child(i + 1);
    Entry separator = parent->At(i);
    if (!left->HasRoom(right->used() + (left->leaf() ? 0 : Node::EntryBytes(separator.length)))) return false;
    if (left->leaf()) {
      FreeLongKey(separator);
      left->set_next(right->next());
    } else {
      separator.payload = std::bit_cast<std::uintptr_t>(left->child(left->count()));
      left->Append(separator);
    }
    for (std::size_t k = 0; k < right->count(); ++k) left->Append(right->At(k));
    if (!left->leaf()) left->set_child(left->count(), right->child(right->count()));
    parent->set_child(i + 1, left);
    parent->RemoveAt(i);
    FreeNode(right);
    return true;
  };
  if (!try_merge(at) && at > 0) (void)try_merge(at - 1);
}

const Node* BTree::FindLeaf(const Probe& probe) const {
  const Node* node = root_;
  while (!node->leaf()) node = node->child(node->ChildIndex(probe));
  return node;
}

std::optional<std::uint64_t> BTree::Lookup(std::string_view key) const {
  const Probe probe(key);
  const Node* leaf = FindLeaf(probe);
  bool found = false;
  const std::size_t i = leaf->LowerBound(probe, &found);
  if (!found) return std::nullopt;
  return leaf->payload(i);
}

Result<std::size_t> BTree::Scan(std::string_view from, std::size_t limit, const Visitor& visit) const {
  const Probe probe(from);
  const Node* leaf = FindLeaf(probe);
  bool found = false;
  std::size_t i = leaf->LowerBound(probe, &found);
  std::size_t visited = 0;
  for (; leaf != nullptr; leaf = leaf->next(), i = 0) {
    for (; i < leaf->count(); ++i) {
      if (visited == limit) return visited;
      ++visited;
      if (!visit(leaf->KeyAt(i), leaf->payload(i))) return visited;
    }
  }
  return visited;
}

const Node* BTree::LeafBefore(const Node* node, const Probe* probe) {
  if (node->leaf()) {
    bool found = false;
    const bool any = probe == nullptr ? node->count() > 0 : node->LowerBound(*probe, &found) > 0;
    return any ? node : nullptr;
  }
  // All children but the one in whose range the probe lies are less as a whole.
  for (std::size_t i = probe == nullptr ? node->count() : node->ChildIndex(*probe);; --i) {
    if (const Node* leaf = LeafBefore(node->child(i), probe); leaf != nullptr) return leaf;
    if (i == 0) return nullptr;
    probe = nullptr;
  }
}

class BTree::Cursor final : public KeyCursor {
 public:
  explicit Cursor(const BTree& tree) : tree_(tree) {}

  [[nodiscard]] Status Seek(std::string_view key) override {
    const Probe probe(key);
    leaf_ = tree_.FindLeaf(probe);
    bool found = false;
    at_ = leaf_->LowerBound(probe, &found);
    SkipEnds();
    return Status::Ok();
  }
  [[nodiscard]] Status SeekLast() override {
    GoBehind(LeafBefore(tree_.root_, nullptr), nullptr);
    return Status::Ok();
  }
  [[nodiscard]] Status Next() override {
    if (leaf_ == nullptr) return Status::Ok();
    ++at_;
    SkipEnds();
    return Status::Ok();
  }
  [[nodiscard]] Status Prev() override {
    if (leaf_ == nullptr) return Status::Ok();
    if (at_ > 0) {
      --at_;
      return Status::Ok();
    }
    // Leaves know the next one only.
    const Probe probe(key());
    GoBehind(LeafBefore(tree_.root_, &probe), &probe);
    return Status::Ok();
  }
  [[nodiscard]] bool on_entry() const override { return leaf_ != nullptr; }
  [[nodiscard]] std::string_view key() const override { return leaf_->KeyAt(at_); }
  [[nodiscard]] std::uint64_t value() const override { return leaf_->payload(at_); }

 private:
  // Behind a leaf's last entry comes the next leaf's first; a leaf may be empty.
  void SkipEnds() {
    while (leaf_ != nullptr && at_ == leaf_->count()) {
      leaf_ = leaf_->next();
      at_ = 0;
    }
  }
  // On the leaf's last entry that is less than the probe.
  void GoBehind(const Node* leaf, const Probe* probe) {
    leaf_ = leaf;
    if (leaf == nullptr) return;
    bool found = false;
    at_ = (probe == nullptr ? leaf->count() : leaf->LowerBound(*probe, &found)) - 1;
  }

  const BTree& tree_;
  const Node* leaf_ = nullptr;  // null: on none
  std::size_t at_ = 0;
};

Result<std::unique_ptr<KeyCursor>> BTree::NewCursor() const {
  try {
    return std::unique_ptr<KeyCursor>(std::make_unique<Cursor>(*this));
  } catch (const std::bad_alloc&) {
    return Status::ResourceExhausted("out of memory");
  }
}

std::size_t BTree::memory_bytes() const {
  return sizeof(*this) + nodes_.size() * sizeof(Node) +
         (nodes_.capacity() + free_nodes_.capacity() + long_keys_.capacity()) * sizeof(void*) +
         long_key_bytes_;
}

Result<IndexStatistics> BTree::Statistics() const {
  IndexStatistics statistics;
  for (const Node* node = root_; node != nullptr; node = node->leaf() ? nullptr : node->child(0)) {
    ++statistics.height;
  }
  if (size_ == 0) statistics.height = 0;
  statistics.mean_depth = static_cast<double>(statistics.height);
  const std::size_t nodes = nodes_.size() - free_nodes_.size();
  statistics.parts = {{"node", nodes, nodes * sizeof(Node)},
                      {"long key", long_keys_.size(), long_key_bytes_}};
  statistics.free_bytes = memory_bytes() - nodes * sizeof(Node) - long_key_bytes_;
  return statistics;
}

Node* BTree::NewNode(bool leaf) {
  if (!free_nodes_.empty()) {
    Node* node = free_nodes_.back();
    free_nodes_.pop_back();
    return std::construct_at(node, leaf);
  }
  nodes_.push_back(std::make_unique<Node>(leaf));
  try {
    free_nodes_.reserve(nodes_.capacity());
  } catch (const std::bad_alloc&) {
    nodes_.pop_back();
    throw;
  }
  return nodes_.back().get();
}

void BTree::FreeNode(Node* node) { free_nodes_.push_back(node); }

Entry BTree::MakeEntry(std::string_view key, std::uint64_t payload, PointerBytes& pointer) {
  Entry entry = {Probe(key).head, payload, static_cast<std::uint32_t>(key.size()), key};
  if (entry.is_long()) {
    long_keys_.push_back(std::make_unique<LongKey>(LongKey{long_keys_.size(), std::string(key)}));
    long_key_bytes_ += sizeof(LongKey) + key.size();
    pointer = std::bit_cast<PointerBytes>(long_keys_.back().get());
    entry.stored = {pointer.data(), pointer.size()};
  }
  return entry;
}

void BTree::FreeLongKey(const Entry& entry) {
  if (!entry.is_long()) return;
  const std::size_t place = entry.long_key()->place;
  long_key_bytes_ -= sizeof(LongKey) + entry.length;
  std::swap(long_keys_[place], long_keys_.back());
  long_keys_[place]->place = place;
  long_keys_.pop_back();
}

}  // namespace tacit::index

#include "indexes/art/concurrent_art.h"

#include <algorithm>
#include <array>
#include <new>
#include <string>
#include <thread>

#include "indexes/art/cursor.h"
#include "indexes/art/load.h"
#include "indexes/art/survey.h"
#include "src/base/status_macros.h"

namespace tacit::index::art {
namespace {

// What is taken out between two looks whether an epoch is over.
constexpr std::size_t kRetiredPerLook = 64;

// A node's state.
constexpr std::uint8_t kLocked = 1;
constexpr std::uint8_t kReplaced = 2;  // another stands in its place

// Whether a node that has so much left is worth a smaller one: two more would still fit into that, so that it
// does not grow and shrink in turns.
bool Sparse(const SharedNodes::Node& node) {
  const std::size_t live = node.Live();
  if (live + (node.end() == kNothing ? 0 : 1) <= 1) return true;
  return node.kind() != 0 && live + 2 <= kCapacities[node.kind() - 1U];
}

}  // namespace

// On a slot's node. Held for as long as it takes to make two nodes at most.
class ConcurrentArt::Lock {
 public:
  Lock(ConcurrentArt& tree, Child node)
      : state_(node == kNothing ? tree.root_state_ : *tree.nodes_.NodeAt(node).state()) {
    while ((state_.fetch_or(kLocked, std::memory_order_acquire) & kLocked) != 0) std::this_thread::yield();
  }
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;
  ~Lock() { state_.fetch_and(static_cast<std::uint8_t>(~kLocked), std::memory_order_release); }

  [[nodiscard]] bool replaced() const { return (state_.load(std::memory_order_relaxed) & kReplaced) != 0; }
  void Replaced() { state_.fetch_or(kReplaced, std::memory_order_relaxed); }

 private:
  std::atomic_ref<std::uint8_t> state_;
};

// What a call has taken out of the tree. Made before the call's guard, so that nobody has to wait for that.
class ConcurrentArt::Leaving {
 public:
  explicit Leaving(ConcurrentArt& tree) : tree_(tree) {}
  Leaving(const Leaving&) = delete;
  Leaving& operator=(const Leaving&) = delete;
  ~Leaving() {
    for (std::size_t i = 0; i < count_; ++i) tree_.Retire(children_[i]);
  }
  void Add(Child child) { children_[count_++] = child; }

 private:
  ConcurrentArt& tree_;
  std::array<Child, 2> children_{};
  std::size_t count_ = 0;
};

Child ConcurrentArt::Read(Slot slot) const {
  if (slot.node == kNothing) return root();
  const SharedNodes::Node node = nodes_.NodeAt(slot.node);
  return slot.is_end ? node.end() : node.Find(slot.byte);
}

void ConcurrentArt::Write(Slot slot, Child child) {
  if (slot.node == kNothing) return root_.store(child, std::memory_order_release);
  SharedNodes::Node node = nodes_.NodeAt(slot.node);
  slot.is_end ? node.set_end(child) : node.Replace(slot.byte, child);
}

std::optional<std::uint64_t> ConcurrentArt::Lookup(std::string_view key) const {
  const Guard guard(epochs_);
  Child child = root();
  while (child != kNothing && !IsLeaf(child)) {
    const SharedNodes::Node node = nodes_.NodeAt(child);
    if (!node.Leads(key)) return std::nullopt;
    const std::size_t prefix = node.prefix().size();
    if (key.size() == prefix) {
      child = node.end();
      key = {};
    } else {
      child = node.Find(ByteOf(key, prefix));
      key.remove_prefix(prefix + 1);
    }
  }
  if (child == kNothing) return std::nullopt;
  const Leaf leaf = nodes_.LeafAt(child);
  return leaf.rest() == key ? std::optional(leaf.value()) : std::nullopt;
}

Result<bool> ConcurrentArt::Put(std::string_view key, std::uint64_t value, IfThere if_there) {
  try {
    while (true) {
      Leaving leaving(*this);
      const Guard guard(epochs_);
      if (const std::optional<bool> put = TryPut(key, value, if_there, leaving); put) return *put;
    }
  } catch (const std::bad_alloc&) {
    return Status::ResourceExhausted("out of memory");  // short enough to need none itself
  }
}

std::optional<bool> ConcurrentArt::TryPut(std::string_view key, std::uint64_t value, IfThere if_there,
                                          Leaving& leaving) {
  Slot slot;
  for (Child child = Read(slot); child != kNothing; child = Read(slot)) {
    const std::string_view way = nodes_.WayTo(child);
    const std::size_t common = CommonBytes(way, key);
    if (IsLeaf(child) && common == way.size() && common == key.size()) {
      return if_there == IfThere::kKeep ? false : PutOver(slot, child, value);
    }
    if (IsLeaf(child) || common < way.size()) return Fork(slot, child, common, key, value, leaving);
    key.remove_prefix(common);
    if (key.empty()) {
      slot = {child, true, 0};
      continue;
    }
    const unsigned char byte = ByteOf(key, 0);
    key.remove_prefix(1);
    if (!nodes_.NodeAt(child).Has(byte)) return Grow(slot, child, byte, key, value, leaving);
    slot = {child, false, byte};
  }
  return Fill(slot, key, value);
}

std::optional<bool> ConcurrentArt::PutOver(Slot slot, Child leaf, std::uint64_t value) {
  const Lock lock(*this, slot.node);
  if (lock.replaced() || Read(slot) != leaf) return std::nullopt;
  nodes_.LeafAt(leaf).set_value(value);
  return false;
}

std::optional<bool> ConcurrentArt::Fill(Slot slot, std::string_view rest, std::uint64_t value) {
  Pending pending(nodes_);
  const Child leaf = pending.Keep(nodes_.NewLeaf(rest, value));
  const Lock lock(*this, slot.node);
  if (lock.replaced() || Read(slot) != kNothing) return std::nullopt;
  Write(slot, leaf);
  pending.Done();
  CountEntry(1);
  return true;
}

std::optional<bool> ConcurrentArt::Grow(Slot slot, Child child, unsigned char byte, std::string_view rest,
                                        std::uint64_t value, Leaving& leaving) {
  Pending pending(nodes_);
  const Child leaf = pending.Keep(nodes_.NewLeaf(rest, value));
  const Lock lock(*this, slot.node);
  if (lock.replaced() || Read(slot) != child) return std::nullopt;
  Lock below(*this, child);
  const SharedNodes::Node node = nodes_.NodeAt(child);
  const Child larger = nodes_.Copied(child, SmallestKindFor(node.Live() + 1), node.prefix());
  nodes_.NodeAt(larger).Add(byte, leaf);
  pending.Done();
  Write(slot, larger);
  below.Replaced();
  leaving.Add(child);
  CountEntry(1);
  return true;
}

std::optional<bool> ConcurrentArt::Fork(Slot slot, Child child, std::size_t common, std::string_view key,
                                        std::uint64_t value, Leaving& leaving) {
  const Lock lock(*this, slot.node);
  if (lock.replaced() || Read(slot) != child) return std::nullopt;
  std::optional<Lock> below;
  if (!IsLeaf(child)) below.emplace(*this, child);

  const std::string_view way = nodes_.WayTo(child);
  // What both have in common becomes a node's prefix, or as much of it as one holds.
  const std::size_t cut = std::min(common, kMaxPrefix);
  Pending pending(nodes_);
  const Child fork = pending.Keep(nodes_.NewNode(0, way.substr(0, cut)));
  SharedNodes::Node node = nodes_.NodeAt(fork);
  if (cut == way.size()) {
    node.set_end(pending.Keep(nodes_.NewLeaf({}, nodes_.LeafAt(child).value())));
  } else {
    const std::string_view rest = way.substr(cut + 1);
    node.Add(ByteOf(way, cut),
             pending.Keep(IsLeaf(child) ? nodes_.NewLeaf(rest, nodes_.LeafAt(child).value())
                                        : nodes_.Copied(child, nodes_.NodeAt(child).kind(), rest)));
  }
  // Else the two go on together, and are told apart further on.
  const bool done = cut == common;
  if (done && cut == key.size()) {
    node.set_end(pending.Keep(nodes_.NewLeaf({}, value)));
  } else if (done) {
    node.Add(ByteOf(key, cut), pending.Keep(nodes_.NewLeaf(key.substr(cut + 1), value)));
  }
  pending.Done();
  Write(slot, fork);
  if (below) below->Replaced();
  leaving.Add(child);
  if (!done) return std::nullopt;
  CountEntry(1);
  return true;
}

bool ConcurrentArt::Erase(std::string_view key) {
  while (true) {
    Erased erased = Erased::kNo;
    {
      Leaving leaving(*this);
      const Guard guard(epochs_);
      erased = TryErase(key, leaving);
    }
    if (erased == Erased::kOvertaken) continue;
    while (erased == Erased::kLeftSparse && Tidy(key)) continue;
    return erased != Erased::kNo;
  }
}

ConcurrentArt::Erased ConcurrentArt::TryErase(std::string_view key, Leaving& leaving) {
  Slot slot;
  Child child = Read(slot);
  while (child != kNothing && !IsLeaf(child)) {
    const std::string_view prefix = nodes_.NodeAt(child).prefix();
    if (!key.starts_with(prefix)) return Erased::kNo;
    key.remove_prefix(prefix.size());
    slot = {child, key.empty(), key.empty() ? static_cast<unsigned char>(0) : ByteOf(key, 0)};
    if (!key.empty()) key.remove_prefix(1);
    child = Read(slot);
  }
  if (child == kNothing || nodes_.LeafAt(child).rest() != key) return Erased::kNo;

  const Lock lock(*this, slot.node);
  if (lock.replaced() || Read(slot) != child) return Erased::kOvertaken;
  Write(slot, kNothing);
  leaving.Add(child);
  CountEntry(-1);
  return slot.node != kNothing && Sparse(nodes_.NodeAt(slot.node)) ? Erased::kLeftSparse : Erased::kAlone;
}

bool ConcurrentArt::Tidy(std::string_view key) try {
  Leaving leaving(*this);
  const Guard guard(epochs_);
  Slot slot;  // of the last node
  Slot last;  // the key's in it
  for (Child child = Read(last); child != kNothing && !IsLeaf(child); child = Read(last)) {
    const std::string_view prefix = nodes_.NodeAt(child).prefix();
    if (!key.starts_with(prefix)) return false;
    key.remove_prefix(prefix.size());
    slot = last;
    last = {child, key.empty(), key.empty() ? static_cast<unsigned char>(0) : ByteOf(key, 0)};
    if (!key.empty()) key.remove_prefix(1);
  }
  const Child child = last.node;
  if (child == kNothing) return false;
  const Lock lock(*this, slot.node);
  if (lock.replaced() || Read(slot) != child) return false;
  Lock below(*this, child);
  if (!Sparse(nodes_.NodeAt(child))) return false;
  const Child tidied = Tidied(child, leaving);
  if (tidied == child) return false;
  Write(slot, tidied);
  below.Replaced();
  leaving.Add(child);
  return tidied == kNothing && slot.node != kNothing;
} catch (const std::bad_alloc&) {
  return false;  // the node is as right as it was
}

Child ConcurrentArt::Tidied(Child child, Leaving& leaving) {
  const SharedNodes::Node node = nodes_.NodeAt(child);
  const std::size_t live = node.Live();
  const Child end = node.end();
  if (live == 0 && end == kNothing) return kNothing;
  if (live == 0) {
    const Child leaf = nodes_.NewLeaf(node.prefix(), nodes_.LeafAt(end).value());
    leaving.Add(end);
    return leaf;
  }
  if (live == 1 && end == kNothing) return Merged(child, leaving);
  return nodes_.Copied(child, SmallestKindFor(live), node.prefix());
}

Child ConcurrentArt::Merged(Child child, Leaving& leaving) {
  const SharedNodes::Node node = nodes_.NodeAt(child);
  std::size_t place = node.FirstPlace(0);
  while (node.At(place).child == kNothing) place = node.FirstPlace(place + 1);
  const auto [byte, only] = node.At(place);
  std::optional<Lock> lock;
  if (!IsLeaf(only)) lock.emplace(*this, only);
  const std::string whole =
      std::string(node.prefix()) + static_cast<char>(byte) + std::string(nodes_.WayTo(only));
  if (!lock) {
    const Child leaf = nodes_.NewLeaf(whole, nodes_.LeafAt(only).value());
    leaving.Add(only);
    return leaf;
  }
  if (whole.size() > kMaxPrefix) return child;
  const Child merged = nodes_.Copied(only, SmallestKindFor(nodes_.NodeAt(only).Live()), whole);
  lock->Replaced();
  leaving.Add(only);
  return merged;
}

void ConcurrentArt::Retire(Child child) {
  try {
    epochs_.Retire([&](Trash& trash) { trash.children.push_back(child); },
                   [this](Trash& trash) { Empty(trash); });
  } catch (const std::bad_alloc&) {
    epochs_.WaitForReaders();
    nodes_.Free(child);
  }
  if (++retired_ % kRetiredPerLook == 0) (void)epochs_.TryAdvance();
}

void ConcurrentArt::Empty(Trash& trash) {
  for (const Child child : trash.children) nodes_.Free(child);
  trash.children.clear();
}

Status ConcurrentArt::LoadSorted(std::span<const KeyEntry> entries) {
  // An empty tree may have nodes without entries left.
  epochs_.EmptyAll([](Trash& trash) { trash.children.clear(); });
  root_ = kNothing;
  nodes_.Clear();
  try {
    root_ = Loaded(nodes_, entries);
    CountEntry(static_cast<std::int64_t>(entries.size()));
    return Status::Ok();
  } catch (const std::bad_alloc&) {
    nodes_.Clear();
    return Status::ResourceExhausted("out of memory");
  }
}

std::size_t ConcurrentArt::size() const {
  std::int64_t entries = 0;
  epochs_.ForEachStall([&](const auto& stall) { entries += stall.entries.load(); });
  return static_cast<std::size_t>(std::max<std::int64_t>(entries, 0));
}

std::size_t ConcurrentArt::memory_bytes() const {
  std::size_t trash_bytes = 0;
  epochs_.ForEachStall([&](auto& stall) {
    const std::scoped_lock alone(stall.in_use);
    for (const Trash& trash : stall.trash) trash_bytes += trash.children.capacity() * sizeof(Child);
  });
  return sizeof(*this) + nodes_.memory_bytes() + trash_bytes;
}

Status ConcurrentArt::Check() const try {
  TACIT_ASSIGN_OR_RETURN(const Survey survey, SurveyOf(nodes_, root()));
  Waiting waiting;
  epochs_.ForEachStall([&](const auto& stall) {
    for (const Trash& trash : stall.trash) {
      for (const Child child : trash.children) {
        waiting.bytes += nodes_.BytesOf(child);
        waiting.long_rests += IsLeaf(child) && nodes_.LeafAt(child).outside() != nullptr ? 1U : 0U;
      }
    }
  });
  if (root_state_ != 0) return Status::Internal("art: expected no lock that is held, found one");
  return CheckSurvey(survey, nodes_, size(), waiting);
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted("out of memory");
}

Result<IndexStatistics> ConcurrentArt::Statistics() const try {
  TACIT_ASSIGN_OR_RETURN(const Survey survey, SurveyOf(nodes_, root()));
  return StatisticsOf(survey, nodes_.long_rest_bytes(), memory_bytes());
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted("out of memory");
}

Result<std::size_t> ConcurrentArt::Scan(std::string_view from, std::size_t limit,
                                        const Visitor& visit) const {
  return ScanFrom(*this, from, limit, visit);
}

Result<std::unique_ptr<KeyCursor>> ConcurrentArt::NewCursor() const {
  try {
    return std::unique_ptr<KeyCursor>(std::make_unique<Cursor<ConcurrentArt>>(*this));
  } catch (const std::bad_alloc&) {
    return Status::ResourceExhausted("out of memory");
  }
}

}  // namespace tacit::index::art

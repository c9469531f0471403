#include "indexes/art/art.h"

#include <algorithm>
#include <array>
#include <new>
#include <string>
#include <utility>

#include "indexes/art/cursor.h"
#include "indexes/art/survey.h"
#include "src/base/status_macros.h"

namespace tacit::index::art {

// What a call has taken out of the tree. Made before the call's guard, so that nobody has to wait for that.
template <bool kShared>
class BasicArt<kShared>::Leaving {
 public:
  explicit Leaving(BasicArt& tree) : tree_(tree) {}
  Leaving(const Leaving&) = delete;
  Leaving& operator=(const Leaving&) = delete;
  ~Leaving() {
    for (std::size_t i = 0; i < count_; ++i) tree_.sharing_.Retire(children_[i]);
  }
  void Add(Child child) { children_[count_++] = child; }
  // A leaf that lies in a host leaves with that.
  void AddLeafOf(Child host, Child leaf) {
    if (leaf != kNothing && (host == kNothing || !tree_.nodes_.LiesIn(host, leaf))) Add(leaf);
  }

 private:
  BasicArt& tree_;
  std::array<Child, 6> children_{};
  std::size_t count_ = 0;
};

template <bool kShared>
Child BasicArt<kShared>::Read(Slot slot) const {
  if (slot.node == kNothing) return root();
  const Node node = nodes_.NodeAt(slot.node);
  return slot.is_end ? node.end() : node.Find(slot.byte);
}

template <bool kShared>
void BasicArt<kShared>::Write(Slot slot, Child child) {
  if (slot.node == kNothing) return root_.store(child, std::memory_order_release);
  Node node = nodes_.NodeAt(slot.node);
  slot.is_end ? node.set_end(child) : node.Replace(slot.byte, child);
}

template <bool kShared>
std::uint8_t* BasicArt<kShared>::StateOf(Child node) {
  return node == kNothing ? &root_state_ : nodes_.NodeAt(node).state();
}

template <bool kShared>
std::optional<std::uint64_t> BasicArt<kShared>::Lookup(std::string_view key) const {
  [[maybe_unused]] const Guard guard = Stay();
  Child child = root();
  while (child != kNothing && !IsLeaf(child)) {
    const Node node = nodes_.NodeAt(child);
    node.Prefetch();
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

template <bool kShared>
typename BasicArt<kShared>::Way BasicArt<kShared>::WayTo(std::string_view key) const {
  Way way;
  way.rest = key;
  way.child = root();
  while (way.child != kNothing && !IsLeaf(way.child)) {
    if (way.host == kNothing || !nodes_.LiesIn(way.host, way.child)) {
      way.above = way.host;
      way.top = way.slot;
      way.host = way.child;
      nodes_.NodeAt(way.child).Prefetch();
    }
    const Node node = nodes_.NodeAt(way.child);
    const std::size_t prefix = node.prefix().size();
    way.leads_on = node.Leads(way.rest);
    if (!way.leads_on) return way;
    if (way.rest.size() == prefix) {
      way.slot = {way.child, true, 0};
      way.rest = {};
      way.child = node.end();
      continue;
    }
    const unsigned char byte = ByteOf(way.rest, prefix);
    const Child next = node.Find(byte);
    way.leads_on = next != kNothing || node.Has(byte);
    if (!way.leads_on) return way;
    way.slot = {way.child, false, byte};
    way.rest.remove_prefix(prefix + 1);
    way.child = next;
  }
  return way;
}

template <bool kShared>
Result<bool> BasicArt<kShared>::Put(std::string_view key, std::uint64_t value, IfThere if_there) {
  try {
    while (true) {
      Leaving leaving(*this);
      [[maybe_unused]] const Guard guard = Stay();
      if (const std::optional<bool> put = TryPut(key, value, if_there, leaving); put) return *put;
    }
  } catch (const std::bad_alloc&) {
    return Status::ResourceExhausted("out of memory");  // short enough to need none itself
  }
}

template <bool kShared>
std::optional<bool> BasicArt<kShared>::TryPut(std::string_view key, std::uint64_t value, IfThere if_there,
                                              Leaving& leaving) {
  const Way way = WayTo(key);
  if (!way.leads_on) return PutIntoHost(way, value, leaving);
  if (way.child != kNothing && nodes_.LeafAt(way.child).rest() == way.rest) {
    return if_there == IfThere::kKeep ? false : PutOver(way, value);
  }
  const bool inside = way.host != kNothing && way.child != kNothing && nodes_.LiesIn(way.host, way.child);
  return inside ? PutIntoHost(way, value, leaving) : PutInto(way, value, leaving);
}

template <bool kShared>
std::optional<bool> BasicArt<kShared>::PutOver(const Way& way, std::uint64_t value) {
  const Lock lock(StateOf(way.host));
  if (lock.replaced() || Read(way.slot) != way.child) return std::nullopt;
  nodes_.LeafAt(way.child).set_value(value);
  return false;
}

template <bool kShared>
std::optional<bool> BasicArt<kShared>::PutInto(const Way& way, std::uint64_t value, Leaving& leaving) {
  const Lock lock(StateOf(way.host));
  if (lock.replaced() || Read(way.slot) != way.child) return std::nullopt;
  Builder<kShared> builder(nodes_);
  if (way.child == kNothing) {
    Write(way.slot, MakeLeaves(builder, {way.rest, value}, nullptr));
  } else {
    const Leaf leaf = nodes_.LeafAt(way.child);
    const KeyEntry old = {leaf.rest(), leaf.value()};
    Write(way.slot, MakeLeaves(builder, {way.rest, value}, &old));
    leaving.Add(way.child);
  }
  builder.Taken();
  sharing_.CountEntry(1);
  return true;
}

template <bool kShared>
std::optional<bool> BasicArt<kShared>::PutIntoHost(const Way& way, std::uint64_t value, Leaving& leaving) {
  const Lock above(StateOf(way.above));
  if (above.replaced() || Read(way.top) != way.host) return std::nullopt;
  Lock lock(StateOf(way.host));
  if (way.leads_on && Read(way.slot) != way.child) return std::nullopt;
  Plan plan(nodes_, way.host, way.child);
  const std::string_view own = nodes_.WayTo(way.child);
  if (!way.leads_on && way.rest.starts_with(own)) {
    plan.Grow(plan.marked(), way.rest.substr(own.size()), value);
  } else {
    plan.Fork(plan.marked(), way.rest, value);
  }
  plan.Divide();
  Builder<kShared> builder(nodes_);
  Write(way.top, builder.Make(plan));
  builder.Taken();
  lock.Replaced();
  leaving.Add(way.host);
  sharing_.CountEntry(1);
  return true;
}

template <bool kShared>
bool BasicArt<kShared>::Erase(std::string_view key) {
  Erased erased = Erased::kOvertaken;
  bool go_on = false;
  while (erased == Erased::kOvertaken) {
    Leaving leaving(*this);
    [[maybe_unused]] const Guard guard = Stay();
    const Way way = WayTo(key);
    erased = TryErase(way, leaving);
    if (erased == Erased::kLeftUntidy) go_on = Tidy(way, leaving);
  }
  while (go_on) {
    Leaving leaving(*this);
    [[maybe_unused]] const Guard guard = Stay();
    const Way way = WayTo(key);
    go_on = way.child == kNothing && way.host != kNothing && Tidy(way, leaving);
  }
  return erased != Erased::kNo;
}

template <bool kShared>
typename BasicArt<kShared>::Erased BasicArt<kShared>::TryErase(const Way& way, Leaving& leaving) {
  if (!way.leads_on || way.child == kNothing) return Erased::kNo;
  if (nodes_.LeafAt(way.child).rest() != way.rest) return Erased::kNo;
  const Lock lock(StateOf(way.host));
  if (lock.replaced() || Read(way.slot) != way.child) return Erased::kOvertaken;
  Write(way.slot, kNothing);
  leaving.AddLeafOf(way.host, way.child);
  sharing_.CountEntry(-1);
  return way.host != kNothing && Untidy(way.host) ? Erased::kLeftUntidy : Erased::kAlone;
}

// A large host has little left if two more would still fit into a smaller one, so that it does not grow and
// shrink in turns.
template <bool kShared>
bool BasicArt<kShared>::Untidy(Child host) const {
  const Node node = nodes_.NodeAt(host);
  return !IsLarge(host) || node.Live() + 2 <= kCapacities[node.kind() - 1U];
}

template <bool kShared>
bool BasicArt<kShared>::Tidy(const Way& way, Leaving& leaving) try {
  const Lock above(StateOf(way.above));
  // By a copy that refers to this host as well: there is another way to it.
  if (above.replaced()) return true;
  // Who has replaced it has done so since something was taken out of it.
  if (Read(way.top) != way.host) return false;
  Lock lock(StateOf(way.host));
  if (!Untidy(way.host)) return false;
  const Child tidied = Tidied(way.host, leaving);
  Write(way.top, tidied);
  lock.Replaced();
  leaving.Add(way.host);
  return tidied == kNothing && way.above != kNothing;
} catch (const std::bad_alloc&) {
  return false;  // the host is as right as it was
}

template <bool kShared>
Child BasicArt<kShared>::Tidied(Child host, Leaving& leaving) {
  Plan plan(nodes_, host, kNothing);
  plan.Simplify();
  const Plan::Part& first = plan[0];
  Builder<kShared> builder(nodes_);
  Child made = kNothing;
  if (first.what == Plan::What::kNode && first.count == 1 && !first.has_end &&
      plan[first.first].what == Plan::What::kChild) {
    made = Merged(plan, builder, leaving);
  } else if (first.what == Plan::What::kLeaf || first.count > 0 || first.has_end) {
    plan.Divide();
    made = builder.Make(plan);
  }
  builder.Taken();
  return made;
}

// A child that is there takes the place of the node that refers to it alone, with its bytes.
template <bool kShared>
Child BasicArt<kShared>::Merged(Plan& plan, Builder<kShared>& builder, Leaving& leaving) {
  const Plan::Part& only = plan[plan[0].first];
  const std::string bytes = std::string(plan[0].bytes()) + static_cast<char>(only.byte);
  if (IsLeaf(only.child)) {
    const Leaf leaf = nodes_.LeafAt(only.child);
    const std::string whole = bytes + std::string(leaf.rest());
    const Child made = MakeLeaves(builder, {whole, leaf.value()}, nullptr);
    leaving.Add(only.child);
    return made;
  }
  Lock lock(StateOf(only.child));
  Plan below(nodes_, only.child, kNothing);
  const bool merged = below.PutBefore(bytes);
  Plan& planned = merged ? below : plan;
  planned.Divide();
  const Child made = builder.Make(planned);
  if (merged) {
    lock.Replaced();
    leaving.Add(only.child);
  }
  return made;
}

template <bool kShared>
Result<std::size_t> BasicArt<kShared>::Scan(std::string_view from, std::size_t limit,
                                            const Visitor& visit) const {
  Cursor<kShared> cursor(*this);
  std::size_t visited = 0;
  if (limit == 0) return visited;
  for (Status at = cursor.Seek(from);; at = cursor.Next()) {
    if (!at.ok()) return at;
    if (!cursor.on_entry()) return visited;
    ++visited;
    if (!visit(cursor.key(), cursor.value()) || visited == limit) return visited;
  }
}

template <bool kShared>
Result<std::unique_ptr<KeyCursor>> BasicArt<kShared>::NewCursor() const {
  try {
    return std::unique_ptr<KeyCursor>(std::make_unique<Cursor<kShared>>(*this));
  } catch (const std::bad_alloc&) {
    return Status::ResourceExhausted("out of memory");
  }
}

template <bool kShared>
Status BasicArt<kShared>::LoadSorted(std::span<const KeyEntry> entries) {
  // An empty tree may have nodes without entries left.
  sharing_.Forget();
  root_ = kNothing;
  nodes_.Clear();
  try {
    Builder<kShared> builder(nodes_);
    root_ = builder.Make(entries);
    builder.Taken();
    sharing_.CountEntry(static_cast<std::int64_t>(entries.size()));
    return Status::Ok();
  } catch (const std::bad_alloc&) {
    nodes_.Clear();
    return Status::ResourceExhausted("out of memory");
  }
}

template <bool kShared>
std::size_t BasicArt<kShared>::memory_bytes() const {
  return sizeof(*this) + nodes_.memory_bytes() + sharing_.memory_bytes();
}

template <bool kShared>
Status BasicArt<kShared>::Check() const try {
  TACIT_ASSIGN_OR_RETURN(const Survey survey, SurveyOf(nodes_, root()));
  if (root_state_ != 0) return Status::Internal("art: expected no lock that is held, found one");
  return CheckSurvey(survey, nodes_, size(), sharing_.waiting());
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted("out of memory");
}

template <bool kShared>
Result<IndexStatistics> BasicArt<kShared>::Statistics() const try {
  TACIT_ASSIGN_OR_RETURN(const Survey survey, SurveyOf(nodes_, root()));
  return StatisticsOf(survey, nodes_.long_rest_bytes(), memory_bytes());
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted("out of memory");
}

template class BasicArt<false>;
template class BasicArt<true>;

}  // namespace tacit::index::art

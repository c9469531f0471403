// A place on a stored prefix: the nodes on the way to it, and in each the edge that is taken.
#include <new>
#include <utility>
#include <vector>

#include "indexes/surf/links.h"
#include "indexes/surf/node.h"
#include "indexes/surf/range_walk.h"
#include "indexes/surf/state.h"

namespace tacit {

class FilterCursor::State {
 public:
  explicit State(const KeyFilter::State& filter) : filter_(&filter), view_(&filter.view) {}

  void Seek(std::string_view key) {
    Leave();
    const index::surf::TrieKey from(filter_->dictionary.get(), index::surf::CutKey(key));
    if (view_->keys < 2) {
      on_only_key_ = Ranges::MayContainFrom(*view_, from.text());
      return;
    }
    SeekBelowRoot(from.text());
  }
  void SeekLast() {
    Leave();
    on_only_key_ = view_->keys == 1;
    if (view_->keys < 2) return;
    Enter(Nodes::Root(*view_));
    Take(way_.back().node.Last());
    GoDown(&Node::Last);
  }
  void Next() {
    on_only_key_ = false;
    for (; !way_.empty(); Back()) {
      const Edge edge = way_.back().node.After(way_.back().edge);
      if (edge.kind == Edge::Kind::kNone) continue;
      Take(edge);
      return GoDown(&Node::First);
    }
  }
  void Prev() {
    on_only_key_ = false;
    for (; !way_.empty(); Back()) {
      const Edge edge = Before(way_.back());
      if (edge.kind == Edge::Kind::kNone) continue;
      Take(edge);
      return GoDown(&Node::Last);
    }
  }
  void Leave() {
    way_.clear();
    prefix_.clear();
    on_only_key_ = false;
  }

  [[nodiscard]] bool on_prefix() const { return on_only_key_ || !way_.empty(); }
  [[nodiscard]] std::string_view prefix() const { return prefix_; }
  [[nodiscard]] std::uint32_t real_suffix() const {
    const std::uint32_t suffix = on_only_key_ ? Bits::Field(view_->suffixes, 0, view_->suffix_bits)
                                              : Nodes::SuffixOf(*view_, way_.back().edge);
    return suffix & static_cast<std::uint32_t>(Bits::Below(view_->real_bits));
  }

 private:
  using Bits = index::surf::Bits<index::surf::AnyProcessor>;
  using Nodes = index::surf::Nodes<index::surf::AnyProcessor>;
  using Node = index::surf::Node<index::surf::AnyProcessor>;
  using Ranges = index::surf::RangeWalk<index::surf::AnyProcessor>;
  using Edge = index::surf::Edge;
  using NodeRef = index::surf::NodeRef;

  struct Stop {
    Node node;  // behind its chain
    Edge edge;
    std::size_t bytes = 0;     // of the prefix before the node's chain
    std::size_t edges_at = 0;  // and before its edges
  };

  // Onto a node, none of whose edges is taken yet; the prefix gets its chain.
  void Enter(NodeRef ref) {
    way_.push_back({Node(*view_, ref), {}, prefix_.size(), 0});
    for (unsigned char byte = 0; way_.back().node.NextOfChain(&byte);) prefix_ += static_cast<char>(byte);
    way_.back().edges_at = prefix_.size();
  }
  // Takes an edge of the last node.
  void Take(const Edge& edge) {
    way_.back().edge = edge;
    prefix_.resize(way_.back().edges_at);
    if (!edge.ends) prefix_ += static_cast<char>(edge.label);
  }
  void Back() {
    prefix_.resize(way_.back().bytes);
    way_.pop_back();
  }
  // From the edge that is taken to a leaf, by the first or the last edge of each node.
  void GoDown(Edge (Node::*choose)() const) {
    while (way_.back().edge.kind == Edge::Kind::kChild) {
      Enter(Nodes::ChildOf(*view_, way_.back().edge));
      Take((way_.back().node.*choose)());
    }
  }
  // An edge tells its successor, not the one before: this goes through all of the node's.
  static Edge Before(const Stop& stop) {
    Edge before;
    for (Edge edge = stop.node.First();
         edge.record != stop.edge.record || edge.position != stop.edge.position ||
         edge.label != stop.edge.label || edge.ends != stop.edge.ends;
         edge = stop.node.After(edge)) {
      before = edge;
    }
    return before;
  }

  // As RangeWalk::MayReach goes, but to the first key that may be not less than `from`.
  void SeekBelowRoot(index::surf::Text from) {
    Enter(Nodes::Root(*view_));
    std::size_t at = 0;
    while (true) {
      Stop& stop = way_.back();
      const std::string_view chain = std::string_view(prefix_).substr(stop.bytes);
      const std::string_view rest = from.Chars().substr(at);
      const int order = chain.compare(rest.substr(0, chain.size()));
      if (order < 0) return Skip();
      if (order > 0 || rest.size() == chain.size()) {
        Take(stop.node.First());
        return GoDown(&Node::First);
      }
      at += chain.size();
      const Edge edge = stop.node.FindFrom(from.bytes[at]);
      if (edge.kind == Edge::Kind::kNone) return Skip();
      Take(edge);
      if (edge.label != from.bytes[at]) return GoDown(&Node::First);
      ++at;
      if (edge.kind == Edge::Kind::kLeaf) {
        if (!Ranges::LeafReaches(*view_, edge, from, at)) Next();
        return;
      }
      Enter(Nodes::ChildOf(*view_, edge));
    }
  }
  // Behind all keys of the last node, none of whose edges is taken.
  void Skip() {
    Back();
    Next();
  }

  const KeyFilter::State* filter_;
  const index::surf::View* view_;
  std::vector<Stop> way_;
  std::string prefix_;
  bool on_only_key_ = false;
};

FilterCursor::FilterCursor(std::unique_ptr<State> state) : state_(std::move(state)) {}
FilterCursor::FilterCursor(FilterCursor&& other) noexcept = default;
FilterCursor& FilterCursor::operator=(FilterCursor&& other) noexcept = default;
FilterCursor::~FilterCursor() = default;

// Goes, and ends on none where there is no memory for it.
template <typename Go>
Status FilterCursor::Going(Go go) {
  try {
    go();
    return Status::Ok();
  } catch (const std::bad_alloc&) {
    state_->Leave();
    return Status::ResourceExhausted("out of memory");
  }
}

Status FilterCursor::Seek(std::string_view key) {
  return Going([&] { state_->Seek(key); });
}
Status FilterCursor::SeekLast() {
  return Going([&] { state_->SeekLast(); });
}
Status FilterCursor::Next() {
  return Going([&] { state_->Next(); });
}
Status FilterCursor::Prev() {
  return Going([&] { state_->Prev(); });
}

bool FilterCursor::on_prefix() const { return state_->on_prefix(); }
std::string_view FilterCursor::prefix() const { return state_->prefix(); }
std::uint32_t FilterCursor::real_suffix() const { return state_->real_suffix(); }

Result<FilterCursor> KeyFilter::NewCursor() const try {
  return FilterCursor(std::make_unique<FilterCursor::State>(*state_));
} catch (const std::bad_alloc&) {
  return Status::ResourceExhausted("out of memory");
}

}  // namespace tacit

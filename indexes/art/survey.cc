#include "indexes/art/survey.h"

#include <algorithm>
#include <vector>

#include "src/base/status_macros.h"

namespace tacit::index::art {
namespace {

constexpr std::array<std::string_view, kCapacities.size()> kNames = {
    "node of 2",  "node of 4",  "node of 6",  "node of 8",  "node of 12",
    "node of 16", "node of 24", "node of 32", "node of 48", "node of 256"};

struct Place {
  Child child;
  std::size_t depth;
  Child host;  // that it lies in, or nothing
};

Status Wrong(const std::string& what) { return Status::Internal("art: expected " + what); }

std::string Found(std::size_t wanted, const char* what, std::size_t found) {
  return std::to_string(wanted) + " " + what + ", found " + std::to_string(found);
}

// Of one node. `children` gets what it refers to.
template <bool kShared>
Status CheckNode(const BasicNodes<kShared>& nodes, const Place& at, std::vector<Place>& children) {
  const BasicNode<kShared> node = nodes.NodeAt(at.child);
  const Child host = at.host == kNothing ? at.child : at.host;
  const auto refer = [&](Child child) {
    children.push_back({child, at.depth + 1, nodes.LiesIn(host, child) ? host : kNothing});
  };
  if (node.kind() > kDirect) return Wrong("a kind of node, found " + std::to_string(node.kind()));
  if (node.count() > kCapacities[node.kind()]) {
    return Wrong(Found(kCapacities[node.kind()], "children at most", node.count()));
  }
  if ((*node.state() & node.kStateBits) != 0) return Wrong("no node that is locked, found one");
  if (node.end() != kNothing) {
    if (!IsLeaf(node.end())) return Wrong("a leaf at a node's end, found a node");
    refer(node.end());
  }
  std::size_t count = 0;
  std::size_t live = 0;
  int last = -1;
  for (std::size_t place = node.FirstPlace(0); place != Node::kNone; place = node.FirstPlace(place + 1)) {
    const auto [byte, child] = node.At(place);
    if (byte <= last)
      return Wrong("rising bytes, found " + std::to_string(byte) + " behind " + std::to_string(last));
    if (node.Find(byte) != child)
      return Wrong("the child at byte " + std::to_string(byte) + " to be found, found another");
    last = byte;
    ++count;
    if (child == kNothing) continue;
    ++live;
    refer(child);
  }
  if (count != node.count()) return Wrong(Found(node.count(), "children", count));
  if (live == 0 && node.end() == kNothing) return Wrong("a node with something in it, found none");
  return Status::Ok();
}

}  // namespace

std::size_t Survey::bytes() const {
  std::size_t bytes = leaves.bytes;
  for (const Part& kind : nodes) bytes += kind.bytes;
  return bytes;
}

template <bool kShared>
Result<Survey> SurveyOf(const BasicNodes<kShared>& nodes, Child root) {
  Survey survey;
  std::vector<Place> left;
  if (root != kNothing) left.push_back({root, 1, kNothing});
  while (!left.empty()) {
    const Place at = left.back();
    left.pop_back();
    const Child child = at.child;
    survey.height = std::max(survey.height, at.depth);
    if (at.host == kNothing) survey.held += nodes.BytesOf(child);
    if (!IsLeaf(child)) {
      Survey::Part& part = survey.nodes.at(nodes.NodeAt(child).kind());
      ++part.count;
      part.bytes += nodes.NodeAt(child).own_bytes();
      TACIT_RETURN_IF_ERROR(CheckNode(nodes, at, left));
      continue;
    }
    survey.depths += static_cast<double>(at.depth);
    ++survey.leaves.count;
    survey.leaves.bytes += nodes.BytesOf(child);
    survey.long_rests += nodes.LeafAt(child).outside() == nullptr ? 0U : 1U;
  }
  if (survey.bytes() > survey.held)
    return Wrong(Found(survey.held, "bytes at most in nodes and leaves", survey.bytes()));
  return survey;
}

template <bool kShared>
Status CheckSurvey(const Survey& survey, const BasicNodes<kShared>& nodes, std::size_t keys,
                   const Waiting& waiting) {
  if (survey.leaves.count != keys) return Wrong(Found(keys, "keys", survey.leaves.count));
  const std::size_t long_rests = survey.long_rests + waiting.long_rests;
  if (long_rests != nodes.long_rests()) return Wrong(Found(nodes.long_rests(), "long rests", long_rests));
  const std::size_t bytes = survey.held + waiting.bytes;
  if (bytes != nodes.used_bytes()) return Wrong(Found(nodes.used_bytes(), "bytes in use", bytes));
  return Status::Ok();
}

IndexStatistics StatisticsOf(const Survey& survey, std::size_t long_rest_bytes, std::size_t memory_bytes) {
  IndexStatistics statistics;
  for (std::size_t kind = 0; kind < kNames.size(); ++kind) {
    statistics.parts.push_back({kNames[kind], survey.nodes[kind].count, survey.nodes[kind].bytes});
  }
  statistics.parts.push_back({"leaf", survey.leaves.count, survey.leaves.bytes});
  statistics.parts.push_back({"rest outside of its leaf", survey.long_rests, long_rest_bytes});
  statistics.height = survey.height;
  statistics.mean_depth =
      survey.leaves.count == 0 ? 0 : survey.depths / static_cast<double>(survey.leaves.count);
  statistics.free_bytes = memory_bytes - survey.bytes() - long_rest_bytes;
  return statistics;
}

template Result<Survey> SurveyOf(const Nodes& nodes, Child root);
template Result<Survey> SurveyOf(const SharedNodes& nodes, Child root);
template Status CheckSurvey(const Survey& survey, const Nodes& nodes, std::size_t keys,
                            const Waiting& waiting);
template Status CheckSurvey(const Survey& survey, const SharedNodes& nodes, std::size_t keys,
                            const Waiting& waiting);

}  // namespace tacit::index::art

// What an adaptive radix tree rests on, and what it consists of.
#pragma once

#include <cstddef>
#include <string>

#include "indexes/art/nodes.h"
#include "tacit/index.h"

namespace tacit::index::art {

// Of all that can be reached from a root.
struct Survey {
  struct Part {
    std::size_t count = 0;
    std::size_t bytes = 0;  // of the arena
  };
  std::array<Part, kCapacities.size()> nodes;  // by kind, without what lies in them
  Part leaves;
  std::size_t held = 0;  // bytes of hosts, with what lies in them, and of what lies in none
  std::size_t long_rests = 0;
  std::size_t height = 0;
  double depths = 0;  // of all leaves together

  [[nodiscard]] std::size_t bytes() const;
};

// Looks at each node: nothing is taken for granted but that references lead to nodes and leaves. Errors:
// Internal (what does not hold). Throws std::bad_alloc.
template <bool kShared>
[[nodiscard]] Result<Survey> SurveyOf(const BasicNodes<kShared>& nodes, Child root);

// What is in use and no part of the tree any more.
struct Waiting {
  std::size_t bytes = 0;  // of the arena
  std::size_t long_rests = 0;
};
// Whether the nodes are all there, and so many keys.
template <bool kShared>
[[nodiscard]] Status CheckSurvey(const Survey& survey, const BasicNodes<kShared>& nodes, std::size_t keys,
                                 const Waiting& waiting);

// `memory_bytes` of the tree. Throws std::bad_alloc.
[[nodiscard]] IndexStatistics StatisticsOf(const Survey& survey, std::size_t long_rest_bytes,
                                           std::size_t memory_bytes);

}  // namespace tacit::index::art

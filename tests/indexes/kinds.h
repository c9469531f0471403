// The indexes that the harness runs over: every tree as it is, and with its keys encoded.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tacit/index.h"

namespace tacit::index {

struct IndexKind {
  std::string_view tree;
  std::string_view encoder;
  // An empty index; `keys` are some of those that it will hold.
  std::unique_ptr<KeyIndex> (*make)(std::string_view tree, const std::vector<std::string>& keys);
  std::size_t keys;  // as many as make a thorough test in a short time

  [[nodiscard]] std::unique_ptr<KeyIndex> Make(const std::vector<std::string>& some) const {
    return make(tree, some);
  }
};

// Each tree of IndexNames() with: no encoder; a dictionary of its keys; one of other keys, which is renewed
// all the time.
[[nodiscard]] std::vector<IndexKind> IndexKinds();

// For the names of tests: letters, digits and underscores.
[[nodiscard]] std::string TestName(const IndexKind& kind);

}  // namespace tacit::index

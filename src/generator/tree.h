// Random trees in the nested-set form: each row's bounds enclose exactly its descendants' bounds.
#pragma once

#include <cstdint>
#include <vector>

#include "src/generator/random.h"

namespace tacit::generator {

struct TreeRow {
  int parent = -1;  // an earlier row; -1: a root
  int root = 0;
  std::int64_t left = 0;
  std::int64_t right = 0;
};

// `by_root`: each tree counts its bounds from 1; otherwise all trees share one numbering.
[[nodiscard]] std::vector<TreeRow> MakeTrees(std::size_t rows, bool by_root, Random& random);

}  // namespace tacit::generator

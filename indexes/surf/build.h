// A filter's trie out of sorted keys.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "tacit/status.h"

namespace tacit::index::surf {

struct BuildOptions {
  std::uint32_t hash_bits = 0;
  std::uint32_t real_bits = 0;
  std::uint32_t dense_ratio = 0;
  std::string dictionary;  // what tells it; empty where there is none
};

// The bytes of the file, of keys that rise. Throws std::bad_alloc. Errors: ResourceExhausted (more than
// places can tell).
[[nodiscard]] Result<std::string> BuildImage(std::span<const std::string_view> keys,
                                             const BuildOptions& options);

}  // namespace tacit::index::surf

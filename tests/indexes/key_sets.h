// Distributions of keys that index trees are tested with. Each is a function of its seed alone.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tacit::index {

struct KeySet {
  std::string_view name;
  std::vector<std::string> (*make)(std::size_t count, std::uint64_t seed);  // duplicates may occur
};

[[nodiscard]] const std::vector<KeySet>& KeySets();

}  // namespace tacit::index

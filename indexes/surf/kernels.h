// The look-ups, for each kind of processor.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "indexes/surf/layout.h"
#include "indexes/surf/suffix.h"

namespace tacit::index::surf {

// Reads nothing but the view's parts and the keys. See walk.h, range_walk.h and count_walk.h.
struct Kernel {
  std::string_view name;
  bool (*may_contain)(const View& view, Text key);
  void (*may_contain_batch)(const View& view, std::span<const std::string_view> keys, bool* answers);
  bool (*may_contain_range)(const View& view, Text from, Text to);
  bool (*may_contain_from)(const View& view, Text from);
  bool (*may_contain_prefix)(const View& view, Text prefix);
  std::uint64_t (*count)(const View& view, Text from, const Text* to);
};

// The reference: no instruction that not every processor has.
[[nodiscard]] const Kernel& ScalarKernel();
// Counts ones and deposits bits by single instructions. Null where this processor, or this build, has none.
[[nodiscard]] const Kernel* Bmi2Kernel();
// The fastest that this processor has.
[[nodiscard]] const Kernel& BestKernel();

}  // namespace tacit::index::surf

// The part of a sample that a dictionary is made from.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace tacit::encoder {

// All keys, where they have at most `max_bytes` together; else every n-th of them, with n great enough; where
// even one is too long, its first bytes. Refers to the bytes of the sample.
[[nodiscard]] std::vector<std::string_view> Thinned(std::span<const std::string_view> sample,
                                                    std::size_t max_bytes);

}  // namespace tacit::encoder

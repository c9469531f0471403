// Integers in as many bytes as they need: seven bits a byte, the low ones first, the top bit where more
// follow.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tacit::estimator {

inline void PutVarint(std::string& out, std::uint64_t value) {
  for (; value >= 0x80U; value >>= 7U) out += static_cast<char>(value | 0x80U);
  out += static_cast<char>(value);
}

// Takes it off the front; nullopt where the bytes end first or say more than 64 bits.
[[nodiscard]] inline std::optional<std::uint64_t> TakeVarint(std::string_view& bytes) {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64 && !bytes.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    if (shift == 63 && byte > 1) return std::nullopt;
    value |= std::uint64_t{byte & 0x7FU} << shift;
    if (byte < 0x80U) return value;
  }
  return std::nullopt;
}

// Small numbers of either sign become small numbers.
[[nodiscard]] inline std::uint64_t ZigZag(std::uint64_t difference) {
  return (difference << 1U) ^ (0 - (difference >> 63U));
}
[[nodiscard]] inline std::uint64_t UnZigZag(std::uint64_t folded) {
  return (folded >> 1U) ^ (0 - (folded & 1U));
}

}  // namespace tacit::estimator

// CRC-32C (Castagnoli), the checksum of every section of our binary files.
#pragma once

#include <cstdint>
#include <string_view>

namespace tacit::base {

// The checksum of `bytes`, or of everything so far where `before` is the checksum of what came first:
// Crc32c(b, Crc32c(a)) == Crc32c(a + b). Uses the processor's instruction where it has one.
[[nodiscard]] std::uint32_t Crc32c(std::string_view bytes, std::uint32_t before = 0);

// The same by table alone: the reference that the fast one is tested against.
[[nodiscard]] std::uint32_t Crc32cPortable(std::string_view bytes, std::uint32_t before = 0);

}  // namespace tacit::base

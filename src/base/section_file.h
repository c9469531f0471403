// The frame that binary files have in common: what they are, their version, and sections with checksums.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tacit/status.h"

namespace tacit::base {

// Little-endian: the magic (8 bytes), the version (4), the number of sections (4); for each its offset (8),
// length (8), CRC-32C (4) and zero (4); the CRC-32C of all that (4). Then the sections, in order, each at the
// next multiple of `alignment` with zeros before it, to the end of the file.
struct SectionFormat {
  std::string_view magic;  // 8 bytes
  std::uint32_t version = 1;
  std::size_t alignment = 1;
  std::string_view what;                    // "a dictionary"
  std::string_view remedy;                  // "train the dictionary again": ends each message of Corruption
  std::span<const std::string_view> names;  // of the sections
};

// Appends the bytes of a number, the low ones first.
template <typename T>
void PutInteger(std::string& out, T value) {
  for (std::size_t i = 0; i < sizeof(T); ++i) out += static_cast<char>(value >> (8 * i) & 0xFFU);
}

// As many sections as the format has.
[[nodiscard]] std::string PackSections(const SectionFormat& format, std::span<const std::string> sections);

// Views of the sections, whose checksums are right. Never reads outside of `bytes`. `name` opens each
// message. Errors: Corruption (names the section); NotSupported (a newer version).
[[nodiscard]] Result<std::vector<std::string_view>> UnpackSections(const SectionFormat& format,
                                                                   std::string_view bytes,
                                                                   std::string_view name);

// "name: section: expected ..., found ...; remedy".
[[nodiscard]] Status WrongSection(const SectionFormat& format, std::string_view name,
                                  std::string_view section, std::string_view expected,
                                  std::string_view found);

}  // namespace tacit::base

// A filter as bytes: docs/formats/filter.md.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "indexes/surf/layout.h"
#include "tacit/status.h"

namespace tacit::index::surf {

enum class Section : std::size_t { kProperties, kDense, kChains, kSuffixes, kRoots, kBlocks, kMarks };
inline constexpr std::size_t kSections = 7;
inline constexpr std::array<std::string_view, kSections> kSectionNames = {
    "properties", "dense", "chains", "suffixes", "roots", "blocks", "marks"};

// Of a dictionary's file, in hexadecimal digits.
inline constexpr std::size_t kDictionaryHashBytes = 32;

// What the section "properties" holds.
struct Properties {
  std::uint64_t keys = 0;
  std::uint64_t dense_nodes = 0;
  std::uint64_t root_count = 0;
  std::uint64_t block_bytes = 0;
  std::uint32_t height = 0;
  std::uint32_t dense_levels = 0;
  std::uint8_t hash_bits = 0;
  std::uint8_t real_bits = 0;
  std::string dictionary;  // its hash; empty where there is none
};

using SectionBytes = std::array<std::string, kSections>;
using SectionViews = std::array<std::string_view, kSections>;

// All sections but the first one are given; that is made of the properties.
[[nodiscard]] std::string PackImage(const Properties& properties, SectionBytes sections);

struct Image {
  Properties properties;
  SectionViews sections;
};
// Reads what PackImage wrote. The sections' checksums are right, but not yet what they hold. Errors:
// Corruption, NotSupported.
[[nodiscard]] Result<Image> UnpackImage(std::string_view bytes, std::string_view name);

// The view of an image whose structure holds, so that no look-up leaves it or goes on for ever: a key
// consumes a byte at each node, children are behind their parents, and every place is the begin of a node.
// That takes one pass over the blocks, not the labels, about as long as the checksums; in return look-ups
// check nothing. What the labels are does not matter to that. Errors: Corruption.
[[nodiscard]] Result<View> ViewOf(const Image& image, std::string_view name);

[[nodiscard]] Status Wrong(std::string_view name, std::string_view section, const std::string& expected,
                           const std::string& found);

}  // namespace tacit::index::surf

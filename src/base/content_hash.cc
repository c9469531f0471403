#include "src/base/content_hash.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace tacit::base {

namespace {

// Both halves of a 128-bit product, folded: every bit of either factor moves about half of the result.
std::uint64_t Mix(std::uint64_t a, std::uint64_t b) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
}

std::uint64_t Load(std::string_view bytes) {
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    word |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i])) << (8U * i);
  }
  return word;
}

}  // namespace

void ContentHash::Add(std::uint64_t number) {
  low_ = Mix(low_ ^ number, 0xA0761D6478BD642FU);
  high_ = Mix(high_ + number, 0xE7037ED1A0B428DBU) ^ (high_ << 7U);
}

void ContentHash::Add(std::string_view bytes) {
  Add(static_cast<std::uint64_t>(bytes.size()));
  for (; !bytes.empty(); bytes.remove_prefix(std::min<std::size_t>(8, bytes.size())))
    Add(Load(bytes.substr(0, 8)));
}

std::string ContentHash::Hex() const {
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%016llx%016llx",
                static_cast<unsigned long long>(Mix(low_, high_ | 1U)),
                static_cast<unsigned long long>(Mix(high_ ^ 0x589965CC75374CC3U, low_ | 1U)));
  return text.data();
}

}  // namespace tacit::base

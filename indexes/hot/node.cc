#include "indexes/hot/node.h"

#include <bit>

namespace tacit::index::hot {

BitList Node::Bits() const {
  BitList list;
  const unsigned char* const masks = at_ + sizeof(Header);
  const Bit first_byte = header_.first / 8;
  if (header_.layout == Layout::kScattered) {
    for (unsigned i = 0; i < header_.scattered(); ++i) list.Push(LoadHalf(masks + i * sizeof(Bit)));
    return list;
  }
  const std::size_t words = BitBytes(header_.layout, 0) / 16;
  if (words == 0) {
    for (std::uint64_t mask = LoadWord(masks); mask != 0; mask &= ~(kHighBit >> std::countl_zero(mask))) {
      list.Push(first_byte * 8 + static_cast<Bit>(std::countl_zero(mask)));
    }
    return list;
  }
  for (std::size_t word = 0; word < words; ++word) {
    const std::uint64_t places = LoadWord(masks + (words + word) * 8);
    for (std::uint64_t mask = LoadWord(masks + word * 8); mask != 0;
         mask &= ~(kHighBit >> std::countl_zero(mask))) {
      const auto at = static_cast<Bit>(std::countl_zero(mask));
      const auto byte = static_cast<Bit>(places >> (56U - at / 8 * 8) & 0xFFU);
      list.Push((first_byte + byte) * 8 + at % 8);
    }
  }
  return list;
}

Range Node::Around(unsigned place, unsigned last_bits) const {
  const PartialKeys keys = partial_keys();
  const std::uint32_t common = keys[place] >> last_bits;
  Range range{place, place + 1};
  while (range.from != 0 && keys[range.from - 1] >> last_bits == common) --range.from;
  while (range.to != count() && keys[range.to] >> last_bits == common) ++range.to;
  return range;
}

}  // namespace tacit::index::hot

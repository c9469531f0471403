#include "indexes/hot/layout.h"

#include <algorithm>
#include <array>
#include <bit>

namespace tacit::index::hot {
namespace {

Layout LayoutFor(std::span<const Bit> bits) {
  if (bits.empty()) return Layout::kWindow;
  const Bit first = bits.front() / 8;
  const Bit last = bits.back() / 8;
  if (bits.back() >= kLengthBit || last - first > kFurthestByte) return Layout::kScattered;
  if (last - first < 8) return Layout::kWindow;
  unsigned bytes = 1;
  for (std::size_t i = 1; i < bits.size(); ++i) bytes += bits[i] / 8 != bits[i - 1] / 8 ? 1U : 0U;
  return bytes <= 8 ? Layout::kBytes8 : bytes <= 16 ? Layout::kBytes16 : Layout::kBytes32;
}

std::uint8_t WidthCode(std::size_t bits) {
  return bits <= 8 ? std::uint8_t{0} : bits <= 16 ? std::uint8_t{1} : std::uint8_t{2};
}

}  // namespace

void TellBits(std::span<const Bit> bits, Header* header) {
  header->first = bits.empty() ? kNoBit : bits.front();
  header->layout = LayoutFor(bits);
  header->flags = static_cast<std::uint8_t>((header->flags & Header::kSomeOutside) | WidthCode(bits.size()));
  if (header->layout == Layout::kScattered) {
    header->flags |= static_cast<std::uint8_t>(bits.size() << Header::kScatteredShift);
  }
}

void WriteBits(std::span<const Bit> bits, const Header& header, unsigned char* out) {
  if (header.layout == Layout::kScattered) {
    Copy(bits.data(), bits.size_bytes(), out);
    return;
  }
  const Bit first_byte = header.first / 8;
  if (header.layout == Layout::kWindow) {
    std::uint64_t mask = 0;
    for (const Bit bit : bits) mask |= kHighBit >> (bit - first_byte * 8);
    Copy(&mask, sizeof mask, out);
    return;
  }
  std::array<std::uint64_t, 8> masks_and_places{};
  const std::size_t words = Node::BitBytes(header.layout, 0) / 16;
  std::size_t at = 0;
  for (std::size_t i = 0; i < bits.size(); ++i) {
    const Bit byte = bits[i] / 8;
    if (i != 0 && byte != bits[i - 1] / 8) ++at;
    masks_and_places[at / 8] |= kHighBit >> (at % 8 * 8 + bits[i] % 8);
    const std::size_t shift = 56 - at % 8 * 8;
    std::uint64_t& places = masks_and_places[words + at / 8];
    places = (places & ~(std::uint64_t{0xFF} << shift)) | std::uint64_t{byte - first_byte} << shift;
  }
  Copy(masks_and_places.data(), words * 16, out);
}

std::size_t LeastRoom(const Header& header, std::size_t bytes) {
  const std::size_t partial_keys = sizeof(Header) + Node::BitBytes(header.layout, header.scattered());
  const std::size_t sizes = partial_keys + header.count * header.width();
  return std::max({bytes, partial_keys + kReadAhead * header.width(), sizes + kReadAhead});
}

std::size_t RoomFor(std::size_t least_room) {
  const std::size_t step = std::max(Arena::kPiece, std::bit_floor(least_room - 1) / 16);
  return (least_room + step - 1) / step * step;
}

}  // namespace tacit::index::hot

#include "indexes/hot/splice.h"

#include <algorithm>
#include <cstring>

namespace tacit::index::hot {
namespace {

// A mask of places with one more place in it.
std::uint32_t WithPlace(std::uint32_t mask, unsigned place, bool set) {
  const std::uint32_t before = mask & Below(place);
  return before | static_cast<std::uint32_t>(set) << place | (mask ^ before) << 1U;
}

}  // namespace

std::optional<Splice> Splice::Make(const Node& node, const BitList& bits, const Range& range, Bit bit,
                                   bool behind, const LeafPieces& leaf) {
  const Header& header = node.header();
  const bool some_inside = (header.leaves & ~node.outside()) != 0;
  const bool shares = leaf.key_size() >= header.shared && std::min(bit, header.first) / 8 >= header.shared;
  if (node.count() == kFanOut || leaf.outside || !some_inside || !shares) return std::nullopt;
  return Splice(node, bits, range, bit, behind, leaf);
}

Splice::Splice(const Node& node, const BitList& bits, const Range& range, Bit bit, bool behind,
               const LeafPieces& leaf)
    : node_(node),
      range_(range),
      behind_(behind),
      leaf_(leaf),
      place_(behind ? range.to : range.from),
      rank_(node.LeafRank(place_)),
      bits_(bits),
      header_(node.header()) {
  AddBit(bit);
  ++header_.count;
  header_.leaves = WithPlace(header_.leaves, place_, true);
  TellBits(this->bits(), &header_);
  // What is behind the partial keys is there again, with a size and a record more.
  bytes_ = node.bytes() - node.SizesAt() + sizeof(Header) + Node::BitBytes(header_.layout, bits_.count) +
           header_.count * header_.width() + 1 + kValueBytes + leaf.key_size() - header_.shared;
}

void Splice::AddBit(Bit bit) {
  auto& [bits, count] = bits_;
  const unsigned rank = count - bits_.From(bit);
  bit_is_new_ = rank == count || bits[rank] != bit;
  if (bit_is_new_) {
    std::copy_backward(bits.begin() + rank, bits.begin() + count, bits.begin() + count + 1);
    bits[rank] = bit;
    ++count;
  }
  mark_ = std::uint32_t{1} << (count - 1 - rank);
}

std::uint32_t Splice::Widened(std::uint32_t key) const {
  const std::uint32_t lower = key & (mark_ - 1);
  return bit_is_new_ ? lower | (key ^ lower) << 1U : key;
}

void Splice::Write(std::size_t room, unsigned char* out) const {
  Header header = header_;
  header.room = static_cast<std::uint16_t>(room / Arena::kPiece);
  out = Copy(&header, sizeof header, out);
  WriteBits(bits(), header, out);
  out = WritePartialKeys(out + Node::BitBytes(header.layout, bits_.count));

  const unsigned char* const sizes = node_.sizes();
  out = Copy(sizes, rank_, out);
  *out++ = static_cast<unsigned char>(leaf_.key_size() - header.shared);
  out = Copy(sizes + rank_, node_.leaves() - rank_, out);
  out = Copy(node_.at() + node_.ChildrenAt(), (node_.count() - node_.leaves()) * sizeof(Ref), out);
  if (header.some_outside()) {
    const std::uint32_t outside = WithPlace(node_.outside(), place_, false);
    out = Copy(&outside, sizeof outside, out);
  }

  const unsigned char* const shared = node_.at() + node_.SharedAt();
  const unsigned char* const next = node_.Record(rank_);
  out = Copy(shared, static_cast<std::size_t>(next - shared), out);
  out = Copy(leaf_.record, kValueBytes, out);
  out = Copy(leaf_.record + kValueBytes + header.shared, leaf_.rest_size - std::size_t{header.shared}, out);
  Copy(next, static_cast<std::size_t>(node_.at() + node_.bytes() - next), out);
}

unsigned char* Splice::WritePartialKeys(unsigned char* out) const {
  const PartialKeys keys = node_.partial_keys();
  const unsigned width = header_.width();
  const auto put = [&](std::uint32_t key) {
    std::memcpy(out, &key, sizeof key);  // what is too much is written over
    out += width;
  };
  const std::uint32_t leaf = Widened(keys[range_.from]) | (behind_ ? mark_ : 0);
  const std::uint32_t others = behind_ ? 0 : mark_;
  unsigned place = 0;
  for (; place < range_.from; ++place) put(Widened(keys[place]));
  if (!behind_) put(leaf);
  for (; place < range_.to; ++place) put(Widened(keys[place]) | others);
  if (behind_) put(leaf);
  for (; place < node_.count(); ++place) put(Widened(keys[place]));
  return out;
}

}  // namespace tacit::index::hot

#include "indexes/hot/contents.h"

#include <algorithm>
#include <bit>

namespace tacit::index::hot {

Contents::Contents(const Node& node) : count_(node.count()) {
  const Header& header = node.header();
  height_ = header.height;
  const BitList list = node.Bits();
  bit_count_ = list.count;
  std::copy_n(list.bits.begin(), bit_count_, bits_.begin());

  const std::uint32_t outside = node.outside();
  const unsigned char* const sizes = node.sizes();
  const unsigned char* child = node.at() + node.ChildrenAt();
  const unsigned char* record = node.Record(0);
  const auto* const shared = reinterpret_cast<const unsigned char*>(node.shared().data());
  const PartialKeys keys = node.partial_keys();
  std::uint32_t before = 0;
  unsigned rank = 0;
  for (unsigned place = 0; place < count_; ++place) {
    const std::uint32_t key = keys[place];
    // The highest bit that is not the same: rank 0 is the highest of all.
    if (place != 0) ranks_[place] = static_cast<std::uint8_t>(bit_count_ - std::bit_width(key ^ before));
    before = key;
    Entry& entry = entries_[place];
    if (!node.IsLeaf(place)) {
      entry.child = LoadHalf(child);
      child += sizeof(Ref);
      continue;
    }
    const bool far = (outside >> place & 1U) != 0;
    entry.child = 0;
    entry.leaf = {record, shared, far ? std::uint8_t{0} : header.shared, sizes[rank], far};
    record += kValueBytes + sizes[rank++];
  }
}

Range Contents::Around(unsigned place, Bit bit) const {
  Range range{place, place + 1};
  while (range.from != 0 && PartAt(range.from) >= bit) --range.from;
  while (range.to != count_ && PartAt(range.to) >= bit) ++range.to;
  return range;
}

void Contents::Add(const Range& range, Bit bit, bool behind, const Entry& entry) {
  const std::uint8_t rank = RankOf(bit);
  const unsigned place = behind ? range.to : range.from;
  Open(place, 1);
  entries_[place] = entry;
  if (behind) {
    ranks_[place] = rank;
  } else {
    ranks_[place] = ranks_[place + 1];
    ranks_[place + 1] = rank;
  }
}

void Contents::Push(Bit bit, const Entry& entry) {
  const std::uint8_t rank = RankOf(bit);
  ranks_[count_] = rank;
  entries_[count_++] = entry;
}

void Contents::Append(Bit bit, const Contents& other) {
  for (unsigned place = 0; place < other.count_; ++place) {
    Push(place == 0 ? bit : other.PartAt(place), other.entries_[place]);
  }
}

void Contents::Expand(unsigned place, const Contents& other) {
  Open(place + 1, other.count_ - 1);
  for (unsigned i = 0; i < other.count_; ++i) {
    if (i != 0) {
      const std::uint8_t rank = RankOf(other.PartAt(i));
      ranks_[place + i] = rank;
    }
    entries_[place + i] = other.entries_[i];
  }
}

void Contents::Remove(unsigned place) {
  // Those before and behind part where the first of both bits is.
  if (place != 0 && place + 1 < count_) ranks_[place + 1] = std::min(ranks_[place], ranks_[place + 1]);
  std::copy(entries_.begin() + place + 1, entries_.begin() + count_, entries_.begin() + place);
  std::copy(ranks_.begin() + place + 1, ranks_.begin() + count_, ranks_.begin() + place);
  --count_;
  DropUnusedBits();
}

unsigned Contents::Middle() const {
  unsigned place = 1;
  while (ranks_[place] != 0) ++place;
  return place;
}

Contents Contents::Part(const Range& range) const {
  Contents part;
  part.count_ = range.size();
  part.height_ = height_;
  part.bit_count_ = bit_count_;
  part.bits_ = bits_;
  std::copy(ranks_.begin() + range.from, ranks_.begin() + range.to, part.ranks_.begin());
  std::copy(entries_.begin() + range.from, entries_.begin() + range.to, part.entries_.begin());
  part.DropUnusedBits();
  return part;
}

std::uint8_t Contents::RankOf(Bit bit) {
  unsigned rank = bit_count_;
  while (rank != 0 && bits_[rank - 1] > bit) --rank;
  if (rank != 0 && bits_[rank - 1] == bit) return static_cast<std::uint8_t>(rank - 1);
  std::copy_backward(bits_.begin() + rank, bits_.begin() + bit_count_, bits_.begin() + bit_count_ + 1);
  bits_[rank] = bit;
  ++bit_count_;
  for (unsigned place = 1; place < count_; ++place) {
    ranks_[place] = static_cast<std::uint8_t>(ranks_[place] + (ranks_[place] >= rank ? 1 : 0));
  }
  return static_cast<std::uint8_t>(rank);
}

void Contents::Open(unsigned place, unsigned more) {
  const auto move = [&](auto& array) {
    std::copy_backward(array.begin() + place, array.begin() + count_, array.begin() + count_ + more);
  };
  move(entries_);
  move(ranks_);
  std::fill_n(ranks_.begin() + place, more, std::uint8_t{0});
  count_ += more;
}

void Contents::DropUnusedBits() {
  std::uint64_t used = 0;
  for (unsigned place = 1; place < count_; ++place) used |= std::uint64_t{1} << ranks_[place];
  for (unsigned place = 1; place < count_; ++place) {
    const std::uint64_t before = used & ((std::uint64_t{1} << ranks_[place]) - 1);
    ranks_[place] = static_cast<std::uint8_t>(std::popcount(before));
  }
  unsigned kept = 0;
  for (unsigned rank = 0; rank < bit_count_; ++rank) {
    if ((used >> rank & 1U) != 0) bits_[kept++] = bits_[rank];
  }
  bit_count_ = kept;
}

}  // namespace tacit::index::hot

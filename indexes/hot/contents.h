// What a node holds, out of its memory: to be changed, and written again.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "indexes/hot/bits.h"
#include "indexes/hot/node.h"

namespace tacit::index::hot {

// A leaf that lies in a node, or in memory of the same form: the value, and what of the key is not in
// `shared` or a pointer to the LongKey.
struct LeafPieces {
  const unsigned char* record = nullptr;
  const unsigned char* shared = nullptr;
  std::uint8_t shared_size = 0;
  std::uint8_t rest_size = 0;
  bool outside = false;

  [[nodiscard]] std::size_t key_size() const { return std::size_t{shared_size} + rest_size; }
};

// A leaf where `child` is 0.
struct Entry {
  Ref child = 0;
  LeafPieces leaf;
};

// The binary trie over a sequence of entries is told by the bits at which neighbours part: of some entries in
// a row, the first of these bits is where they part in two.
class Contents {
 public:
  // Of one entry.
  explicit Contents(const Entry& only) : count_(1) { entries_[0] = only; }
  explicit Contents(const Node& node);

  [[nodiscard]] unsigned count() const { return count_; }
  [[nodiscard]] const Entry& entry(unsigned place) const { return entries_[place]; }
  void set_entry(unsigned place, const Entry& entry) { entries_[place] = entry; }
  [[nodiscard]] std::uint16_t height() const { return height_; }
  void set_height(std::uint16_t height) { height_ = height; }
  // The bit at which the entries at `place` and before it part; kNoBit at both ends.
  [[nodiscard]] Bit PartAt(unsigned place) const {
    return place == 0 || place == count_ ? kNoBit : bits_[ranks_[place]];
  }
  // The bit at which all entries part; kNoBit of one entry.
  [[nodiscard]] Bit first_bit() const { return bit_count_ == 0 ? kNoBit : bits_[0]; }

  // The entries around a place that do not part before `bit`.
  [[nodiscard]] Range Around(unsigned place, Bit bit) const;
  // Adds an entry that parts from a range, as Around gives it for its bit: before or behind it. There may be
  // one entry more than a node takes, until Split.
  void Add(const Range& range, Bit bit, bool behind, const Entry& entry);
  // Adds an entry behind those that are there; `bit` is where it parts from the last.
  void Push(Bit bit, const Entry& entry);
  // Adds all entries of another behind those that are there; `bit` is where both part.
  void Append(Bit bit, const Contents& other);
  // Puts all entries of another in place of one.
  void Expand(unsigned place, const Contents& other);
  void Remove(unsigned place);
  // The place of the first entry that has the first of all bits: where two halves part.
  [[nodiscard]] unsigned Middle() const;
  [[nodiscard]] Contents Part(const Range& range) const;

 private:
  friend class Image;
  static constexpr unsigned kMost = kFanOut + 1;

  Contents() = default;
  // The place of a bit among all, which it gets if it is not there.
  std::uint8_t RankOf(Bit bit);
  // Makes room for `more` entries at a place.
  void Open(unsigned place, unsigned more);
  void DropUnusedBits();

  unsigned count_ = 0;
  std::uint16_t height_ = 1;
  unsigned bit_count_ = 0;
  std::array<Bit, kMost> bits_;            // rising; each is where some neighbours part
  std::array<std::uint8_t, kMost> ranks_;  // of the bit at which an entry and the one before part
  std::array<Entry, kMost> entries_;
};

}  // namespace tacit::index::hot

// Positions and fields, written one after the other.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "indexes/surf/layout.h"

namespace tacit::index::surf {

inline void AppendInteger(std::string& out, std::uint64_t value, std::size_t bytes) {
  for (std::size_t i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i) & 0xFFU);
}

// Fields of a few bits each.
class FieldWriter {
 public:
  explicit FieldWriter(std::uint32_t bits) : bits_(bits) {}

  void Add(std::uint32_t field) {
    word_ |= std::uint64_t{field} << filled_;
    for (filled_ += bits_; filled_ >= 8; filled_ -= 8, word_ >>= 8U)
      bytes_ += static_cast<char>(word_ & 0xFFU);
  }
  // Fills the last byte. Those to come begin anew.
  void Finish() {
    if (filled_ > 0) bytes_ += static_cast<char>(word_);
    word_ = 0;
    filled_ = 0;
  }
  [[nodiscard]] std::string& bytes() { return bytes_; }

 private:
  std::string bytes_;
  std::uint64_t word_ = 0;
  std::uint32_t bits_;
  std::uint32_t filled_ = 0;
};

// Blocks, without the places of first children.
class BlockWriter {
 public:
  explicit BlockWriter(std::uint32_t suffix_bits) : suffixes_(suffix_bits) {}

  void AddChain(char byte) { Add(byte, 1, 1); }
  void AddChild(char label, bool first) { Add(label, first ? 1 : 0, 1); }
  void AddLeaf(char label, bool first, std::uint32_t suffix) {
    suffixes_.Add(suffix);
    Add(label, first ? 1 : 0, 0);
  }
  // Ends the last block with positions that are of no node, and look like a chain without end. There is one
  // at least, so that every node ends where another one begins.
  void Finish() {
    do Add('\0', 1, 1);
    while (position_ > 0);
  }
  [[nodiscard]] std::string& bytes() { return bytes_; }

 private:
  void Add(char label, std::uint64_t louds, std::uint64_t child) {
    labels_[position_] = label;
    louds_ |= louds << position_;
    child_bits_ |= child << position_;
    if (++position_ == kBlockPositions) Flush();
  }
  void Flush() {
    suffixes_.Finish();
    AppendInteger(bytes_, louds_, 8);
    AppendInteger(bytes_, child_bits_, 8);
    bytes_.append(kPlaceBytes, '\0');
    bytes_.append(labels_.data(), labels_.size());
    bytes_ += suffixes_.bytes();
    suffixes_.bytes().clear();
    louds_ = child_bits_ = position_ = 0;
  }

  std::string bytes_;
  FieldWriter suffixes_;
  std::array<char, kBlockPositions> labels_ = {};
  std::uint64_t louds_ = 0;
  std::uint64_t child_bits_ = 0;
  std::size_t position_ = 0;
};

}  // namespace tacit::index::surf

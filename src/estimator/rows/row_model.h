// How kept rows are coded: sorted, each by what it differs in from the one above.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "src/estimator/rows/bit_coder.h"

namespace tacit::estimator {

// What a section of rows begins with.
struct RowPlan {
  // A column's bits, and the two columns before it that tell most about it: contexts of its codes. Without
  // one it is the position itself.
  struct Column {
    std::uint32_t column = 0;        // of the table
    std::uint32_t first_parent = 0;  // positions
    std::uint32_t second_parent = 0;
    unsigned bits = 0;  // that its greatest code has
  };
  std::vector<Column> columns;  // in the order by which rows are sorted
};

// Codes one row after another, by an encoder or a decoder alike: a decoder takes no heed of the row that it
// is given, and fills it. Rows are given in the plan's order of columns, and rise.
template <typename Coder>
class RowModel {
 public:
  RowModel(const RowPlan& plan, Coder& coder, unsigned table_bits)
      : plan_(plan),
        coder_(coder),
        mixer_(table_bits, (plan.columns.size() + 1) * kKinds),
        above_(plan.columns.size()) {}

  void Row(std::vector<std::uint32_t>& row, std::uint32_t& count) {
    std::size_t position = 0;
    // Codes that are those of the row above, up to the first that is greater.
    if (!first_) {
      for (; position + 1 < row.size(); ++position) {
        if (!Same(row, position)) break;
        row[position] = above_[position];
      }
      // That the last column differs is known.
      if (!row.empty()) {
        Rise(row, position);
        ++position;
      }
    }
    for (; position < row.size(); ++position) Code(row, position);
    for (std::size_t i = 0; i < row.size(); ++i) above_[i] = row[i];
    Count(row, count);
    first_ = false;
  }

 private:
  static constexpr auto kContexts = static_cast<std::uint32_t>(BitMixer::kInputs);
  enum Kind : std::uint32_t { kSame, kCode, kRiseLength, kRiseRest, kCount, kKinds };

  static std::uint32_t Hash(std::uint32_t a, std::uint32_t b, std::uint32_t c) {
    std::uint32_t hash = a * 0x9E3779B1U ^ (b + 0x7F4A7C15U) * 0x85EBCA77U ^ (c + 0x165667B1U) * 0xC2B2AE3DU;
    hash ^= hash >> 15U;
    hash *= 0x2C1B3C6DU;
    return hash ^ hash >> 13U;
  }

  // One bit of a number that is coded as the path `node` in a tree.
  bool Bit(bool bit, Kind kind, std::size_t position,
           const std::array<std::uint32_t, BitMixer::kInputs>& contexts, std::uint32_t node) {
    const auto set = static_cast<std::uint32_t>(position * kKinds + kind);
    std::array<std::uint32_t, BitMixer::kInputs> hashed;
    for (std::uint32_t i = 0; i < kContexts; ++i) hashed[i] = Hash(set * kContexts + i, contexts[i], node);
    return mixer_.Code(coder_, bit, hashed, set);
  }

  // What stands before a position, each kind of context once.
  std::array<std::uint32_t, BitMixer::kInputs> Contexts(const std::vector<std::uint32_t>& row,
                                                        std::size_t position) const {
    const RowPlan::Column& column = plan_.columns[position];
    const std::uint32_t first = column.first_parent < position ? row[column.first_parent] : 0;
    const std::uint32_t second = column.second_parent < position ? row[column.second_parent] : 0;
    const std::uint32_t before = position > 0 ? row[position - 1] : 0;
    return {
        0, first, second, Hash(first, second, 1), above_[position], Hash(first, before, above_[position])};
  }

  bool Same(const std::vector<std::uint32_t>& row, std::size_t position) {
    return Bit(row[position] == above_[position], kSame, position, Contexts(above_, position),
               above_[position]);
  }

  // A code from its top bit down.
  void Code(std::vector<std::uint32_t>& row, std::size_t position) {
    const auto contexts = Contexts(row, position);
    std::uint32_t node = 1;
    for (unsigned bit = plan_.columns[position].bits; bit-- > 0;) {
      const bool one = Bit((row[position] >> bit & 1U) != 0, kCode, position, contexts, node);
      node = node << 1U | (one ? 1U : 0U);
    }
    row[position] = node - (1U << plan_.columns[position].bits);
  }

  // By how much a code is greater than the one above: its number of bits, then those.
  void Rise(std::vector<std::uint32_t>& row, std::size_t position) {
    row[position] = above_[position] +
                    Number(row[position] - above_[position], kRiseLength, position, Contexts(row, position));
  }

  // A number from 1 to 2^32 - 1.
  std::uint32_t Number(std::uint32_t number, Kind kind, std::size_t position,
                       const std::array<std::uint32_t, BitMixer::kInputs>& contexts) {
    const auto length = static_cast<unsigned>(std::bit_width(number));
    unsigned coded = 1;
    while (coded < 32 && Bit(length > coded, kind, position, contexts, coded)) ++coded;
    std::uint32_t value = 1;
    for (unsigned bit = coded - 1; bit-- > 0;) {
      const bool one = Bit((number >> bit & 1U) != 0, kRiseRest, position, contexts,
                           coded << 8U | (coded - bit < 4 ? value << 16U : 0) | bit);
      value = value << 1U | (one ? 1U : 0U);
    }
    return value;
  }

  void Count(const std::vector<std::uint32_t>& row, std::uint32_t& count) {
    std::array<std::uint32_t, BitMixer::kInputs> contexts{};
    contexts[1] = count_above_;
    for (std::size_t i = 2; i < contexts.size() && i - 1 <= row.size(); ++i)
      contexts[i] = row[row.size() + 1 - i];
    count = Number(count, kCount, row.size(), contexts);
    count_above_ = static_cast<std::uint32_t>(std::bit_width(count));
  }

  const RowPlan& plan_;
  Coder& coder_;
  BitMixer mixer_;
  std::vector<std::uint32_t> above_;
  std::uint32_t count_above_ = 0;
  bool first_ = true;
};

}  // namespace tacit::estimator

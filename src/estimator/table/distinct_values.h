// The distinct values of a column that is being read, each with a number.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "tacit/row_source.h"

namespace tacit::estimator {

// A flat hash table over one run of bytes. A NULL is no value. Thread safety: belongs to one thread.
class DistinctValues {
 public:
  DistinctValues();

  // The value's number: numbers count up from 0 as values come.
  [[nodiscard]] std::uint32_t NumberOf(const Cell& cell);
  [[nodiscard]] std::size_t size() const { return places_.size(); }
  [[nodiscard]] Cell at(std::uint32_t number) const;
  [[nodiscard]] std::size_t memory_bytes() const {
    return bytes_.capacity() + slots_.capacity() * sizeof(std::uint32_t) + places_.capacity() * sizeof(Place);
  }

 private:
  struct Place {
    std::uint64_t hash = 0;
    std::uint64_t begin = 0;
    std::uint32_t size = 0;
    Cell::Kind kind = Cell::Kind::kNull;
  };

  [[nodiscard]] std::string_view BytesOf(const Place& place) const {
    return {bytes_.data() + place.begin, place.size};
  }
  void Grow();

  static constexpr std::uint32_t kFree = 0xFFFFFFFFU;

  std::vector<char> bytes_;
  std::vector<Place> places_;
  std::vector<std::uint32_t> slots_;
  std::uint32_t last_ = kFree;
};

}  // namespace tacit::estimator

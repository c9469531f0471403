// Byte strings that are told by numbers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "indexes/memory/arena.h"

namespace tacit::index {

// Short ones lie in an arena, behind their size; each long one has memory of its own.
class Values {
 public:
  // Throws std::bad_alloc, and has changed nothing then.
  [[nodiscard]] std::uint64_t Add(std::string_view value);
  // Needs no memory.
  void Free(std::uint64_t number);
  // Valid until a value is added or freed.
  [[nodiscard]] std::string_view At(std::uint64_t number) const;

  [[nodiscard]] std::size_t count() const { return count_; }
  [[nodiscard]] std::size_t memory_bytes() const {
    return arena_.memory_bytes() + (long_.capacity() + free_.capacity()) * sizeof(void*) + long_bytes_;
  }

 private:
  using Size = std::uint16_t;
  static constexpr std::uint64_t kLong = std::uint64_t{1} << 63U;
  static constexpr std::size_t kMaxShort = Arena::kMaxBytes - sizeof(Size);

  Arena arena_;
  std::vector<std::unique_ptr<const std::string>> long_;  // null where free
  std::vector<std::size_t> free_;                         // places in long_; has the capacity for all of them
  std::size_t long_bytes_ = 0;
  std::size_t count_ = 0;
};

}  // namespace tacit::index

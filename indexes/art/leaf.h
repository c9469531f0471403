// The leaves of the adaptive radix tree: a value, and what the way to the leaf does not tell of its key.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace tacit::index::art {

// A rest that is too long for a leaf lies outside, owned by the tree.
inline constexpr std::size_t kMaxRest = 2048;
struct LongRest {
  std::size_t place = 0;  // in the tree's list of them
  std::string bytes;
};

// A leaf in its memory, which it does not own.
class Leaf {
 public:
  explicit Leaf(unsigned char* at) : at_(at) {}

  [[nodiscard]] static std::size_t BytesFor(std::size_t rest) {
    return kHeader + (rest > kMaxRest ? sizeof(LongRest*) : rest);
  }
  // `outside` holds a rest that is too long, and is null otherwise.
  void Make(std::string_view rest, std::uint64_t value, LongRest* outside) {
    set_value(value);
    const auto size = static_cast<std::uint16_t>(outside == nullptr ? rest.size() : kOutside);
    std::memcpy(at_ + sizeof(std::uint64_t), &size, sizeof size);
    if (outside != nullptr) {
      std::memcpy(at_ + kHeader, &outside, sizeof outside);
    } else if (!rest.empty()) {
      std::memcpy(at_ + kHeader, rest.data(), rest.size());
    }
  }

  // In one piece, so that a tree for several threads can replace it under its readers.
  [[nodiscard]] std::uint64_t value() const { return ValueIn().load(std::memory_order_acquire); }
  void set_value(std::uint64_t value) { ValueIn().store(value, std::memory_order_release); }
  // Null where the rest is inside.
  [[nodiscard]] LongRest* outside() const {
    if (Size() != kOutside) return nullptr;
    LongRest* outside = nullptr;
    std::memcpy(&outside, at_ + kHeader, sizeof outside);
    return outside;
  }
  [[nodiscard]] std::string_view rest() const {
    if (const LongRest* const far = outside(); far != nullptr) return far->bytes;
    return {reinterpret_cast<const char*>(at_ + kHeader), Size()};
  }
  [[nodiscard]] std::size_t bytes() const {
    return kHeader + (Size() == kOutside ? sizeof(LongRest*) : Size());
  }

 private:
  static constexpr std::size_t kHeader = sizeof(std::uint64_t) + sizeof(std::uint16_t);
  static constexpr std::uint16_t kOutside = 0xFFFF;
  // Leaves begin at whole multiples of eight bytes.
  [[nodiscard]] std::atomic_ref<std::uint64_t> ValueIn() const {
    return std::atomic_ref(*reinterpret_cast<std::uint64_t*>(at_));
  }
  [[nodiscard]] std::uint16_t Size() const {
    std::uint16_t size = 0;
    std::memcpy(&size, at_ + sizeof(std::uint64_t), sizeof size);
    return size;
  }

  unsigned char* at_;
};

}  // namespace tacit::index::art

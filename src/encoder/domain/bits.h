// Strings of bits in bytes, the first bit the highest of the first byte.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tacit::encoder {

[[nodiscard]] constexpr std::uint64_t LowBits(int count) {
  return count == 0 ? 0 : ~std::uint64_t{0} >> (64 - count);
}

// Writes behind what a string holds, from a new byte on. While `inverted`, bits are written as their
// complements. Refers to the string. Thread safety: one thread.
class BitWriter {
 public:
  explicit BitWriter(std::string* out) : out_(out) {}

  bool inverted = false;

  // The lowest `count` bits of `bits`, the highest of them first; count is 0 to 64.
  void Append(std::uint64_t bits, int count) {
    if (inverted) bits = ~bits;
    while (count > 0) {
      if (free_ == 0) {
        out_->push_back('\0');
        free_ = 8;
      }
      const int taken = std::min(free_, count);
      const std::uint64_t piece = (bits >> (count - taken)) & LowBits(taken);
      free_ -= taken;
      count -= taken;
      out_->back() = static_cast<char>(static_cast<unsigned char>(out_->back()) | (piece << free_));
    }
  }

  // How many bits of the last byte are not written.
  [[nodiscard]] int free() const { return free_; }

 private:
  std::string* out_;
  int free_ = 0;
};

// Reads bits from the front; those behind the end are zeros. While `inverted`, gives complements. Refers to
// the bytes. Thread safety: one thread.
class BitReader {
 public:
  explicit BitReader(std::string_view bytes) : bytes_(bytes) {}

  bool inverted = false;

  // The next `count` bits, 0 to 64.
  [[nodiscard]] std::uint64_t Peek(int count) const {
    std::uint64_t bits = 0;
    std::size_t byte = at_ / 8;
    int skipped = static_cast<int>(at_ % 8);
    for (int missing = count; missing > 0; ++byte) {
      const int taken = std::min(8 - skipped, missing);
      const std::uint64_t all = byte < bytes_.size() ? static_cast<unsigned char>(bytes_[byte]) : 0;
      const std::uint64_t piece = (all >> (8 - skipped - taken)) & LowBits(taken);
      bits = bits << taken | piece;
      missing -= taken;
      skipped = 0;
    }
    return (inverted ? ~bits : bits) & LowBits(count);
  }

  // False, and nothing is taken, where there are not so many.
  [[nodiscard]] bool Skip(int count) {
    const auto bits = static_cast<std::size_t>(count);
    if (bits > bytes_.size() * 8 - at_) return false;
    at_ += bits;
    return true;
  }

  // Whether nothing is left but the zeros that fill a byte.
  [[nodiscard]] bool AtPadding() const {
    const std::size_t left = bytes_.size() * 8 - at_;
    BitReader plain = *this;
    plain.inverted = false;
    return left < 8 && plain.Peek(static_cast<int>(left)) == 0;
  }

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
};

}  // namespace tacit::encoder

// A string of at most sixteen bytes as two integers, which compare as the string does.
#pragma once

#include <algorithm>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace tacit::encoder {

inline constexpr int kMaxTextBytes = 16;

// The bytes, the first one highest, then zeros; where two texts differ in trailing NULs only, the size
// decides. So the order is that of unsigned bytes, a proper prefix before what it is a prefix of.
struct Text16 {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  std::uint8_t size = 0;

  friend auto operator<=>(const Text16&, const Text16&) = default;

  [[nodiscard]] int operator[](int at) const {
    const std::uint64_t word = at < 8 ? high : low;
    return static_cast<int>(word >> (56 - 8 * (at & 7)) & 0xFFU);
  }

  // The first `count` bytes.
  [[nodiscard]] Text16 Prefix(int count) const {
    Text16 out;
    out.size = static_cast<std::uint8_t>(count);
    out.high = count >= 8 ? high : high & ~(~std::uint64_t{0} >> (8 * count));
    out.low = count <= 8 ? 0 : (count == 16 ? low : low & ~(~std::uint64_t{0} >> (8 * (count - 8))));
    return out;
  }

  // One byte more. The size must be below sixteen.
  [[nodiscard]] Text16 Plus(int byte) const {
    Text16 out = *this;
    const auto value = static_cast<std::uint64_t>(byte);
    (size < 8 ? out.high : out.low) |= value << (56 - 8 * (size & 7));
    ++out.size;
    return out;
  }

  [[nodiscard]] static Text16 Of(std::string_view bytes) {
    Text16 out;
    for (const char c : bytes.substr(0, kMaxTextBytes)) out = out.Plus(static_cast<unsigned char>(c));
    return out;
  }

  [[nodiscard]] std::string ToString() const {
    std::string out;
    for (int i = 0; i < size; ++i) out += static_cast<char>((*this)[i]);
    return out;
  }
};

// The number of bytes that both begin with.
[[nodiscard]] inline int CommonPrefix(const Text16& a, const Text16& b) {
  const int shorter = std::min(a.size, b.size);
  int same = 0;
  if (a.high != b.high) {
    same = __builtin_clzll(a.high ^ b.high) / 8;
  } else {
    same = a.low != b.low ? 8 + __builtin_clzll(a.low ^ b.low) / 8 : 16;
  }
  return std::min(same, shorter);
}

// The least text that is greater than every string that begins with `text`; the empty text where there is
// none.
[[nodiscard]] inline Text16 After(const Text16& text) {
  int size = text.size;
  while (size > 0 && text[size - 1] == 0xFF) --size;
  if (size == 0) return {};
  return text.Prefix(size - 1).Plus(text[size - 1] + 1);
}

}  // namespace tacit::encoder

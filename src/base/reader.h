// Bytes of a file, taken from the front, little-endian, never beyond their end.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string_view>

namespace tacit::base {

// Refers to the bytes; they must outlive it. A read that does not fit gives nothing and takes nothing, so
// that a caller can say what it expected where. Thread safety: one thread.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}

  [[nodiscard]] std::size_t offset() const { return at_; }
  [[nodiscard]] std::size_t remaining() const { return bytes_.size() - at_; }

  template <std::integral T>
  [[nodiscard]] std::optional<T> Integer() {
    const std::optional<std::string_view> raw = Bytes(sizeof(T));
    if (!raw) return std::nullopt;
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < sizeof(T); ++i) {
      value |= std::uint64_t{static_cast<unsigned char>((*raw)[i])} << (8 * i);
    }
    return static_cast<T>(value);
  }

  [[nodiscard]] std::optional<std::string_view> Bytes(std::uint64_t size) {
    if (size > remaining()) return std::nullopt;
    const std::string_view taken = bytes_.substr(at_, static_cast<std::size_t>(size));
    at_ += taken.size();
    return taken;
  }

  // A 32-bit length, then that many bytes. Where either does not fit, nothing is taken.
  [[nodiscard]] std::optional<std::string_view> Text() {
    const std::size_t start = at_;
    const std::optional<std::uint32_t> size = Integer<std::uint32_t>();
    const std::optional<std::string_view> text = size ? Bytes(*size) : std::nullopt;
    if (!text) at_ = start;
    return text;
  }

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
};

}  // namespace tacit::base

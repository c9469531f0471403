// A hash of bytes by which contents are told apart.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tacit::base {

// 128 bits, fed in pieces: where the pieces begin and end counts. Not for adversaries: somebody who wants two
// inputs of one hash can find them. The same on every machine.
class ContentHash {
 public:
  void Add(std::string_view bytes);
  void Add(std::uint64_t number);
  // 32 hexadecimal digits.
  [[nodiscard]] std::string Hex() const;

 private:
  std::uint64_t low_ = 0x9E3779B97F4A7C15U;
  std::uint64_t high_ = 0xD1B54A32D192ED03U;
};

}  // namespace tacit::base

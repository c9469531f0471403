#include <algorithm>
#include <array>
#include <charconv>

#include "src/encoder/domain/value_code.h"

namespace tacit::encoder {
namespace {

constexpr std::size_t kMaxShownBytes = 60;

}  // namespace

std::string ShownText(std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string shown = "\"";
  for (const char c : text.substr(0, kMaxShownBytes)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte < 0x7F) {
      shown += c;
    } else {
      shown += {'\\', 'x', kHex[byte >> 4], kHex[byte & 0xF]};
    }
  }
  return shown + (text.size() > kMaxShownBytes ? "\"..." : "\"");
}

std::string Shown(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return ShownText(*text);
  if (const auto* blob = std::get_if<Blob>(&value)) return "bytes " + ShownText(blob->bytes);
  if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  if (const auto* truth = std::get_if<bool>(&value)) return *truth ? "true" : "false";
  if (IsNull(value)) return "NULL";
  std::array<char, 32> digits = {};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), std::get<double>(value)).ptr;
  return {digits.data(), end};
}

}  // namespace tacit::encoder

#include "optimizer/advise/regex_set.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace tacit::advise {
namespace {

bool IsAsciiAlnum(char32_t c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Letters and digits stand for themselves; everything else by its number, so that nothing is taken for
// syntax.
std::string CharacterText(char32_t c) {
  if (IsAsciiAlnum(c)) return {static_cast<char>(c)};
  std::array<char, 16> text = {};
  (void)std::snprintf(text.data(), text.size(), c > 0xFFFF ? "\\U%08x" : "\\u%04x", static_cast<unsigned>(c));
  return text.data();
}

CharacterSet SetOf(std::initializer_list<CharacterSet::Range> ranges) { return {.ranges = ranges}; }

}  // namespace

bool CharacterSet::Fold(RegexDialect dialect, bool ascii) {
  constexpr char32_t kKelvin = 0x212A;
  constexpr char32_t kLongS = 0x017F;
  if (std::any_of(ranges.begin(), ranges.end(), [](const Range& r) { return r.second > 0x7F; })) return false;
  const std::vector<Range> before = ranges;
  for (const auto& [first, last] : before) {
    for (char32_t c = first; c <= last; ++c) {
      const char32_t lower = c >= 'A' && c <= 'Z' ? c + 32 : c;
      if (lower < 'a' || lower > 'z') continue;
      Add(lower);
      Add(lower - 32);
      if (ascii) continue;
      if (lower == 'k') Add(kKelvin);
      if (lower == 's') Add(kLongS);
      if (lower == 'i' && dialect == RegexDialect::kPython) Add(0x0130, 0x0131);  // dotted and dotless i
    }
  }
  return true;
}

std::string CharacterSet::Text() const {
  if (!negated && ranges.size() == 1 && ranges[0].first == ranges[0].second) {
    return CharacterText(ranges[0].first);
  }
  std::string text = negated ? "[^" : "[";
  for (const auto& [first, last] : ranges) {
    text += CharacterText(first);
    if (last > first) text += "-" + CharacterText(last);
  }
  return text + "]";
}

std::optional<CharacterSet> NamedSet(char name, RegexDialect dialect, bool ascii) {
  const bool upper = name >= 'A' && name <= 'Z';
  const bool unicode = dialect == RegexDialect::kPython && !ascii;
  CharacterSet set;
  switch (upper ? static_cast<char>(name + 32) : name) {
    case 'd':
      if (unicode) return std::nullopt;  // whatever Unicode's version calls a digit
      set = SetOf({{'0', '9'}});
      break;
    case 'w':
      if (unicode) return std::nullopt;
      set = SetOf({{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}});
      break;
    case 's':
      set = SetOf({{'\t', '\r'}, {' ', ' '}});
      if (unicode) set.Add(SetOf({{0x1C, 0x1F}, {0x85, 0x85}}));
      if (unicode || dialect == RegexDialect::kEcmascript) {
        set.Add(SetOf({{0xA0, 0xA0},
                       {0x1680, 0x1680},
                       {0x2000, 0x200A},
                       {0x2028, 0x2029},
                       {0x202F, 0x202F},
                       {0x205F, 0x205F},
                       {0x3000, 0x3000}}));
      }
      if (dialect == RegexDialect::kEcmascript) set.Add(0xFEFF);
      break;
    case 'h':
      if (dialect != RegexDialect::kRuby) return std::nullopt;
      set = SetOf({{'0', '9'}, {'A', 'F'}, {'a', 'f'}});
      break;
    default: return std::nullopt;
  }
  set.negated = upper;
  return set;
}

std::optional<char32_t> ReadUtf8(std::string_view text, std::size_t* at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(*at);
  const std::size_t size = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 0;
  if (size == 0 || *at + size > text.size()) return std::nullopt;
  char32_t c = size == 1 ? first : first & (0x7FU >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(*at + i) & 0xC0U) != 0x80U) return std::nullopt;
    c = (c << 6U) | (byte(*at + i) & 0x3FU);
  }
  *at += size;
  return c;
}

}  // namespace tacit::advise

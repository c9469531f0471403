// What the languages' regular expressions mean by the same signs.
#pragma once

#include <optional>
#include <string_view>

namespace tacit::encoder {

enum class RegexLanguage { kRuby, kPython, kEcmascript, kPosix };

// What ^, $ or a backslash with a letter stands for outside of sets.
enum class Anchor {
  kNone,       // no anchor
  kBegin,      // the beginning of the text
  kEnd,        // the end of the text
  kSoftEnd,    // that, or before a line feed that ends the text
  kLineBound,  // the beginning or end of any line of it
};

[[nodiscard]] inline std::optional<RegexLanguage> RegexLanguageFromName(std::string_view name) {
  if (name == "ruby") return RegexLanguage::kRuby;
  if (name == "python") return RegexLanguage::kPython;
  if (name == "ecmascript") return RegexLanguage::kEcmascript;
  if (name == "posix") return RegexLanguage::kPosix;
  return std::nullopt;
}

// Of "^" and "$". In Ruby a value of several lines of which one matches is matched, whatever the others hold.
[[nodiscard]] inline Anchor AnchorOfSign(char sign, RegexLanguage language) {
  if (language == RegexLanguage::kRuby) return Anchor::kLineBound;
  if (sign == '^') return Anchor::kBegin;
  return language == RegexLanguage::kPython ? Anchor::kSoftEnd : Anchor::kEnd;
}

// Of a letter behind a backslash.
[[nodiscard]] inline Anchor AnchorOfLetter(char letter, RegexLanguage language) {
  const bool ruby = language == RegexLanguage::kRuby;
  if (language == RegexLanguage::kEcmascript) return Anchor::kNone;
  if (letter == 'A') return Anchor::kBegin;
  if (letter == 'Z') return ruby ? Anchor::kSoftEnd : Anchor::kEnd;
  return ruby && letter == 'z' ? Anchor::kEnd : Anchor::kNone;
}

// The ASCII characters, as ranges side by side ("09af"), of \d, \w and \h where these hold no others; empty
// elsewhere. Python's have the digits and letters of all scripts unless `ascii`; PostgreSQL's follow the
// database's locale.
[[nodiscard]] inline std::string_view NamedSetRanges(char letter, RegexLanguage language, bool ascii) {
  const bool exact = language == RegexLanguage::kRuby || language == RegexLanguage::kEcmascript ||
                     (language == RegexLanguage::kPython && ascii);
  if (exact && letter == 'd') return "09";
  if (exact && letter == 'w') return "09AZ__az";
  if (language == RegexLanguage::kRuby && letter == 'h') return "09AFaf";
  return "";
}

// Flags that leave the meaning of what is understood as it is; "a" makes it plainer (see above).
[[nodiscard]] inline std::string_view HarmlessFlags(RegexLanguage language) {
  switch (language) {
    case RegexLanguage::kRuby: return "m";         // "." takes line feeds
    case RegexLanguage::kPython: return "as";      // ASCII alone; the same
    case RegexLanguage::kEcmascript: return "su";  // the same; code points
    case RegexLanguage::kPosix: return "";
  }
  return "";
}

}  // namespace tacit::encoder

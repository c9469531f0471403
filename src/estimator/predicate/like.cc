#include "src/estimator/predicate/like.h"

#include <string>
#include <vector>

namespace tacit::estimator {
namespace {

// The length of the character that begins there; a byte that begins none is one.
std::size_t CharacterBytes(std::string_view text, std::size_t at) {
  std::size_t end = at + 1;
  while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) ++end;
  return end - at;
}

}  // namespace

// After a mismatch only the last % can take more: no path is tried twice.
bool LikeMatch(std::string_view pattern, std::string_view text) {
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;
  std::size_t star_text = 0;
  while (true) {
    if (p < pattern.size() && pattern[p] == '%') {
      star = ++p;
      star_text = t;
      continue;
    }
    if (t == text.size() && p == pattern.size()) return true;
    if (t < text.size() && p < pattern.size()) {
      if (pattern[p] == '_') {
        ++p;
        t += CharacterBytes(text, t);
        continue;
      }
      const std::size_t literal = pattern[p] == '\\' && p + 1 < pattern.size() ? p + 1 : p;
      if (pattern[literal] == text[t]) {
        p = literal + 1;
        ++t;
        continue;
      }
    }
    if (star == std::string_view::npos || star_text == text.size()) return false;
    p = star;
    t = ++star_text;
  }
}

CodeSet LikeMatches(std::string_view pattern, const ColumnValues& values) {
  std::vector<CodeSet::Interval> intervals;
  for (std::size_t i = 0; i < values.atoms().size(); ++i) {
    const ColumnValues::Atom& atom = values.atoms()[i];
    const bool first = LikeMatch(pattern, std::get<std::string>(atom.first));
    const bool last = atom.distinct == 1 ? first : LikeMatch(pattern, std::get<std::string>(atom.last));
    const auto begin = static_cast<Position>(i);
    if (first && last) intervals.push_back({begin, begin + 1});
    if (first != last)
      intervals.push_back(first ? CodeSet::Interval{begin, begin + 0.5}
                                : CodeSet::Interval{begin + 0.5, begin + 1});
  }
  return CodeSet::Union(std::move(intervals));
}

}  // namespace tacit::estimator

#include "src/suggest/diff.h"

#include <algorithm>
#include <charconv>
#include <vector>

namespace tacit::suggest {
namespace {

constexpr int kContext = 3;
constexpr std::string_view kNoNewline = "\\ No newline at end of file\n";

// Each with its newline, the last one perhaps without.
std::vector<std::string_view> LinesOf(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.push_back(text.substr(0, end == std::string_view::npos ? end : end + 1));
    text.remove_prefix(lines.back().size());
  }
  return lines;
}

void AddLine(char mark, std::string_view line, std::string* diff) {
  *diff += mark;
  *diff += line;
  if (!line.ends_with('\n')) *diff += "\n" + std::string(kNoNewline);
}

}  // namespace

std::string DiffOfLine(std::string_view text, std::string_view file, int line, std::string_view fresh) {
  const std::vector<std::string_view> lines = LinesOf(text);
  const int first = std::max(1, line - kContext);
  const int last = std::min(static_cast<int>(lines.size()), line + kContext);
  const int count = last - first + 1;
  const int left = fresh.empty() ? count - 1 : count;
  std::string diff = "--- a/" + std::string(file) + "\n+++ b/" + std::string(file) + "\n@@ -" +
                     std::to_string(first) + "," + std::to_string(count) + " +" +
                     std::to_string(left == 0 ? first - 1 : first) + "," + std::to_string(left) + " @@\n";
  for (int i = first; i <= last; ++i) {
    const std::string_view old = lines[static_cast<std::size_t>(i - 1)];
    AddLine(i == line ? '-' : ' ', old, &diff);
    if (i == line && !fresh.empty())
      AddLine('+', std::string(fresh) + (old.ends_with('\n') ? "\n" : ""), &diff);
  }
  return diff;
}

std::optional<std::string> Apply(std::string_view diff, std::string_view text) {
  const std::vector<std::string_view> old = LinesOf(text);
  const std::vector<std::string_view> lines = LinesOf(diff);
  std::string applied;
  std::size_t at = 0;
  for (std::size_t i = 2; i < lines.size(); ++i) {
    std::string_view line = lines[i];
    if (line.starts_with("@@ -")) {
      std::size_t first = 0;
      std::from_chars(line.data() + 4, line.data() + line.size(), first);
      while (at + 1 < first && at < old.size()) applied += old[at++];
      continue;
    }
    if (line == kNoNewline) continue;
    const char mark = line.front();
    line.remove_prefix(1);
    if (i + 1 < lines.size() && lines[i + 1] == kNoNewline) line.remove_suffix(1);
    if (mark != '+' && (at >= old.size() || old[at++] != line)) return std::nullopt;
    if (mark != '-') applied += line;
  }
  while (at < old.size()) applied += old[at++];
  return applied;
}

}  // namespace tacit::suggest

// Lines and pieces of text, by views into it.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tacit::workload {

// A line beyond this is counted and not read, so that no input takes more memory than it has itself.
inline constexpr std::size_t kMaxLineBytes = 1 << 20;

// Takes lines from the front, without their LF or CRLF.
class Lines {
 public:
  explicit Lines(std::string_view text) : rest_(text) {}

  // False at the end.
  bool Next(std::string_view* line) {
    if (rest_.empty()) return false;
    const std::size_t end = rest_.find('\n');
    *line = rest_.substr(0, end);
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
    if (line->ends_with('\r')) line->remove_suffix(1);
    ++number_;
    return true;
  }
  // Of the line taken last, from 1.
  [[nodiscard]] int number() const { return number_; }

 private:
  std::string_view rest_;
  int number_ = 0;
};

[[nodiscard]] inline bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
[[nodiscard]] inline bool IsDigit(char c) { return c >= '0' && c <= '9'; }

[[nodiscard]] inline std::string_view Trim(std::string_view text) {
  while (!text.empty() && IsBlank(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsBlank(text.back())) text.remove_suffix(1);
  return text;
}

// Takes `word` off the front. False where something else stands there.
[[nodiscard]] inline bool Take(std::string_view word, std::string_view* text) {
  if (!text->starts_with(word)) return false;
  text->remove_prefix(word.size());
  return true;
}

// The number that the whole text is; none for anything else.
template <typename Number>
[[nodiscard]] std::optional<Number> NumberOf(std::string_view text) {
  Number number{};
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && stop == end && !text.empty() ? std::optional(number) : std::nullopt;
}

// "FILE:LINE" with anything after a further colon. False where it is none.
[[nodiscard]] inline bool ReadPlace(std::string_view text, std::string* file, int* line) {
  for (std::size_t colon = text.find(':'); colon != std::string_view::npos;
       colon = text.find(':', colon + 1)) {
    const std::string_view digits =
        text.substr(colon + 1, text.find_first_not_of("0123456789", colon + 1) - colon - 1);
    const std::optional<int> number = NumberOf<int>(digits);
    const std::size_t after = colon + 1 + digits.size();
    if (!number || *number <= 0 || colon == 0 || (after < text.size() && text[after] != ':')) continue;
    *file = text.substr(0, colon);
    *line = *number;
    return true;
  }
  return false;
}

}  // namespace tacit::workload

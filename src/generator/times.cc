#include "src/generator/times.h"

#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>

namespace tacit::generator {
namespace {

constexpr std::int64_t kDay = 86'400;

std::optional<int> Digits(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) return std::nullopt;
  int value = 0;
  const char* end = text.data() + at + count;
  const auto [stopped, error] = std::from_chars(text.data() + at, end, value);
  return error == std::errc() && stopped == end ? std::optional(value) : std::nullopt;
}

std::int64_t Floored(std::int64_t seconds) {
  return seconds >= 0 ? seconds / kDay : -((-seconds + kDay - 1) / kDay);
}

}  // namespace

std::optional<std::int64_t> SecondsOf(std::string_view text) {
  using namespace std::chrono;
  const auto y = Digits(text, 0, 4);
  const auto m = Digits(text, 5, 2);
  const auto d = Digits(text, 8, 2);
  if (!y || !m || !d || text[4] != '-' || text[7] != '-') return std::nullopt;
  const year_month_day date(year(*y), month(static_cast<unsigned>(*m)), day(static_cast<unsigned>(*d)));
  if (!date.ok()) return std::nullopt;
  const std::int64_t days = sys_days(date).time_since_epoch().count();
  if (text.size() == 10) return days * kDay;
  const auto hours = Digits(text, 11, 2);
  const auto minutes = Digits(text, 14, 2);
  const auto secs = Digits(text, 17, 2);
  if (!hours || !minutes || !secs || text.size() != 19) return std::nullopt;
  return days * kDay + *hours * 3600 + *minutes * 60 + *secs;
}

std::string DateText(std::int64_t seconds) {
  using namespace std::chrono;
  const year_month_day date{sys_days(days(Floored(seconds)))};
  std::array<char, 32> text = {};
  (void)std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(date.year()),
                      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return text.data();
}

std::string TimeText(std::int64_t seconds) {
  const auto rest = static_cast<int>(seconds - Floored(seconds) * kDay);
  std::array<char, 32> text = {};
  (void)std::snprintf(text.data(), text.size(), "%02d:%02d:%02d", rest / 3600, rest / 60 % 60, rest % 60);
  return text.data();
}

std::string TimestampText(std::int64_t seconds) { return DateText(seconds) + " " + TimeText(seconds); }

}  // namespace tacit::generator

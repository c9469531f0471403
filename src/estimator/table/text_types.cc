#include "src/estimator/table/text_types.h"

#include <charconv>
#include <chrono>
#include <cmath>
#include <limits>

namespace tacit::estimator {
namespace {

constexpr std::int64_t kSecond = 1'000'000;

// Takes exactly `digits` digits off the front.
std::optional<int> TakeDigits(std::string_view& text, std::size_t digits) {
  if (text.size() < digits) return std::nullopt;
  int value = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(digits);
  return value;
}

bool Take(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

bool SameLetters(std::string_view text, std::string_view lower) {
  if (text.size() != lower.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i] >= 'A' && text[i] <= 'Z' ? static_cast<char>(text[i] + 32) : text[i];
    if (c != lower[i]) return false;
  }
  return true;
}

std::optional<std::int64_t> TakeDate(std::string_view& text) {
  const std::optional<int> year = TakeDigits(text, 4);
  if (!year || !Take(text, '-')) return std::nullopt;
  const std::optional<int> month = TakeDigits(text, 2);
  if (!month || !Take(text, '-')) return std::nullopt;
  const std::optional<int> day = TakeDigits(text, 2);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date).time_since_epoch().count();
}

// Microseconds that a zone is before UTC's midnight; 0 where there is none.
std::optional<std::int64_t> TakeZone(std::string_view& text) {
  if (text.empty() || Take(text, 'Z')) return 0;
  const bool east = text.front() == '+';
  if (!Take(text, east ? '+' : '-')) return std::nullopt;
  const std::optional<int> hours = TakeDigits(text, 2);
  if (!hours) return std::nullopt;
  std::optional<int> minutes = 0;
  if (!text.empty()) {
    Take(text, ':');
    minutes = TakeDigits(text, 2);
  }
  if (!minutes || *hours > 15 || *minutes > 59) return std::nullopt;
  return (east ? 1 : -1) * std::int64_t{*hours * 60 + *minutes} * 60 * kSecond;
}

std::optional<std::int64_t> TakeFraction(std::string_view& text) {
  std::int64_t micros = 0;
  std::int64_t unit = kSecond / 10;
  std::size_t digits = 0;
  for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; text.remove_prefix(1), ++digits) {
    micros += unit * (text.front() - '0');
    unit /= 10;
  }
  return digits > 0 ? std::optional(micros) : std::nullopt;
}

// "007", "-00", "00.5"; not "0", "0.5".
bool LeadingZero(std::string_view text) {
  Take(text, '-');
  return text.size() > 1 && text[0] == '0' && text[1] >= '0' && text[1] <= '9';
}

bool IsWhole(std::string_view text) {
  Take(text, '-');
  return text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

std::optional<std::int64_t> ReadInteger(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

std::optional<double> ReadReal(std::string_view text) {
  if (SameLetters(text, "nan")) return std::numeric_limits<double>::quiet_NaN();
  if (SameLetters(text, "infinity") || SameLetters(text, "inf"))
    return std::numeric_limits<double>::infinity();
  if (SameLetters(text, "-infinity") || SameLetters(text, "-inf"))
    return -std::numeric_limits<double>::infinity();
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::optional<bool> ReadBoolean(std::string_view text) {
  if (SameLetters(text, "true") || SameLetters(text, "t")) return true;
  if (SameLetters(text, "false") || SameLetters(text, "f")) return false;
  return std::nullopt;
}

std::optional<std::int64_t> ReadDate(std::string_view text) {
  const std::optional<std::int64_t> date = TakeDate(text);
  return text.empty() ? date : std::nullopt;
}

std::optional<std::int64_t> ReadTimestamp(std::string_view text) {
  const std::optional<std::int64_t> date = TakeDate(text);
  if (!date || (!Take(text, ' ') && !Take(text, 'T'))) return std::nullopt;
  const std::optional<int> hours = TakeDigits(text, 2);
  if (!hours || *hours > 24 || !Take(text, ':')) return std::nullopt;
  const std::optional<int> minutes = TakeDigits(text, 2);
  if (!minutes || *minutes > 59) return std::nullopt;
  std::optional<int> seconds = 0;
  std::optional<std::int64_t> fraction = 0;
  if (Take(text, ':')) {
    seconds = TakeDigits(text, 2);
    if (!seconds || *seconds > 60) return std::nullopt;
    if (Take(text, '.')) fraction = TakeFraction(text);
  }
  if (!fraction) return std::nullopt;
  if (*hours == 24 && (*minutes > 0 || *seconds > 0 || *fraction > 0)) return std::nullopt;
  const std::optional<std::int64_t> zone = TakeZone(text);
  if (!zone || !text.empty()) return std::nullopt;
  const std::int64_t minutes_in = *date * 1440 + *hours * 60 + *minutes;
  return (minutes_in * 60 + *seconds) * kSecond + *fraction - *zone;
}

bool TypeFinder::IsReal(std::string_view text) const {
  if (LeadingZero(text)) return false;
  const std::optional<double> real = ReadReal(text);
  if (!real || declared_ == Declared::kNumbers || !IsWhole(text)) return real.has_value();
  const std::optional<std::int64_t> integer = ReadInteger(text);
  return integer && *real < 0x1p63 && static_cast<std::int64_t>(*real) == *integer;
}

void TypeFinder::Look(std::string_view text) {
  any_ = true;
  integer_ = integer_ && !LeadingZero(text) && ReadInteger(text).has_value();
  real_ = real_ && IsReal(text);
  boolean_ = boolean_ && ReadBoolean(text).has_value();
  date_ = date_ && ReadDate(text).has_value();
  timestamp_ = timestamp_ && ReadTimestamp(text).has_value();
}

ColumnType TypeFinder::type() const {
  if (!any_) return ColumnType::kText;
  if (integer_) return ColumnType::kInteger;
  if (real_) return ColumnType::kReal;
  if (date_) return ColumnType::kDate;
  if (timestamp_) return ColumnType::kTimestamp;
  return boolean_ ? ColumnType::kBoolean : ColumnType::kText;
}

}  // namespace tacit::estimator

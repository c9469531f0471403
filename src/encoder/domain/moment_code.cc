#include "src/encoder/domain/moment_code.h"

#include <array>
#include <chrono>
#include <utility>

#include "src/encoder/domain/ranked_code.h"

namespace tacit::encoder {
namespace {

constexpr std::int64_t kMicrosInSecond = 1'000'000;
constexpr std::int64_t kMicrosInDay = 86'400 * kMicrosInSecond;
constexpr std::size_t kDayBytes = 10;     // "2024-02-29"
constexpr std::size_t kSecondBytes = 19;  // "2024-02-29 23:59:59"

std::int64_t DayNumber(int year, unsigned month, unsigned day) {
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month),
                                         std::chrono::day(day)};
  return std::chrono::sys_days(date).time_since_epoch().count();
}

// A number of exactly the text's digits.
std::optional<int> DigitsOf(std::string_view text) {
  int number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return number;
}

void PutDigits(std::string& out, std::int64_t number, std::size_t count) {
  const std::string digits = std::to_string(number);
  out.append(count - digits.size(), '0').append(digits);
}

std::string TextOfDay(std::int64_t number) {
  const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(number))};
  std::string text;
  PutDigits(text, static_cast<int>(date.year()), 4);
  text += '-';
  PutDigits(text, static_cast<unsigned>(date.month()), 2);
  text += '-';
  PutDigits(text, static_cast<unsigned>(date.day()), 2);
  return text;
}

// Towards the past, also before 1970.
std::int64_t FloorDivide(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

std::string TextOfMoment(std::int64_t micros) {
  const std::int64_t day = FloorDivide(micros, kMicrosInDay);
  const std::int64_t in_day = micros - day * kMicrosInDay;
  const std::int64_t second = in_day / kMicrosInSecond;
  std::string text = TextOfDay(day);
  const std::array<std::pair<char, std::int64_t>, 3> parts = {
      {{' ', second / 3600}, {':', second / 60 % 60}, {':', second % 60}}};
  for (const auto& [sign, number] : parts) {
    text += sign;
    PutDigits(text, number, 2);
  }
  if (const std::int64_t fraction = in_day % kMicrosInSecond; fraction != 0) {
    text += '.';
    PutDigits(text, fraction, 6);
    text.resize(text.find_last_not_of('0') + 1);
  }
  return text;
}

// Texts by their numbers, of which every `unit`th is counted.
class Moments final : public RankedCode {
 public:
  using OfText = std::optional<std::int64_t> (*)(std::string_view);
  using ToNumberText = std::string (*)(std::int64_t);

  Moments(const MomentSpan& span, std::int64_t unit, OfText of_text, ToNumberText to_text,
          std::string description)
      : RankedCode(static_cast<std::uint64_t>((span.max - span.min) / unit), std::move(description)),
        span_(span),
        unit_(unit),
        of_text_(of_text),
        to_text_(to_text) {}

  [[nodiscard]] std::string ToText(const Value& value) const override { return std::get<std::string>(value); }

 private:
  [[nodiscard]] std::optional<std::uint64_t> RankOf(const Value& value) const override {
    const auto* text = std::get_if<std::string>(&value);
    return text == nullptr ? std::nullopt : RankOfText(*text);
  }
  [[nodiscard]] std::optional<std::uint64_t> RankOfText(std::string_view text) const override {
    const std::optional<std::int64_t> number = of_text_(text);
    if (!number || *number < span_.min || *number > span_.max) return std::nullopt;
    const std::int64_t distance = *number - span_.min;
    if (distance % unit_ != 0) return std::nullopt;
    return static_cast<std::uint64_t>(distance / unit_);
  }
  [[nodiscard]] Value At(std::uint64_t rank) const override {
    return to_text_(span_.min + static_cast<std::int64_t>(rank) * unit_);
  }

  MomentSpan span_;
  std::int64_t unit_;
  OfText of_text_;
  ToNumberText to_text_;
};

}  // namespace

std::optional<std::int64_t> DayOfText(std::string_view text) {
  if (text.size() != kDayBytes || text[4] != '-' || text[7] != '-') return std::nullopt;
  const std::optional<int> year = DigitsOf(text.substr(0, 4));
  const std::optional<int> month = DigitsOf(text.substr(5, 2));
  const std::optional<int> day = DigitsOf(text.substr(8, 2));
  if (!year || *year == 0 || !month || !day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date).time_since_epoch().count();
}

std::optional<std::int64_t> MomentOfText(std::string_view text, bool or_day) {
  const std::optional<std::int64_t> day = DayOfText(text.substr(0, kDayBytes));
  if (!day) return std::nullopt;
  if (or_day && text.size() == kDayBytes) return *day * kMicrosInDay;
  if (text.size() < kSecondBytes || text[10] != ' ' || text[13] != ':' || text[16] != ':')
    return std::nullopt;
  const std::optional<int> hour = DigitsOf(text.substr(11, 2));
  const std::optional<int> minute = DigitsOf(text.substr(14, 2));
  const std::optional<int> second = DigitsOf(text.substr(17, 2));
  if (!hour || *hour > 23 || !minute || *minute > 59 || !second || *second > 59) return std::nullopt;
  std::int64_t micros = 0;
  if (text.size() > kSecondBytes) {
    const std::string_view digits = text.substr(kSecondBytes + 1);
    const std::optional<int> fraction = digits.size() <= 6 ? DigitsOf(digits) : std::nullopt;
    if (text[kSecondBytes] != '.' || digits.empty() || digits.back() == '0' || !fraction) return std::nullopt;
    micros = *fraction * UnitOfDigits(static_cast<int>(digits.size()));
  }
  const std::int64_t seconds = (*hour * 60 + *minute) * 60 + *second;
  return *day * kMicrosInDay + seconds * kMicrosInSecond + micros;
}

MomentSpan AllDays() { return {.min = DayNumber(1, 1, 1), .max = DayNumber(9999, 12, 31)}; }

MomentSpan AllMoments() {
  const MomentSpan days = AllDays();
  return {.min = days.min * kMicrosInDay, .max = (days.max + 1) * kMicrosInDay - 1};
}

std::int64_t UnitOfDigits(int digits) {
  std::int64_t unit = 1;
  for (int i = digits; i < 6; ++i) unit *= 10;
  return unit;
}

ValueCodePtr DayCode(const MomentSpan& span) {
  return std::make_shared<Moments>(span, 1, DayOfText, TextOfDay,
                                   "days from " + TextOfDay(span.min) + " to " + TextOfDay(span.max));
}

ValueCodePtr MomentCode(const MomentSpan& span, std::int64_t unit) {
  const MomentSpan whole = {.min = -FloorDivide(-span.min, unit) * unit,
                            .max = FloorDivide(span.max, unit) * unit};
  if (whole.min > whole.max) return nullptr;
  const auto of_text = [](std::string_view text) { return MomentOfText(text); };
  return std::make_shared<Moments>(
      whole, unit, of_text, TextOfMoment,
      "moments from " + TextOfMoment(whole.min) + " to " + TextOfMoment(whole.max));
}

}  // namespace tacit::encoder

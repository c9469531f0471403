// Days and moments of the years 0001 to 9999, as PostgreSQL prints them (DateStyle ISO), and their codes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "src/encoder/domain/value_code.h"

namespace tacit::encoder {

// Days since 1970-01-01 of "2024-02-29"; nothing where that is no day, or is written otherwise.
[[nodiscard]] std::optional<std::int64_t> DayOfText(std::string_view text);
// Microseconds since then of "2024-02-29 23:59:59.25", or of a day's beginning for a day alone if
// `or_day`. A fraction has one to six digits, the last of them no zero.
[[nodiscard]] std::optional<std::int64_t> MomentOfText(std::string_view text, bool or_day = false);

struct MomentSpan {
  std::int64_t min = 0;
  std::int64_t max = 0;
};
// All days; all moments.
[[nodiscard]] MomentSpan AllDays();
[[nodiscard]] MomentSpan AllMoments();

// Microseconds in the last of `digits` digits of a second's fraction; digits is 0 to 6.
[[nodiscard]] std::int64_t UnitOfDigits(int digits);

// Days of the span, which is within AllDays and not empty.
[[nodiscard]] ValueCodePtr DayCode(const MomentSpan& span);
// Moments of the span that are multiples of the unit; nothing where there are none. The span is within
// AllMoments.
[[nodiscard]] ValueCodePtr MomentCode(const MomentSpan& span, std::int64_t unit);

}  // namespace tacit::encoder

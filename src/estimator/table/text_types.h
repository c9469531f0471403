// Texts that are numbers, dates or moments.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "tacit/model.h"

namespace tacit::estimator {

// Each is nullopt where the whole text is no such thing. Digits as in C; no spaces.
[[nodiscard]] std::optional<std::int64_t> ReadInteger(std::string_view text);
// Finite decimals with or without exponent, and NaN and Infinity as databases write them.
[[nodiscard]] std::optional<double> ReadReal(std::string_view text);
[[nodiscard]] std::optional<bool> ReadBoolean(std::string_view text);  // true, false, t, f, in any case
// YYYY-MM-DD, a day of the Gregorian calendar: days since 1970-01-01.
[[nodiscard]] std::optional<std::int64_t> ReadDate(std::string_view text);
// A date, 'T' or a space, HH:MM[:SS[.fraction]], and Z, +HH, +HHMM or +HH:MM or nothing: microseconds since
// 1970-01-01 (UTC, or as if it were); digits beyond the sixth of the fraction are dropped.
[[nodiscard]] std::optional<std::int64_t> ReadTimestamp(std::string_view text);

// The narrowest type that the texts given so far all have, and that tells different texts apart as their
// values do. What a number would not give back is a text: leading zeros, as in "007", and whole numbers that
// neither an integer holds nor, among reals, a double.
class TypeFinder {
 public:
  enum class Declared : std::uint8_t {
    kNothing,
    kNumbers,  // a database says that they are: the order counts for more than a number's last digits
  };
  explicit TypeFinder(Declared declared = Declared::kNothing) : declared_(declared) {}

  void Look(std::string_view text);
  // Text where nothing was looked at.
  [[nodiscard]] ColumnType type() const;

 private:
  [[nodiscard]] bool IsReal(std::string_view text) const;

  Declared declared_;
  bool any_ = false;
  bool integer_ = true;
  bool real_ = true;
  bool boolean_ = true;
  bool date_ = true;
  bool timestamp_ = true;
};

}  // namespace tacit::estimator

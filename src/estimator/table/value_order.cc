#include "src/estimator/table/value_order.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string_view>

namespace tacit::estimator {
namespace {

std::weak_ordering CompareReals(double a, double b) {
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) <=> std::isnan(b);
  return a < b   ? std::weak_ordering::less
         : a > b ? std::weak_ordering::greater
                 : std::weak_ordering::equivalent;
}

// No integer is turned into a double that it is not.
std::weak_ordering CompareMixed(std::int64_t a, double b) {
  if (std::isnan(b) || b >= 0x1p63) return std::weak_ordering::less;
  if (b < -0x1p63) return std::weak_ordering::greater;
  const double whole = std::floor(b);
  const auto floor = static_cast<std::int64_t>(whole);
  if (a != floor) return a < floor ? std::weak_ordering::less : std::weak_ordering::greater;
  return whole < b ? std::weak_ordering::less : std::weak_ordering::equivalent;
}

std::string_view BytesOf(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* blob = std::get_if<Blob>(&value)) return blob->bytes;
  return {};
}

double NumberOf(const Value& value) {
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return static_cast<double>(*integer);
  if (const auto* real = std::get_if<double>(&value)) return *real;
  return 0;
}

bool IsNumber(const Value& value) {
  return std::holds_alternative<std::int64_t>(value) || std::holds_alternative<double>(value);
}

// Eight bytes from `from` on as a number.
double Leading(std::string_view bytes, std::size_t from) {
  double number = 0;
  for (std::size_t i = from; i < from + 8; ++i) {
    number =
        number * 256 + (i < bytes.size() ? static_cast<double>(static_cast<unsigned char>(bytes[i])) : 0);
  }
  return number;
}

// Halves, as the greatest double and the least are further apart than a double can say.
double Share(double low, double high, double at) {
  const double width = high / 2 - low / 2;
  return width > 0 && std::isfinite(width) ? std::clamp((at / 2 - low / 2) / width, 0.0, 1.0) : 0.5;
}

}  // namespace

std::weak_ordering Compare(const Value& a, const Value& b) {
  const auto* integer_a = std::get_if<std::int64_t>(&a);
  const auto* integer_b = std::get_if<std::int64_t>(&b);
  if (integer_a != nullptr && integer_b != nullptr) return *integer_a <=> *integer_b;
  if (integer_a != nullptr && IsNumber(b)) return CompareMixed(*integer_a, std::get<double>(b));
  if (integer_b != nullptr && IsNumber(a)) {
    const std::weak_ordering order = CompareMixed(*integer_b, std::get<double>(a));
    return 0 <=> order;
  }
  if (IsNumber(a) && IsNumber(b)) return CompareReals(std::get<double>(a), std::get<double>(b));
  return BytesOf(a) <=> BytesOf(b);
}

double Between(const Value& first, const Value& last, const Value& value) {
  if (Compare(value, first) <= 0) return 0;
  if (Compare(value, last) >= 0) return 1;
  const auto* low = std::get_if<std::int64_t>(&first);
  const auto* high = std::get_if<std::int64_t>(&last);
  const auto* at = std::get_if<std::int64_t>(&value);
  if (low != nullptr && high != nullptr && at != nullptr) {
    const auto from_low = [&](std::int64_t to) {
      return static_cast<double>(static_cast<std::uint64_t>(to) - static_cast<std::uint64_t>(*low));
    };
    return from_low(*at) / from_low(*high);
  }
  if (IsNumber(value)) return Share(NumberOf(first), NumberOf(last), NumberOf(value));
  const std::string_view a = BytesOf(first);
  const std::string_view b = BytesOf(last);
  const auto shared =
      static_cast<std::size_t>(std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin());
  return Share(Leading(a, shared), Leading(b, shared), Leading(BytesOf(value), shared));
}

}  // namespace tacit::estimator

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
  double low = 0;
  double high = 0;
  double at = 0;
  if (IsNumber(value)) {
    low = NumberOf(first);
    high = NumberOf(last);
    at = NumberOf(value);
  } else {
    const std::string_view a = BytesOf(first);
    const std::string_view b = BytesOf(last);
    const auto shared =
        static_cast<std::size_t>(std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin());
    low = Leading(a, shared);
    high = Leading(b, shared);
    at = Leading(BytesOf(value), shared);
  }
  const double share = (at - low) / (high - low);
  return share >= 0 ? std::min(share, 1.0) : 0;  // NaN, too, is 0
}

}  // namespace tacit::estimator

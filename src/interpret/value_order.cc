#include "src/interpret/value_order.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <variant>

namespace tacit::interpret {
namespace {

constexpr double kTolerance = 1e-9;

int Sign(int order) { return order < 0 ? -1 : order > 0 ? 1 : 0; }

template <typename T>
int Sign(const T& left, const T& right) {
  return left < right ? -1 : right < left ? 1 : 0;
}

// Two numbers that are not the same but that rounding could make so.
bool NearlyEqual(double left, double right) {
  return left != right && std::abs(left - right) <= kTolerance * std::max(std::abs(left), std::abs(right));
}

int CompareNumbers(const Value& left, const Value& right, double a, double b) {
  const auto* i = std::get_if<std::int64_t>(&left);
  const auto* j = std::get_if<std::int64_t>(&right);
  return i != nullptr && j != nullptr ? Sign(*i, *j) : Sign(a, b);
}

bool IsPlain(unsigned char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

// What most collations look at first: letters without case, digits; the rest left out.
std::string Folded(std::string_view text) {
  std::string folded;
  for (char c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (IsPlain(static_cast<unsigned char>(c))) folded.push_back(c);
  }
  return folded;
}

bool IsAscii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool DependsOnCollation(std::string_view left, std::string_view right, int sign) {
  if (sign == 0) return false;
  if (!IsAscii(left) || !IsAscii(right)) return true;
  return Sign(Folded(left).compare(Folded(right))) != sign;
}

// A date, and the timestamp that begins it.
bool SameDay(const Value& left, const Value& right) {
  const auto* a = std::get_if<std::string>(&left);
  const auto* b = std::get_if<std::string>(&right);
  if (a == nullptr || b == nullptr) return false;
  const std::string& shorter = a->size() < b->size() ? *a : *b;
  const std::string& longer = a->size() < b->size() ? *b : *a;
  return shorter.size() == 10 && shorter[4] == '-' && longer == shorter + " 00:00:00";
}

// NULL, truth values, numbers, texts, bytes.
int KindRank(const Value& value) {
  if (IsNull(value)) return 0;
  if (std::holds_alternative<bool>(value)) return 1;
  if (std::holds_alternative<std::string>(value)) return 3;
  return std::holds_alternative<Blob>(value) ? 4 : 2;
}

}  // namespace

bool AsNumber(const Value& value, double* number) {
  if (const auto* i = std::get_if<std::int64_t>(&value)) {
    *number = static_cast<double>(*i);
    return true;
  }
  if (const auto* d = std::get_if<double>(&value)) {
    *number = *d;
    return true;
  }
  return false;
}

Comparison Compare(const Value& left, const Value& right) {
  Comparison result;
  double a = 0;
  double b = 0;
  if (AsNumber(left, &a) && AsNumber(right, &b)) {
    result.sign = CompareNumbers(left, right, a, b);
    result.near_equal = NearlyEqual(a, b);
    return result;
  }
  if (left.index() != right.index()) {
    result.comparable = false;
    return result;
  }
  if (const auto* text = std::get_if<std::string>(&left)) {
    const auto& other = std::get<std::string>(right);
    result.sign = Sign(text->compare(other));
    result.collation = DependsOnCollation(*text, other, result.sign);
  } else if (const auto* truth = std::get_if<bool>(&left)) {
    result.sign = Sign(static_cast<int>(*truth) - static_cast<int>(std::get<bool>(right)));
  } else if (const auto* blob = std::get_if<Blob>(&left)) {
    result.sign = Sign(blob->bytes.compare(std::get<Blob>(right).bytes));
  }
  return result;
}

int TotalOrder(const Value& left, const Value& right) {
  const int kinds = Sign(KindRank(left), KindRank(right));
  if (kinds != 0 || IsNull(left)) return kinds;
  return Compare(left, right).sign;
}

int TotalOrder(const Row& left, const Row& right) {
  for (std::size_t i = 0; i < std::min(left.size(), right.size()); ++i) {
    if (const int order = TotalOrder(left[i], right[i]); order != 0) return order;
  }
  return Sign(left.size(), right.size());
}

bool Agree(const Value& left, const Value& right) {
  if (IsNull(left) || IsNull(right)) return IsNull(left) && IsNull(right);
  const auto number = [](const Value& value) -> Value {
    const auto* truth = std::get_if<bool>(&value);
    return truth == nullptr ? value : Value(std::int64_t{*truth});
  };
  const Comparison order = Compare(number(left), number(right));
  return order.comparable && (order.sign == 0 || order.near_equal || SameDay(left, right));
}

bool Agree(const Row& left, const Row& right) {
  return std::ranges::equal(left, right, [](const Value& a, const Value& b) { return Agree(a, b); });
}

}  // namespace tacit::interpret

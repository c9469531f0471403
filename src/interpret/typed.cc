// Values in the form of their type: literals, casts, dates.
#include <charconv>
#include <cmath>
#include <cstdio>
#include <string>
#include <string_view>

#include "src/interpret/run.h"
#include "src/interpret/value_order.h"

namespace tacit::interpret {
namespace {

using sql::TypeKind;

std::string_view Trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t\n");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\n") - begin + 1);
}

template <typename T>
bool ParseNumber(std::string_view text, T* number) {
  text = Trimmed(text);
  if (text.starts_with('+')) text.remove_prefix(1);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *number);
  return error == std::errc() && end == text.data() + text.size() && !text.empty();
}

bool ParseInt(std::string_view text, int* number) { return ParseNumber(text, number); }

Value TypedInteger(const Value& value) {
  if (const auto* truth = std::get_if<bool>(&value)) return std::int64_t{*truth};
  if (const auto* number = std::get_if<double>(&value)) {
    if (std::abs(*number) < 9e15 && std::nearbyint(*number) == *number) {
      return static_cast<std::int64_t>(*number);
    }
    return *number;
  }
  const auto* text = std::get_if<std::string>(&value);
  if (text == nullptr) return value;
  std::int64_t whole = 0;
  if (ParseNumber(*text, &whole)) return whole;
  double number = 0;
  return ParseNumber(*text, &number) ? Value(number) : Value{};
}

Value TypedDecimal(const Value& value) {
  double number = 0;
  if (AsNumber(value, &number)) return number;
  const auto* text = std::get_if<std::string>(&value);
  if (text == nullptr || !ParseNumber(*text, &number) || !std::isfinite(number)) return {};
  return number;
}

Value TypedBoolean(const Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return *number != 0;
  const auto* text = std::get_if<std::string>(&value);
  if (text == nullptr) return value;
  for (const std::string_view yes : {"t", "true", "yes", "on", "1", "y", "TRUE", "True"}) {
    if (*text == yes) return true;
  }
  for (const std::string_view no : {"f", "false", "no", "off", "0", "n", "FALSE", "False"}) {
    if (*text == no) return false;
  }
  return {};
}

// YYYY-MM-DD at the front of a text, whatever digits are left out.
bool SplitDate(std::string_view text, std::string* date, std::string_view* rest) {
  text = Trimmed(text);
  const std::size_t first = text.find('-', 1);
  const std::size_t second = first == std::string_view::npos ? first : text.find('-', first + 1);
  if (second == std::string_view::npos) return false;
  std::size_t end = second + 1;
  while (end < text.size() && text[end] >= '0' && text[end] <= '9') ++end;
  int year = 0;
  int month = 0;
  int day = 0;
  if (!ParseInt(text.substr(0, first), &year) ||
      !ParseInt(text.substr(first + 1, second - first - 1), &month) ||
      !ParseInt(text.substr(second + 1, end - second - 1), &day)) {
    return false;
  }
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31) return false;
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%04d-%02d-%02d", year, month, day);
  *date = buffer;
  *rest = text.substr(end);
  return true;
}

// HH:MM:SS[.ffffff] without trailing zeros; an empty text is midnight.
bool FormatTime(std::string_view text, std::string* time) {
  while (!text.empty() && (text.front() == ' ' || text.front() == 'T')) text.remove_prefix(1);
  if (text.empty()) {
    *time = "00:00:00";
    return true;
  }
  if (text.size() < 5 || text[2] != ':') return false;
  *time = std::string(text.size() == 5 ? std::string(text) + ":00" : std::string(text));
  if (time->find_first_not_of("0123456789:.") != std::string::npos) return false;
  if (time->find('.') != std::string::npos) {
    while (time->back() == '0') time->pop_back();
    if (time->back() == '.') time->pop_back();
  }
  return true;
}

Value TypedMoment(const Value& value, TypeKind kind) {
  const auto* text = std::get_if<std::string>(&value);
  if (text == nullptr) return {};
  std::string date;
  std::string time;
  std::string_view rest;
  if (kind == TypeKind::kTime) return FormatTime(Trimmed(*text), &time) ? Value(time) : Value{};
  if (!SplitDate(*text, &date, &rest)) return {};
  if (kind == TypeKind::kDate) return date;
  return FormatTime(rest, &time) ? Value(date + " " + time) : Value{};
}

double RoundedToScale(double number, const std::string& type_name) {
  const auto comma = type_name.find(',');
  const auto open = type_name.find('(');
  if (open == std::string::npos) return number;
  int scale = 0;
  if (comma != std::string::npos) {
    const auto close = type_name.find(')', comma);
    if (!ParseInt(type_name.substr(comma + 1, close - comma - 1), &scale)) return number;
  }
  const double factor = std::pow(10.0, scale);
  return std::round(number * factor) / factor;
}

Value CastToInteger(const Value& value, Run& run) {
  if (const auto* number = std::get_if<double>(&value)) {
    if (std::abs(*number - std::trunc(*number)) == 0.5) {
      run.Halt(Stop::kIndeterminate, "a half is rounded to a whole number");
    }
    return static_cast<std::int64_t>(std::llround(*number));
  }
  Value typed = TypedInteger(value);
  if (!std::holds_alternative<std::int64_t>(typed)) {
    run.Halt(Stop::kRunTimeError, "a text is no whole number");
  }
  return typed;
}

Value CastToText(const Value& value, const sql::Type& to, Run& run) {
  std::string text;
  if (const auto* given = std::get_if<std::string>(&value)) {
    text = *given;
  } else if (const auto* whole = std::get_if<std::int64_t>(&value)) {
    text = std::to_string(*whole);
  } else if (const auto* truth = std::get_if<bool>(&value)) {
    text = *truth ? "true" : "false";
  } else {
    run.Halt(Stop::kIndeterminate, "the text of a decimal depends on its scale");
    return {};
  }
  if (to.length && text.size() > static_cast<std::size_t>(*to.length)) {
    text.resize(static_cast<std::size_t>(*to.length));
  }
  return Typed(text, to.kind);
}

}  // namespace

Value Typed(const Value& value, TypeKind kind) {
  if (IsNull(value)) return value;
  switch (kind) {
    case TypeKind::kInteger: return TypedInteger(value);
    case TypeKind::kNumeric:
    case TypeKind::kFloat: return TypedDecimal(value);
    case TypeKind::kBoolean: return TypedBoolean(value);
    case TypeKind::kDate:
    case TypeKind::kTime:
    case TypeKind::kTimestamp: return TypedMoment(value, kind);
    case TypeKind::kChar: {
      const auto* text = std::get_if<std::string>(&value);
      if (text == nullptr) return value;
      return text->substr(0, text->find_last_not_of(' ') + 1);
    }
    default: return value;
  }
}

bool KnowsCast(const sql::Type& from, const sql::Type& to) {
  if (from.kind == to.kind) return true;
  switch (to.kind) {
    case TypeKind::kInteger:
    case TypeKind::kNumeric:
    case TypeKind::kFloat:
    case TypeKind::kText:
    case TypeKind::kChar:
    case TypeKind::kBoolean:
    case TypeKind::kDate:
    case TypeKind::kTimestamp: return from.kind != TypeKind::kInterval && from.kind != TypeKind::kBytes;
    default: return from.kind == TypeKind::kUnknown || from.kind == TypeKind::kText;
  }
}

Value Cast(const Value& value, const sql::Type& from, const sql::Type& to, Run& run) {
  switch (to.kind) {
    case TypeKind::kInteger: return CastToInteger(value, run);
    case TypeKind::kText:
    case TypeKind::kChar: return CastToText(value, to, run);
    case TypeKind::kInterval:
      if (from.kind != to.kind) run.Halt(Stop::kIndeterminate, "an interval has many texts");
      return value;
    default: break;
  }
  Value typed = Typed(value, to.kind);
  if (IsNull(typed)) run.Halt(Stop::kRunTimeError, "a value cannot be read as the type of its cast");
  if (auto* number = std::get_if<double>(&typed); number != nullptr && to.kind == TypeKind::kNumeric) {
    *number = RoundedToScale(*number, to.name);
  }
  return typed;
}

// Civil calendar, by the usual shift of the year to begin in March.
bool ParseDate(std::string_view text, std::int64_t* days) {
  std::string date;
  std::string_view rest;
  if (!SplitDate(text, &date, &rest)) return false;
  int year = 0;
  int month = 0;
  int day = 0;
  if (!ParseInt(date.substr(0, 4), &year) || !ParseInt(date.substr(5, 2), &month) ||
      !ParseInt(date.substr(8, 2), &day)) {
    return false;
  }
  const std::int64_t y = month <= 2 ? year - 1 : year;
  const std::int64_t era = y / 400;
  const std::int64_t of_era = y - era * 400;
  const std::int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  *days = era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
  return true;
}

std::string FormatDate(std::int64_t days) {
  const std::int64_t z = days + 719468;
  const std::int64_t era = z / 146097;
  const std::int64_t of_era = z - era * 146097;
  const std::int64_t year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  const std::int64_t of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t shifted = (5 * of_year + 2) / 153;
  const std::int64_t day = of_year - (153 * shifted + 2) / 5 + 1;
  const std::int64_t month = shifted < 10 ? shifted + 3 : shifted - 9;
  const std::int64_t year = year_of_era + era * 400 + (month <= 2 ? 1 : 0);
  char buffer[64];
  std::snprintf(buffer, sizeof buffer, "%04d-%02d-%02d", static_cast<int>(year), static_cast<int>(month),
                static_cast<int>(day));
  return buffer;
}

}  // namespace tacit::interpret

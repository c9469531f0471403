#include "src/sql/bind/literals.h"

#include <array>
#include <cctype>
#include <charconv>
#include <cstdio>
#include <optional>

namespace tacit::sql::bind {
namespace {

std::string Trim(const std::string& text) {
  const char* const blanks = " \t\n\r\f\v";
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::optional<bool> ReadBoolean(const std::string& text) {
  std::string word = Trim(text);
  for (char& c : word) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  for (const char* name : {"t", "tr", "tru", "true", "y", "ye", "yes", "on", "1"}) {
    if (word == name) return true;
  }
  for (const char* name : {"f", "fa", "fal", "fals", "false", "n", "no", "of", "off", "0"}) {
    if (word == name) return false;
  }
  return std::nullopt;
}

std::optional<std::int64_t> ReadInteger(const std::string& text) {
  std::string digits = Trim(text);
  if (digits.starts_with('+') && !digits.starts_with("+-")) digits.erase(0, 1);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

// Digits with a point and an exponent; not NaN, not infinity.
bool IsDecimal(const std::string& text) {
  std::size_t at = 0;
  const auto digits = [&] {
    const std::size_t start = at;
    while (at < text.size() && std::isdigit(static_cast<unsigned char>(text[at])) != 0) ++at;
    return at - start;
  };
  const auto skip = [&](std::string_view any_of) {
    const bool found = at < text.size() && any_of.find(text[at]) != std::string_view::npos;
    if (found) ++at;
    return found;
  };
  skip("+-");
  std::size_t count = digits();
  if (skip(".")) count += digits();
  if (count == 0) return false;
  if (skip("eE")) {
    skip("+-");
    if (digits() == 0) return false;
  }
  return at == text.size();
}

std::optional<double> ReadDouble(const std::string& text) {
  std::string_view digits = text;
  if (digits.starts_with('+')) digits.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

// Reads runs of digits and separators from the front of a text.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  bool Digits(std::size_t min, std::size_t max, int* value) {
    std::size_t length = 0;
    *value = 0;
    while (length < max && length < text_.size() &&
           std::isdigit(static_cast<unsigned char>(text_[length])) != 0) {
      *value = *value * 10 + (text_[length++] - '0');
    }
    text_.remove_prefix(length);
    return length >= min;
  }
  bool Skip(char c) {
    if (!text_.starts_with(c)) return false;
    text_.remove_prefix(1);
    return true;
  }
  [[nodiscard]] bool AtEnd() const { return text_.empty(); }
  [[nodiscard]] std::string_view rest() const { return text_; }
  void Drop(std::size_t count) { text_.remove_prefix(count); }

 private:
  std::string_view text_;
};

std::string TwoDigits(int value) {
  std::array<char, 8> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%02d", value % 100);
  return buffer.data();
}

std::optional<std::string> ReadDate(Reader& in) {
  int year = 0;
  int month = 0;
  int day = 0;
  if (!in.Digits(4, 4, &year) || !in.Skip('-') || !in.Digits(1, 2, &month) || !in.Skip('-') ||
      !in.Digits(1, 2, &day)) {
    return std::nullopt;
  }
  constexpr std::array kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (year < 1 || month < 1 || month > 12 || day < 1) return std::nullopt;
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  const int days = kDays.at(static_cast<std::size_t>(month - 1)) + (leap && month == 2 ? 1 : 0);
  if (day > days) return std::nullopt;
  return TwoDigits(year / 100) + TwoDigits(year) + "-" + TwoDigits(month) + "-" + TwoDigits(day);
}

// HH:MM[:SS[.ffffff]]; trailing zeros of the fraction are dropped.
std::optional<std::string> ReadTime(Reader& in) {
  int hour = 0;
  int minute = 0;
  int second = 0;
  if (!in.Digits(1, 2, &hour) || !in.Skip(':') || !in.Digits(2, 2, &minute)) return std::nullopt;
  if (in.Skip(':') && !in.Digits(2, 2, &second)) return std::nullopt;
  if (hour > 23 || minute > 59 || second > 59) return std::nullopt;
  std::string out = TwoDigits(hour) + ":" + TwoDigits(minute) + ":" + TwoDigits(second);
  if (!in.Skip('.')) return out;
  std::string fraction;
  while (!in.AtEnd() && std::isdigit(static_cast<unsigned char>(in.rest().front())) != 0) {
    fraction += in.rest().front();
    in.Drop(1);
  }
  if (fraction.size() > 6) return std::nullopt;  // the server rounds it
  while (fraction.ends_with('0')) fraction.pop_back();
  return fraction.empty() ? out : out + "." + fraction;
}

std::optional<std::string> CanonicalMoment(const std::string& text, TypeKind kind) {
  const std::string trimmed = Trim(text);
  Reader in(trimmed);
  if (kind == TypeKind::kTime) {
    std::optional<std::string> time = ReadTime(in);
    return in.AtEnd() ? time : std::nullopt;
  }
  std::optional<std::string> date = ReadDate(in);
  if (!date) return std::nullopt;
  std::optional<std::string> time = "00:00:00";
  if (in.Skip(' ') || in.Skip('T')) time = ReadTime(in);
  if (!time || !in.AtEnd()) return std::nullopt;
  return kind == TypeKind::kDate ? *date : *date + " " + *time;
}

std::optional<std::string> CanonicalUuid(const std::string& text) {
  std::string out = Trim(text);
  if (out.size() != 36) return std::nullopt;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto c = static_cast<unsigned char>(out[i]);
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? c != '-' : std::isxdigit(c) == 0) return std::nullopt;
    out[i] = static_cast<char>(std::tolower(c));
  }
  return out;
}

std::size_t CharCount(const std::string& text) {
  std::size_t count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1U : 0U;
  return count;
}

ExprPtr StringLiteral(std::string text, const Type& type) {
  if (type.kind == TypeKind::kChar) {
    while (text.ends_with(' ')) text.pop_back();  // blanks at the end do not count
  }
  if (type.length && CharCount(text) > static_cast<std::size_t>(*type.length)) {
    return MakeCast(MakeText(std::move(text)), type);
  }
  return MakeLiteral(std::move(text), type);
}

Status Malformed(const std::string& text, const Type& type) {
  return Status::InvalidArgument("bind: invalid input syntax for type " + type.name + ": \"" + text + "\"");
}

bool HasPrecision(const Type& type) { return type.name.find('(') != std::string::npos; }

Result<ExprPtr> NumberLiteral(const std::string& text, const Type& type) {
  std::string digits = Trim(text);
  if (!IsDecimal(digits)) return Malformed(text, type);
  if (type.kind == TypeKind::kNumeric) {
    if (HasPrecision(type)) return MakeCast(MakeLiteral(std::move(digits), MakeType(type.kind)), type);
    return MakeLiteral(std::move(digits), type);
  }
  const std::optional<double> value = ReadDouble(digits);
  if (!value || type.name == "real") return MakeCast(MakeText(text), type);  // out of range, or rounded
  return MakeLiteral(*value, type);
}

}  // namespace

Result<ExprPtr> TypedLiteral(const std::string& text, const Type& type, Dialect dialect) {
  switch (type.kind) {
    case TypeKind::kText:
    case TypeKind::kChar: return StringLiteral(text, type);
    case TypeKind::kBoolean: {
      const std::optional<bool> value = ReadBoolean(text);
      if (!value) return Malformed(text, type);
      return MakeBool(*value);
    }
    case TypeKind::kInteger: {
      const std::optional<std::int64_t> value = ReadInteger(text);
      if (!value) return Malformed(text, type);
      return MakeLiteral(*value, type);
    }
    case TypeKind::kNumeric:
    case TypeKind::kFloat: return NumberLiteral(text, type);
    case TypeKind::kDate:
    case TypeKind::kTime:
    case TypeKind::kTimestamp: {
      if (dialect == Dialect::kSqlite) return MakeText(text);  // moments are texts there
      std::optional<std::string> moment = CanonicalMoment(text, type.kind);
      if (!moment || HasPrecision(type)) return MakeCast(MakeText(text), type);
      return MakeLiteral(*std::move(moment), type);
    }
    case TypeKind::kUuid: {
      std::optional<std::string> uuid = CanonicalUuid(text);
      if (!uuid) return MakeCast(MakeText(text), type);
      return MakeLiteral(*std::move(uuid), type);
    }
    case TypeKind::kUnknown:
    case TypeKind::kInterval:
    case TypeKind::kBytes:
    case TypeKind::kJson: return MakeCast(MakeText(text), type);
  }
  return Malformed(text, type);
}

}  // namespace tacit::sql::bind

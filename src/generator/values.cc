#include "src/generator/values.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "src/generator/times.h"
#include "src/generator/words.h"
#include "src/sql/class_name.h"

namespace tacit::generator {
namespace {

using sql::TypeKind;

constexpr std::int64_t kFirstSecond = 1'420'070'400;  // 2015-01-01
constexpr std::int64_t kLastSecond = 1'735'603'200;   // 2024-12-31
constexpr std::size_t kMaxProse = 300;
constexpr int kMaxTries = 30;

std::string Word(Random& random) { return std::string(kWords[random.Skewed(kWords.size())]); }

std::string Base36(std::uint64_t number) {
  constexpr std::string_view kDigits = "0123456789abcdefghijklmnopqrstuvwxyz";
  std::string text;
  do {
    text.insert(text.begin(), kDigits[number % 36]);
    number /= 36;
  } while (number != 0);
  return text;
}

std::string Hex(Random& random, std::size_t size) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  while (text.size() < size) {
    for (std::uint64_t bits = random.Next(), i = 0; i < 16 && text.size() < size; ++i, bits >>= 4U) {
      text.push_back(kDigits[bits & 15U]);
    }
  }
  return text;
}

// The nearest whole number that a bound includes.
std::optional<std::int64_t> Whole(const std::optional<Value>& bound, bool up) {
  if (!bound) return std::nullopt;
  if (const auto* i = std::get_if<std::int64_t>(&*bound)) return *i;
  const auto* d = std::get_if<double>(&*bound);
  if (d == nullptr || std::fabs(*d) > 9e15) return std::nullopt;
  return static_cast<std::int64_t>(up ? std::ceil(*d) : std::floor(*d));
}
std::optional<double> Real(const std::optional<Value>& bound) {
  if (!bound) return std::nullopt;
  if (const auto* i = std::get_if<std::int64_t>(&*bound)) return static_cast<double>(*i);
  const auto* d = std::get_if<double>(&*bound);
  return d != nullptr ? std::optional(*d) : std::nullopt;
}
std::optional<std::int64_t> Seconds(const std::optional<Value>& bound) {
  const auto* text = bound ? std::get_if<std::string>(&*bound) : nullptr;
  return text != nullptr ? SecondsOf(*text) : std::nullopt;
}

// A default that is a plain constant: what most rows of a real table keep.
std::optional<Value> ConstantOf(const Column& column, TypeKind kind) {
  if (!column.default_sql) return std::nullopt;
  std::string text = *column.default_sql;
  if (const std::size_t cast = text.find("::"); cast != std::string::npos) text.resize(cast);
  const bool quoted = text.size() >= 2 && text.front() == '\'' && text.back() == '\'';
  if (quoted) text = text.substr(1, text.size() - 2);
  if (kind == TypeKind::kBoolean) {
    if (text == "true" || text == "TRUE" || text == "1" || text == "t") return true;
    if (text == "false" || text == "FALSE" || text == "0" || text == "f") return false;
    return std::nullopt;
  }
  if (kind == TypeKind::kInteger) {
    const bool number =
        !text.empty() && text.size() < 10 && text.find_first_not_of("0123456789") == std::string::npos;
    return number ? std::optional<Value>(std::int64_t{std::stoi(text)}) : std::nullopt;
  }
  if (sql::IsString(kind) && quoted && !text.empty() && text.find('\'') == std::string::npos) return text;
  return std::nullopt;
}

double NullShare(const std::string& name) {
  if (sql::EndsWithAny(name, {"deleted_at", "closed_on", "closed_at", "archived_at"})) return 0.7;
  if (sql::EndsWithAny(name, {"_id"})) return 0.3;
  return 0.12;
}

}  // namespace

ValueMaker::ValueMaker(const Column& column, ValueRule rule, bool unique)
    : name_(column.name), type_(sql::TypeFromName(column.type)), rule_(std::move(rule)), unique_(unique) {
  if (rule_.may_be_null) null_share_ = NullShare(name_);
  if (!unique_) default_ = ConstantOf(column, type_.kind);
  if (type_.length) rule_.max_length = std::min<std::int64_t>(rule_.max_length, *type_.length);
  if (sql::EndsWithAny(name_, {"mail", "email", "email_address"})) {
    style_ = Style::kEmail;
  } else if (sql::EndsWithAny(name_, {"hash", "token", "digest", "key", "salt", "password"})) {
    style_ = Style::kHex;
  } else if (sql::EndsWithAny(name_, {"url", "homepage", "link"})) {
    style_ = Style::kUrl;
  } else if (sql::EndsWithAny(name_, {"_count", "counter", "downloads", "views", "hits"})) {
    style_ = Style::kCount;
  } else if (name_.find("position") != std::string::npos || name_.find("sort") != std::string::npos) {
    style_ = Style::kPosition;
  } else if (sql::IsString(type_.kind) && rule_.max_length > 1000) {
    style_ = Style::kProse;
  } else if (type_.kind == TypeKind::kInteger) {
    style_ = Style::kMeasure;
  }
}

std::optional<Value> ValueMaker::Make(Random& random, const Place& place) const {
  if (rule_.may_be_null && random.Chance(null_share_)) return Value();
  Place tried = place;
  for (int tries = 0; tries < kMaxTries; ++tries, ++tried.attempt) {
    const bool keep_default = default_ && tried.attempt == 0 && random.Chance(0.6);
    const Value* given = keep_default ? &*default_ : DrawSought(random, tried);
    Value value = given != nullptr ? *given : Draw(random, tried);
    if (Obeys(value)) return value;
  }
  return rule_.may_be_null ? std::optional<Value>(Value()) : std::nullopt;
}

// Half of the rows have such a value; where none may have it twice, the first rows have them.
const Value* ValueMaker::DrawSought(Random& random, const Place& place) const {
  if (rule_.sought.empty() || place.attempt > 0) return nullptr;
  if (unique_) return place.row < rule_.sought.size() ? &rule_.sought[place.row] : nullptr;
  return random.Chance(0.5) ? &rule_.sought[random.Skewed(rule_.sought.size())] : nullptr;
}

std::size_t ValueMaker::Capacity() const {
  if (rule_.one_of) return rule_.one_of->size();
  if (type_.kind == TypeKind::kBoolean) return 2;
  if (type_.kind == TypeKind::kInteger || rule_.integer) {
    const auto low = Whole(rule_.min, true);
    const auto high = Whole(rule_.max, false);
    const auto span =
        low && high ? static_cast<std::uint64_t>(*high) - static_cast<std::uint64_t>(*low) : SIZE_MAX;
    return span < 1'000'000'000 ? static_cast<std::size_t>(span) + 1 : SIZE_MAX;
  }
  if (sql::IsString(type_.kind) && rule_.max_length < 6) {
    return static_cast<std::size_t>(std::pow(36, static_cast<double>(rule_.max_length)));
  }
  if (type_.kind == TypeKind::kDate) return 3'600;
  return SIZE_MAX;
}

Value ValueMaker::Draw(Random& random, const Place& place) const {
  if (rule_.one_of) {
    const std::size_t size = rule_.one_of->size();
    return (*rule_.one_of)[place.attempt < 3 ? random.Skewed(size) : random.Below(size)];
  }
  switch (type_.kind) {
    case TypeKind::kBoolean: return random.Chance(0.15);
    case TypeKind::kInteger: return DrawInteger(random, place);
    case TypeKind::kNumeric:
    case TypeKind::kFloat: return rule_.integer ? DrawInteger(random, place) : DrawNumber(random);
    case TypeKind::kDate:
    case TypeKind::kTime:
    case TypeKind::kTimestamp: return DrawTime(random, place);
    case TypeKind::kInterval: return std::to_string(1 + random.Below(90)) + " days";
    case TypeKind::kBytes: return Blob{Hex(random, 16)};
    case TypeKind::kUuid: {
      std::string uuid = Hex(random, 32);
      for (const std::size_t dash : {8U, 13U, 18U, 23U}) uuid.insert(dash, "-");
      return uuid;
    }
    case TypeKind::kJson: return "{\"" + Word(random) + "\": " + std::to_string(random.Below(100)) + "}";
    default: return DrawText(random, place);
  }
}

Value ValueMaker::DrawInteger(Random& random, const Place& place) const {
  const auto min = Whole(rule_.min, true);
  const auto max = Whole(rule_.max, false);
  const std::int64_t low = min.value_or(max ? std::min<std::int64_t>(0, *max) : (unique_ ? 1 : 0));
  const auto below = [](std::int64_t start, std::int64_t span) {
    return start > INT64_MAX - span ? INT64_MAX : start + span;
  };
  const std::int64_t wide = below(low, 2'000'000'000);
  if (unique_ && place.attempt == 0) {
    const std::int64_t number = below(low, static_cast<std::int64_t>(place.row));
    if (!max || number <= *max) return number;
  }
  if (place.attempt > 3) return random.Between(low, max.value_or(wide));
  switch (style_) {
    case Style::kCount: {
      const std::int64_t number = below(low, static_cast<std::int64_t>(random.Skewed(5'000)));
      return std::min(number, max.value_or(number));
    }
    case Style::kPosition: return random.Between(low, max.value_or(below(low, 20)));
    default: {
      const std::int64_t high = max.value_or(below(low, 100));
      const auto span = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low);
      if (span >= 1'000'000) return random.Between(low, high);
      return low + static_cast<std::int64_t>(random.Skewed(static_cast<std::size_t>(span) + 1));
    }
  }
}

Value ValueMaker::DrawNumber(Random& random) const {
  const double low = Real(rule_.min).value_or(0);
  const double high = Real(rule_.max).value_or(std::max(low, 0.0) + 1000);
  const double number = low + random.Unit() * (high - low);
  const double rounded = std::round(number * 100) / 100;
  return rounded >= low && rounded <= high ? rounded : number;
}

// Rows are written in the order of time, so a time grows with the row, give or take a day.
Value ValueMaker::DrawTime(Random& random, const Place& place) const {
  if (type_.kind == TypeKind::kTime) return TimeText(random.Between(0, 86'399));
  const std::int64_t first = Seconds(rule_.min).value_or(kFirstSecond);
  const std::int64_t last = std::max(first, Seconds(rule_.max).value_or(std::max(first, kLastSecond)));
  std::int64_t second = random.Between(first, last);
  if (type_.kind == TypeKind::kTimestamp && place.attempt == 0) {
    const double share = static_cast<double>(place.row) / static_cast<double>(place.rows);
    second = first + static_cast<std::int64_t>(share * static_cast<double>(last - first)) +
             random.Between(0, 86'400);
    if (name_.find("updated") != std::string::npos)
      second += static_cast<std::int64_t>(random.Skewed(90)) * 86'400;
    second = std::min(second, last);
  }
  return type_.kind == TypeKind::kDate ? DateText(second) : TimestampText(second);
}

std::string ValueMaker::DrawText(Random& random, const Place& place) const {
  if (rule_.format) return rule_.format->Sample(random, unique_ || place.attempt > 5);
  const std::string suffix = unique_ || place.attempt > 3
                                 ? Base36(place.row + static_cast<std::size_t>(place.attempt) * place.rows)
                                 : "";
  switch (style_) {
    case Style::kEmail: {
      const std::string domain = "@example.org";
      std::string user = Word(random) + "." + Word(random) + suffix;
      const auto room = rule_.max_length - static_cast<std::int64_t>(domain.size());
      if (room > static_cast<std::int64_t>(suffix.size())) {
        if (static_cast<std::int64_t>(user.size()) > room)
          user = user.substr(user.size() - static_cast<std::size_t>(room));
        return user + domain;
      }
      return Fitted(user, suffix, random);
    }
    case Style::kHex:
      return Fitted(Hex(random, static_cast<std::size_t>(std::min<std::int64_t>(40, rule_.max_length))), "",
                    random);
    case Style::kUrl:
      return Fitted("https://example.org/" + Word(random) + "/" + Word(random), suffix, random);
    default: break;
  }
  std::string text = Word(random);
  const std::size_t words = style_ == Style::kProse ? 5 + random.Below(40) : random.Below(5);
  for (std::size_t i = 0; i < words && text.size() < kMaxProse; ++i) text += " " + Word(random);
  return Fitted(std::move(text), suffix, random);
}

// Text within the length bounds that ends with the suffix, whatever must give way for it.
std::string ValueMaker::Fitted(std::string text, const std::string& suffix, Random& random) const {
  const auto most = static_cast<std::size_t>(std::min<std::int64_t>(rule_.max_length, 100'000));
  const std::size_t room = most > suffix.size() + 1 ? most - suffix.size() - (suffix.empty() ? 0 : 1) : 0;
  if (text.size() > room) text.resize(room);
  while (!text.empty() && text.back() == ' ') text.pop_back();
  if (!suffix.empty()) text += (text.empty() ? "" : " ") + suffix;
  if (text.size() > most) text = text.substr(text.size() - most);
  while (static_cast<std::int64_t>(text.size()) < rule_.min_length) text.insert(0, Hex(random, 1));
  return text;
}

bool ValueMaker::Obeys(const Value& value) const {
  if (rule_.one_of && std::ranges::find(*rule_.one_of, value) == rule_.one_of->end()) return false;
  if (std::find(rule_.none_of.begin(), rule_.none_of.end(), value) != rule_.none_of.end()) return false;
  const auto* text = std::get_if<std::string>(&value);
  if (rule_.not_blank && text != nullptr && text->find_first_not_of(" \t\n\v\f\r") == std::string::npos)
    return false;
  if (text != nullptr && sql::IsString(type_.kind)) {
    const auto size = std::count_if(text->begin(), text->end(),
                                    [](char c) { return (static_cast<unsigned char>(c) >> 6U) != 2U; });
    if (size < rule_.min_length || size > rule_.max_length) return false;
  }
  if (const auto low = Whole(rule_.min, true), high = Whole(rule_.max, false);
      std::holds_alternative<std::int64_t>(value)) {
    const auto number = std::get<std::int64_t>(value);
    if ((low && number < *low) || (high && number > *high)) return false;
  }
  if (const auto* number = std::get_if<double>(&value)) {
    if (*number < Real(rule_.min).value_or(*number) || *number > Real(rule_.max).value_or(*number))
      return false;
  }
  if (const auto* word = std::get_if<std::string>(&value); word != nullptr && !sql::IsString(type_.kind)) {
    const auto second = SecondsOf(*word);
    const auto low = Seconds(rule_.min);
    const auto high = Seconds(rule_.max);
    if (second && ((low && *second < *low) || (high && *second > *high))) return false;
  }
  return true;
}

}  // namespace tacit::generator

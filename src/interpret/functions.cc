// Immutable functions. What depends on a locale, a time zone or the letters outside ASCII halts the run.
#include "src/interpret/run.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <string_view>

#include "src/interpret/value_order.h"

namespace tacit::interpret {
namespace {

using Args = std::span<const Value>;

Value Refuse(Run& run, std::string_view why) {
  run.Halt(Stop::kRunTimeError, why);
  return {};
}

const std::string* Text(const Value& value, Run& run) {
  const auto* text = std::get_if<std::string>(&value);
  if (text == nullptr) {
    run.Halt(Stop::kRunTimeError, "a text function is given no text");
    return nullptr;
  }
  if (!std::ranges::all_of(*text, [](char c) { return static_cast<unsigned char>(c) < 0x80; })) {
    run.Halt(Stop::kIndeterminate, "a text function is given letters outside ASCII");
  }
  return text;
}

std::int64_t Whole(const Value& value, Run& run) {
  const auto* whole = std::get_if<std::int64_t>(&value);
  if (whole == nullptr) run.Halt(Stop::kRunTimeError, "a whole number is expected");
  return whole == nullptr ? 0 : *whole;
}

double Number(const Value& value, Run& run) {
  double number = 0;
  if (!AsNumber(value, &number)) run.Halt(Stop::kRunTimeError, "a number is expected");
  return number;
}

Value Lower(Args args, Run& run) {
  const std::string* text = Text(args[0], run);
  if (text == nullptr) return {};
  std::string result = *text;
  for (char& c : result) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return result;
}

Value Upper(Args args, Run& run) {
  const std::string* text = Text(args[0], run);
  if (text == nullptr) return {};
  std::string result = *text;
  for (char& c : result) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return result;
}

Value Length(Args args, Run& run) {
  const std::string* text = Text(args[0], run);
  return text == nullptr ? Value{} : Value(static_cast<std::int64_t>(text->size()));
}

Value Reverse(Args args, Run& run) {
  const std::string* text = Text(args[0], run);
  return text == nullptr ? Value{} : Value(std::string(text->rbegin(), text->rend()));
}

// Positions from `begin` (from 1, may lie before the text) on, as SQL counts them.
Value Part(const std::string& text, std::int64_t begin, std::int64_t count) {
  const auto size = static_cast<std::int64_t>(text.size());
  const std::int64_t end = std::clamp<std::int64_t>(begin - 1 + count, 0, size);
  const std::int64_t from = std::clamp<std::int64_t>(begin - 1, 0, size);
  if (end <= from) return std::string();
  return text.substr(static_cast<std::size_t>(from), static_cast<std::size_t>(end - from));
}

Value Substring(Args args, Run& run) {
  const std::string* text = Text(args[0], run);
  if (text == nullptr) return {};
  if (!std::holds_alternative<std::int64_t>(args[1])) return Refuse(run, "substring by a pattern");
  const std::int64_t begin = Whole(args[1], run);
  const std::int64_t count = args.size() > 2 ? Whole(args[2], run) : 1'000'000;
  if (count < 0) return Refuse(run, "a negative length of a substring");
  if (begin < 1) run.Halt(Stop::kIndeterminate, "a substring from before the first letter");
  return Part(*text, begin, count);
}

Value Left(Args args, Run& run) {
  const std::string* text = Text(args[0], run);
  const std::int64_t count = Whole(args[1], run);
  if (text == nullptr || count < 0) return Refuse(run, "left() of a negative length");
  return Part(*text, 1, count);
}

Value Right(Args args, Run& run) {
  const std::string* text = Text(args[0], run);
  const std::int64_t count = Whole(args[1], run);
  if (text == nullptr || count < 0) return Refuse(run, "right() of a negative length");
  const auto size = static_cast<std::int64_t>(text->size());
  return Part(*text, std::max<std::int64_t>(size - count, 0) + 1, count);
}

std::string TrimmedOf(const std::string& text, std::string_view letters, bool front, bool back) {
  std::size_t begin = front ? text.find_first_not_of(letters) : 0;
  if (begin == std::string::npos) return {};
  const std::size_t end = back ? text.find_last_not_of(letters) : text.size() - 1;
  return end == std::string::npos || text.empty() ? std::string() : text.substr(begin, end - begin + 1);
}

template <bool kFront, bool kBack>
Value Trim(Args args, Run& run) {
  const std::string* text = Text(args[0], run);
  const std::string* letters = args.size() > 1 ? Text(args[1], run) : nullptr;
  if (text == nullptr) return {};
  return TrimmedOf(*text, letters == nullptr ? std::string_view(" ") : std::string_view(*letters), kFront,
                   kBack);
}

Value Replace(Args args, Run& run) {
  const std::string* text = Text(args[0], run);
  const std::string* from = Text(args[1], run);
  const std::string* to = Text(args[2], run);
  if (text == nullptr || from == nullptr || to == nullptr) return {};
  if (from->empty()) return *text;
  std::string result;
  std::size_t at = 0;
  for (std::size_t found = text->find(*from); found != std::string::npos; found = text->find(*from, at)) {
    result.append(*text, at, found - at).append(*to);
    at = found + from->size();
  }
  return result.append(*text, at);
}

Value Position(Args args, Run& run) {
  const std::string* text = Text(args[0], run);
  const std::string* part = Text(args[1], run);
  if (text == nullptr || part == nullptr) return {};
  const auto found = text->find(*part);
  return found == std::string::npos ? std::int64_t{0} : static_cast<std::int64_t>(found) + 1;
}

Value Concat(Args args, Run& run) {
  std::string result;
  for (const Value& arg : args) {
    if (IsNull(arg)) continue;
    if (const auto* whole = std::get_if<std::int64_t>(&arg)) {
      result += std::to_string(*whole);
    } else if (const std::string* text = Text(arg, run)) {
      result += *text;
    }
  }
  return result;
}

Value Abs(Args args, Run& run) {
  if (const auto* whole = std::get_if<std::int64_t>(&args[0])) return *whole < 0 ? -*whole : *whole;
  return std::abs(Number(args[0], run));
}

double Ceil(double x) { return std::ceil(x); }
double Floor(double x) { return std::floor(x); }
double Trunc(double x) { return std::trunc(x); }
double Sqrt(double x) { return std::sqrt(x); }
double Exp(double x) { return std::exp(x); }
double Log(double x) { return std::log(x); }

template <double (*kOf)(double)>
Value Rounding(Args args, Run& run) {
  if (std::holds_alternative<std::int64_t>(args[0])) return args[0];
  return kOf(Number(args[0], run));
}

Value Round(Args args, Run& run) {
  const std::int64_t digits = args.size() > 1 ? Whole(args[1], run) : 0;
  if (std::holds_alternative<std::int64_t>(args[0]) && digits >= 0) return args[0];
  const double factor = std::pow(10.0, static_cast<double>(digits));
  const double scaled = Number(args[0], run) * factor;
  const double fraction = std::abs(scaled - std::trunc(scaled));
  if (std::abs(fraction - 0.5) < 1e-9) run.Halt(Stop::kIndeterminate, "a half is rounded");
  return std::round(scaled) / factor;
}

Value SignOf(Args args, Run& run) {
  const double number = Number(args[0], run);
  return static_cast<std::int64_t>(number > 0) - static_cast<std::int64_t>(number < 0);
}

template <double (*kOf)(double)>
Value Real(Args args, Run& run) {
  const double result = kOf(Number(args[0], run));
  return std::isfinite(result) ? Value(result) : Refuse(run, "outside the domain of a function");
}

Value Power(Args args, Run& run) {
  const double result = std::pow(Number(args[0], run), Number(args[1], run));
  return std::isfinite(result) ? Value(result) : Refuse(run, "outside the domain of a function");
}

Value Mod(Args args, Run& run) {
  const auto* left = std::get_if<std::int64_t>(&args[0]);
  const auto* right = std::get_if<std::int64_t>(&args[1]);
  if (Number(args[1], run) == 0) return Refuse(run, "division by zero");
  if (left != nullptr && right != nullptr) return *right == -1 ? std::int64_t{0} : *left % *right;
  return std::fmod(Number(args[0], run), Number(args[1], run));
}

Value NullIf(Args args, Run& run) {
  if (IsNull(args[0]) || IsNull(args[1])) return args[0];
  return run.AreEqual(args[0], args[1]) ? Value{} : args[0];
}

template <int kSign>
Value Extreme(Args args, Run& run) {
  Value best;
  for (const Value& arg : args) {
    if (IsNull(arg)) continue;
    if (IsNull(best) || run.OrderOf(arg, best) * kSign > 0) best = arg;
  }
  return best;
}

// Whole fields of a date or a timestamp.
Value DatePart(Args args, Run& run) {
  const std::string* field = Text(args[0], run);
  const std::string* moment = Text(args[1], run);
  std::int64_t days = 0;
  if (field == nullptr || moment == nullptr || !ParseDate(*moment, &days)) {
    return Refuse(run, "no date to take a part of");
  }
  const auto number = [&](std::size_t at, std::size_t count) {
    std::int64_t value = 0;
    for (std::size_t i = at; i < at + count && i < moment->size(); ++i)
      value = value * 10 + ((*moment)[i] - '0');
    return static_cast<double>(value);
  };
  if (*field == "year") return number(0, 4);
  if (*field == "month") return number(5, 2);
  if (*field == "day") return number(8, 2);
  if (*field == "quarter") return std::floor((number(5, 2) + 2) / 3);
  if (*field == "hour") return number(11, 2);
  if (*field == "minute") return number(14, 2);
  run.Halt(Stop::kIndeterminate, "a part of a date that is not modelled");
  return {};
}

template <char kField>
Value WholeField(Args args, Run& run) {
  const Value field = std::string(kField == 'y' ? "year" : kField == 'm' ? "month" : "day");
  const Value both[] = {field, args[0]};
  const Value part = DatePart(both, run);
  const auto* number = std::get_if<double>(&part);
  return number == nullptr ? part : Value(static_cast<std::int64_t>(*number));
}

Value Same(Args args, Run&) { return args[0]; }

Value DateOf(Args args, Run& run) {
  Value date = Typed(args[0], sql::TypeKind::kDate);
  return IsNull(date) ? Refuse(run, "no date") : date;
}

Value DateTrunc(Args args, Run& run) {
  const std::string* field = Text(args[0], run);
  const std::string* moment = Text(args[1], run);
  if (field == nullptr || moment == nullptr || moment->size() < 10) return Refuse(run, "no date to cut off");
  if (*field == "year") return moment->substr(0, 4) + "-01-01 00:00:00";
  if (*field == "month") return moment->substr(0, 7) + "-01 00:00:00";
  if (*field == "day") return moment->substr(0, 10) + " 00:00:00";
  run.Halt(Stop::kIndeterminate, "a part of a date that is not modelled");
  return {};
}

struct Entry {
  Function function;
  std::size_t min_args;
  std::size_t max_args;
  bool strict = true;
};

const std::map<std::string_view, Entry>& KnownFunctions() {
  static const std::map<std::string_view, Entry> table = {
      {"lower", {Lower, 1, 1}},
      {"upper", {Upper, 1, 1}},
      {"length", {Length, 1, 1}},
      {"char_length", {Length, 1, 1}},
      {"character_length", {Length, 1, 1}},
      {"octet_length", {Length, 1, 1}},
      {"reverse", {Reverse, 1, 1}},
      {"substring", {Substring, 2, 3}},
      {"substr", {Substring, 2, 3}},
      {"left", {Left, 2, 2}},
      {"right", {Right, 2, 2}},
      {"btrim", {Trim<true, true>, 1, 2}},
      {"trim", {Trim<true, true>, 1, 2}},
      {"ltrim", {Trim<true, false>, 1, 2}},
      {"rtrim", {Trim<false, true>, 1, 2}},
      {"replace", {Replace, 3, 3}},
      {"strpos", {Position, 2, 2}},
      {"position", {Position, 2, 2}},
      {"concat", {Concat, 1, 64, false}},
      {"abs", {Abs, 1, 1}},
      {"ceil", {Rounding<Ceil>, 1, 1}},
      {"ceiling", {Rounding<Ceil>, 1, 1}},
      {"floor", {Rounding<Floor>, 1, 1}},
      {"trunc", {Rounding<Trunc>, 1, 1}},
      {"round", {Round, 1, 2}},
      {"sign", {SignOf, 1, 1}},
      {"sqrt", {Real<Sqrt>, 1, 1}},
      {"exp", {Real<Exp>, 1, 1}},
      {"ln", {Real<Log>, 1, 1}},
      {"power", {Power, 2, 2}},
      {"pow", {Power, 2, 2}},
      {"mod", {Mod, 2, 2}},
      {"nullif", {NullIf, 2, 2, false}},
      {"greatest", {Extreme<1>, 1, 64, false}},
      {"least", {Extreme<-1>, 1, 64, false}},
      {"extract", {DatePart, 2, 2}},
      {"date_part", {DatePart, 2, 2}},
      {"date_trunc", {DateTrunc, 2, 2}},
      {"year", {WholeField<'y'>, 1, 1}},
      {"month", {WholeField<'m'>, 1, 1}},
      {"day", {WholeField<'d'>, 1, 1}},
      {"dayofmonth", {WholeField<'d'>, 1, 1}},
      {"positive", {Same, 1, 1}},
      {"date", {DateOf, 1, 1}},
  };
  return table;
}

}  // namespace

Function FindFunction(std::string_view name, std::size_t arguments, bool* strict) {
  const auto found = KnownFunctions().find(name);
  if (found == KnownFunctions().end()) return nullptr;
  const Entry& entry = found->second;
  if (arguments < entry.min_args || arguments > entry.max_args) return nullptr;
  *strict = entry.strict;
  return entry.function;
}

}  // namespace tacit::interpret

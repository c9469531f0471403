// Operators of numbers, dates and texts, and LIKE.
#include <cmath>
#include <limits>
#include <string>
#include <string_view>

#include "src/interpret/run.h"
#include "src/interpret/value_order.h"

namespace tacit::interpret {
namespace {

using sql::TypeKind;

Value DivideByZero(Run& run) {
  if (run.dialect() == Dialect::kPostgresql) run.Halt(Stop::kRunTimeError, "division by zero");
  return {};
}

// PostgreSQL's integer holds 32 bits, its bigint 64; the algebra does not tell them apart.
Value Checked(std::int64_t result, bool overflow, std::int64_t left, std::int64_t right, Run& run) {
  const auto fits = [](std::int64_t v) {
    return v >= std::numeric_limits<std::int32_t>::min() && v <= std::numeric_limits<std::int32_t>::max();
  };
  if (overflow) run.Halt(Stop::kRunTimeError, "a whole number is out of range");
  if (fits(left) && fits(right) && !fits(result)) {
    run.Halt(Stop::kIndeterminate, "a result is too large for a 32-bit integer");
  }
  return result;
}

Value OfIntegers(char op, std::int64_t left, std::int64_t right, Run& run) {
  std::int64_t result = 0;
  switch (op) {
    case '+': {
      const bool overflow = __builtin_add_overflow(left, right, &result);
      return Checked(result, overflow, left, right, run);
    }
    case '-': {
      const bool overflow = __builtin_sub_overflow(left, right, &result);
      return Checked(result, overflow, left, right, run);
    }
    case '*': {
      const bool overflow = __builtin_mul_overflow(left, right, &result);
      return Checked(result, overflow, left, right, run);
    }
    default: break;
  }
  if (right == 0) return DivideByZero(run);
  if (op == '/' && run.dialect() == Dialect::kMysql) {
    return static_cast<double>(left) / static_cast<double>(right);
  }
  if (right == -1) return op == '/' ? OfIntegers('-', 0, left, run) : std::int64_t{0};
  return op == '/' ? left / right : left % right;
}

Value OfDoubles(char op, double left, double right, Run& run) {
  double result = 0;
  switch (op) {
    case '+': result = left + right; break;
    case '-': result = left - right; break;
    case '*': result = left * right; break;
    default:
      if (right == 0) return DivideByZero(run);
      result = op == '/' ? left / right : std::fmod(left, right);
  }
  if (!std::isfinite(result)) run.Halt(Stop::kRunTimeError, "a number is out of range");
  return result;
}

Value OfDates(char op, const Value& left, const Value& right, Run& run) {
  std::int64_t a = 0;
  std::int64_t b = 0;
  const auto* date = std::get_if<std::string>(&left);
  const auto* days = std::get_if<std::int64_t>(&right);
  const auto* other = std::get_if<std::string>(&right);
  if (date == nullptr || !ParseDate(*date, &a)) {
    run.Halt(Stop::kRunTimeError, "a date is expected");
    return {};
  }
  if (other != nullptr && ParseDate(*other, &b)) return a - b;
  if (days == nullptr || *days > 1'000'000 || *days < -1'000'000) {
    run.Halt(Stop::kRunTimeError, "a count of days is expected");
    return {};
  }
  return FormatDate(op == '+' ? a + *days : a - *days);
}

std::string AsText(const Value& value, Run& run) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return std::to_string(*whole);
  run.Halt(Stop::kIndeterminate, "a value that is no text is joined to one");
  return {};
}

// `pattern` from `p` on against `text` from `t` on; steps are bounded by the product of the lengths.
bool Matches(std::string_view text, std::string_view pattern, char escape, Run& run) {
  std::size_t t = 0;
  std::size_t p = 0;
  std::size_t star = std::string_view::npos;
  std::size_t star_text = 0;
  while (true) {
    bool step = false;
    if (p < pattern.size() && pattern[p] == '%') {
      star = ++p;
      star_text = t;
      continue;
    }
    if (p < pattern.size() && t < text.size()) {
      if (escape != '\0' && pattern[p] == escape) {
        if (p + 1 == pattern.size()) {
          run.Halt(Stop::kRunTimeError, "a LIKE pattern ends with its escape");
          return false;
        }
        step = pattern[p + 1] == text[t];
        if (step) ++p;
      } else {
        step = pattern[p] == '_' || pattern[p] == text[t];
      }
    }
    if (step) {
      ++p;
      ++t;
    } else if (p == pattern.size() && t == text.size()) {
      return true;
    } else if (star != std::string_view::npos && star_text < text.size()) {
      p = star;
      t = ++star_text;
      run.CountStep();
      if (run.halted()) return false;
    } else {
      return false;
    }
  }
}

}  // namespace

bool KnowsArithmetic(const sql::Expr& e) {
  if (e.name == "||") {
    return e.args.size() == 2;
  }
  if (e.name.size() != 1 || std::string_view("+-*/%").find(e.name[0]) == std::string_view::npos) return false;
  for (const sql::ExprPtr& arg : e.args) {
    if (arg->type.kind == TypeKind::kInterval) return false;
  }
  if (e.args.size() == 1) return e.name == "-" || e.name == "+";
  const TypeKind left = e.args[0]->type.kind;
  const TypeKind right = e.args[1]->type.kind;
  if (left == TypeKind::kTimestamp || right == TypeKind::kTimestamp) return false;
  if (sql::IsMoment(left)) return e.name == "-" || (e.name == "+" && right == TypeKind::kInteger);
  return !sql::IsMoment(right);
}

Value Arithmetic(const sql::Expr& e, std::span<const Value> args, Run& run) {
  if (e.name == "||") return AsText(args[0], run) + AsText(args[1], run);
  const char op = e.name[0];
  const auto* left = std::get_if<std::int64_t>(&args[0]);
  double a = 0;
  double b = 0;
  if (args.size() == 1) {
    if (left != nullptr) return op == '-' ? OfIntegers('-', 0, *left, run) : args[0];
    if (!AsNumber(args[0], &a)) run.Halt(Stop::kRunTimeError, "a number is expected");
    return op == '-' ? -a : a;
  }
  if (e.args[0]->type.kind == TypeKind::kDate) return OfDates(op, args[0], args[1], run);
  const auto* right = std::get_if<std::int64_t>(&args[1]);
  if (left != nullptr && right != nullptr) {
    // A whole number may stand in a decimal's place, but it does not divide as an integer there.
    if (op != '/' || e.type.kind == TypeKind::kInteger || e.type.kind == TypeKind::kUnknown) {
      return OfIntegers(op, *left, *right, run);
    }
  }
  if (!AsNumber(args[0], &a) || !AsNumber(args[1], &b)) {
    run.Halt(Stop::kRunTimeError, "a number is expected");
    return {};
  }
  return OfDoubles(op, a, b, run);
}

bool Like(std::string_view text, std::string_view pattern, char escape, Run& run) {
  return Matches(text, pattern, escape, run);
}

}  // namespace tacit::interpret

// Aggregate functions over one group.
#include <algorithm>
#include <cmath>
#include <map>
#include <string_view>

#include "src/interpret/run.h"
#include "src/interpret/value_order.h"

namespace tacit::interpret {
namespace {

using Values = std::vector<Value>;
using Fold = Value (*)(const Values& values, Run& run);  // over values that are not NULL, in no order

double NumberIn(const Value& value, Run& run) {
  double number = 0;
  if (!AsNumber(value, &number))
    run.Halt(Stop::kRunTimeError, "an aggregate of numbers is given another value");
  return number;
}

Value Count(const Values& values, Run&) { return static_cast<std::int64_t>(values.size()); }

Value Sum(const Values& values, Run& run) {
  if (values.empty()) return {};
  std::int64_t whole = 0;
  double sum = 0;
  bool all_whole = true;
  for (const Value& value : values) {
    sum += NumberIn(value, run);
    const auto* integer = std::get_if<std::int64_t>(&value);
    all_whole = all_whole && integer != nullptr;
    if (all_whole && __builtin_add_overflow(whole, *integer, &whole)) {
      run.Halt(Stop::kRunTimeError, "a sum is out of range");
    }
  }
  return all_whole ? Value(whole) : Value(sum);
}

Value Average(const Values& values, Run& run) {
  if (values.empty()) return {};
  double sum = 0;
  for (const Value& value : values) sum += NumberIn(value, run);
  return sum / static_cast<double>(values.size());
}

template <int kSign>
Value Extreme(const Values& values, Run& run) {
  Value best;
  for (const Value& value : values) {
    if (IsNull(best) || run.OrderOf(value, best) * kSign > 0) best = value;
  }
  return best;
}

template <bool kDecisive>
Value Logic(const Values& values, Run& run) {
  if (values.empty()) return {};
  for (const Value& value : values) {
    const auto* truth = std::get_if<bool>(&value);
    if (truth == nullptr)
      run.Halt(Stop::kRunTimeError, "an aggregate of truth values is given another value");
    if (truth != nullptr && *truth == kDecisive) return kDecisive;
  }
  return !kDecisive;
}

template <bool kAnd>
Value Bits(const Values& values, Run& run) {
  if (values.empty()) return {};
  std::int64_t bits = kAnd ? -1 : 0;
  for (const Value& value : values) {
    const auto* whole = std::get_if<std::int64_t>(&value);
    if (whole == nullptr) {
      run.Halt(Stop::kRunTimeError, "an aggregate of bits is given another value");
      return {};
    }
    bits = kAnd ? bits & *whole : bits | *whole;
  }
  return bits;
}

// Sum of squared distances from the mean over n - kSample; its root where kRoot.
template <int kSample, bool kRoot>
Value Spread(const Values& values, Run& run) {
  if (values.size() <= static_cast<std::size_t>(kSample)) return {};
  double sum = 0;
  for (const Value& value : values) sum += NumberIn(value, run);
  const double mean = sum / static_cast<double>(values.size());
  double squares = 0;
  for (const Value& value : values) squares += std::pow(NumberIn(value, run) - mean, 2);
  const double variance = squares / static_cast<double>(values.size() - kSample);
  return kRoot ? std::sqrt(variance) : variance;
}

Value AnyValue(const Values& values, Run& run) {
  if (values.empty()) return {};
  for (const Value& value : values) {
    if (TotalOrder(value, values.front()) != 0) run.Halt(Stop::kIndeterminate, "any of several values");
  }
  return values.front();
}

Value SingleValue(const Values& values, Run& run) {
  if (values.size() > 1) run.Halt(Stop::kRunTimeError, "more than one value where one is allowed");
  return values.empty() ? Value{} : values.front();
}

const std::map<std::string_view, Fold>& Folds() {
  static const std::map<std::string_view, Fold> table = {
      {"count", Count},
      {"sum", Sum},
      {"avg", Average},
      {"min", Extreme<-1>},
      {"max", Extreme<1>},
      {"bool_and", Logic<false>},
      {"every", Logic<false>},
      {"bool_or", Logic<true>},
      {"bit_and", Bits<true>},
      {"bit_or", Bits<false>},
      {"stddev", Spread<1, true>},
      {"stddev_samp", Spread<1, true>},
      {"stddev_pop", Spread<0, true>},
      {"variance", Spread<1, false>},
      {"var_samp", Spread<1, false>},
      {"var_pop", Spread<0, false>},
      {"any_value", AnyValue},
      {"single_value", SingleValue},
  };
  return table;
}

}  // namespace

bool KnowsAggregate(std::string_view name, std::size_t arguments) {
  if (name == "count") return true;
  return arguments == 1 && Folds().contains(name);
}

Value Aggregate(const sql::Expr& aggregate, std::vector<Row> arguments, Run& run) {
  if (aggregate.distinct) {
    SortRows(&arguments);
    const auto same = [](const Row& a, const Row& b) { return TotalOrder(a, b) == 0; };
    arguments.erase(std::unique(arguments.begin(), arguments.end(), same), arguments.end());
  }
  if (aggregate.args.empty()) return static_cast<std::int64_t>(arguments.size());
  Values values;
  for (const Row& row : arguments) {
    if (std::ranges::none_of(row, IsNull)) values.push_back(row.front());
  }
  const auto found = Folds().find(aggregate.name);
  return found == Folds().end() ? Value{} : found->second(values, run);
}

}  // namespace tacit::interpret

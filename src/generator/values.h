// Values for one column that obey all its constraints on single values.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "src/generator/random.h"
#include "src/generator/regex.h"
#include "src/sql/type.h"
#include "tacit/schema.h"
#include "tacit/value.h"

namespace tacit::generator {

// What the constraints of a column leave of its type's values.
struct ValueRule {
  std::optional<std::vector<Value>> one_of;  // without NULL
  std::vector<Value> none_of;
  std::optional<Value> min;  // a number, or a time as text; included
  std::optional<Value> max;  // likewise
  bool integer = false;
  std::int64_t min_length = 0;
  std::int64_t max_length = INT64_MAX;
  std::optional<Regex> format;
  bool not_blank = false;
  bool may_be_null = true;
  std::vector<Value> sought;  // values that queries look for, most of them first; some may break the rule
};

// Where a value is made: which row of how many, and the how-manieth try for it. Later tries range wider.
struct Place {
  std::size_t row = 0;
  std::size_t rows = 1;
  int attempt = 0;
};

class ValueMaker {
 public:
  // `unique`: the column alone is a key; its values carry the row's number.
  ValueMaker(const Column& column, ValueRule rule, bool unique);

  // A value that obeys the rule; empty where 30 tries gave none.
  [[nodiscard]] std::optional<Value> Make(Random& random, const Place& place) const;

  // A value that is not NULL obeys the rule.
  [[nodiscard]] bool Obeys(const Value& value) const;
  [[nodiscard]] const ValueRule& rule() const { return rule_; }
  // How many different values there are, as far as that is small; SIZE_MAX otherwise.
  [[nodiscard]] std::size_t Capacity() const;

 private:
  enum class Style { kWords, kProse, kEmail, kHex, kUrl, kCount, kPosition, kMeasure };

  [[nodiscard]] Value Draw(Random& random, const Place& place) const;
  [[nodiscard]] const Value* DrawSought(Random& random, const Place& place) const;
  [[nodiscard]] Value DrawInteger(Random& random, const Place& place) const;
  [[nodiscard]] Value DrawNumber(Random& random) const;
  [[nodiscard]] Value DrawTime(Random& random, const Place& place) const;
  [[nodiscard]] std::string DrawText(Random& random, const Place& place) const;
  [[nodiscard]] std::string Fitted(std::string text, const std::string& suffix, Random& random) const;

  std::string name_;
  sql::Type type_;
  ValueRule rule_;
  Style style_ = Style::kWords;
  std::optional<Value> default_;
  bool unique_ = false;
  double null_share_ = 0;
};

}  // namespace tacit::generator

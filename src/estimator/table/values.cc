#include "src/estimator/table/values.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include "src/estimator/table/text_types.h"
#include "src/estimator/table/value_order.h"

namespace tacit::estimator {
namespace {

constexpr double kMicrosPerDay = 86'400e6;
constexpr std::int64_t kMostRows = std::int64_t{1} << 62;

// The alternative of Value that a type's values are.
bool IsOf(ColumnType type, const Value& value) {
  switch (type) {
    case ColumnType::kReal: return std::holds_alternative<double>(value);
    case ColumnType::kText: return std::holds_alternative<std::string>(value);
    case ColumnType::kBlob: return std::holds_alternative<Blob>(value);
    case ColumnType::kInteger:
    case ColumnType::kBoolean:
    case ColumnType::kDate:
    case ColumnType::kTimestamp: return std::holds_alternative<std::int64_t>(value);
  }
  return false;
}

std::string_view Trimmed(std::string_view text) {
  const auto space = [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; };
  while (!text.empty() && space(text.front())) text.remove_prefix(1);
  while (!text.empty() && space(text.back())) text.remove_suffix(1);
  return text;
}

template <typename Number>
std::string Written(Number number) {
  char text[32];
  const auto [end, error] = std::to_chars(text, text + sizeof(text), number);
  return error == std::errc() ? std::string(text, end) : std::string();
}

// "12.00" as "12": a double would round what it cannot hold.
std::string_view WithoutZeros(std::string_view text) {
  const std::size_t point = text.find('.');
  const bool whole = point != std::string_view::npos && point > 0 &&
                     text.find_first_not_of('0', point + 1) == std::string_view::npos;
  return whole ? text.substr(0, point) : text;
}

std::optional<Value> NumberIn(std::string_view text) {
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  if (const auto integer = ReadInteger(WithoutZeros(text))) return Value(*integer);
  if (const auto real = ReadReal(text)) return Value(*real);
  return std::nullopt;
}

std::optional<Value> ValueIn(ColumnType type, const std::string& literal) {
  const std::string_view text = Trimmed(literal);
  switch (type) {
    case ColumnType::kInteger:
    case ColumnType::kReal: return NumberIn(text);
    case ColumnType::kText: return Value(literal);
    case ColumnType::kBlob: return Value(Blob{literal});
    case ColumnType::kBoolean:
      if (const auto boolean = ReadBoolean(text)) return Value(std::int64_t{*boolean ? 1 : 0});
      return std::nullopt;
    case ColumnType::kDate:
      if (const auto date = ReadDate(text)) return Value(*date);
      if (const auto moment = ReadTimestamp(text)) return Value(static_cast<double>(*moment) / kMicrosPerDay);
      return std::nullopt;
    case ColumnType::kTimestamp:
      if (const auto moment = ReadTimestamp(text)) return Value(*moment);
      if (const auto date = ReadDate(text)) return Value(*date * static_cast<std::int64_t>(kMicrosPerDay));
      return std::nullopt;
  }
  return std::nullopt;
}

std::string Shown(const Value& literal) {
  if (const auto* text = std::get_if<std::string>(&literal)) {
    return "'" + (text->size() > 60 ? text->substr(0, 60) + "..." : *text) + "'";
  }
  if (const auto* integer = std::get_if<std::int64_t>(&literal)) return Written(*integer);
  if (const auto* real = std::get_if<double>(&literal)) return Written(*real);
  if (const auto* boolean = std::get_if<bool>(&literal)) return *boolean ? "true" : "false";
  return std::holds_alternative<Blob>(literal) ? "a blob" : "NULL";
}

}  // namespace

Result<ColumnValues> ColumnValues::Create(std::string name, ColumnType type, std::vector<Atom> atoms,
                                          std::int64_t null_rows) {
  const auto wrong = [&](const std::string& what) {
    return Status::InvalidArgument("column " + name + ": " + what);
  };
  if (null_rows < 0 || null_rows > kMostRows) return wrong("a number of NULLs that cannot be");
  ColumnValues values;
  values.below_.reserve(atoms.size() + 1);
  values.below_.push_back(0);
  for (std::size_t i = 0; i < atoms.size(); ++i) {
    const Atom& atom = atoms[i];
    if (!IsOf(type, atom.first) || !IsOf(type, atom.last))
      return wrong("a value of another type than its column's");
    if (i > 0 && Compare(atoms[i - 1].last, atom.first) >= 0) return wrong("values that do not rise");
    const auto within = Compare(atom.first, atom.last);
    if (within > 0 || (within == 0) != (atom.distinct == 1)) return wrong("a run whose ends are no run's");
    if (atom.distinct < 1 || atom.rows < atom.distinct ||
        atom.rows > kMostRows - null_rows - values.value_rows_) {
      return wrong("a number of rows that cannot be");
    }
    values.value_rows_ += atom.rows;
    values.distinct_ += atom.distinct;
    values.exact_ = values.exact_ && atom.distinct == 1;
    values.below_.push_back(values.value_rows_);
  }
  values.name_ = std::move(name);
  values.type_ = type;
  values.atoms_ = std::move(atoms);
  values.null_rows_ = null_rows;
  return values;
}

Result<Value> ColumnValues::Read(const Value& literal) const {
  std::optional<Value> value;
  if (const auto* text = std::get_if<std::string>(&literal)) {
    value = ValueIn(type_, *text);
  } else if (type_ == ColumnType::kText) {
    if (const auto* integer = std::get_if<std::int64_t>(&literal)) value = Written(*integer);
    if (const auto* real = std::get_if<double>(&literal)) value = Written(*real);
    if (const auto* boolean = std::get_if<bool>(&literal)) value = std::string(*boolean ? "true" : "false");
  } else if (const auto* boolean = std::get_if<bool>(&literal)) {
    if (type_ == ColumnType::kBoolean || type_ == ColumnType::kInteger)
      value = std::int64_t{*boolean ? 1 : 0};
  } else if (std::holds_alternative<Blob>(literal)) {
    if (type_ == ColumnType::kBlob) value = literal;
  } else if (type_ == ColumnType::kInteger || type_ == ColumnType::kReal || type_ == ColumnType::kBoolean) {
    if (!IsNull(literal)) value = literal;
  }
  if (value) return *value;
  return Status::InvalidArgument("column " + name_ + ": expected a value of its type (" +
                                 std::string(Name(type_)) + "), found " + Shown(literal));
}

ColumnValues::Range ColumnValues::Find(const Value& value) const {
  const auto after = std::partition_point(atoms_.begin(), atoms_.end(),
                                          [&](const Atom& atom) { return Compare(atom.last, value) < 0; });
  const auto place = static_cast<Position>(after - atoms_.begin());
  if (after == atoms_.end() || Compare(after->first, value) > 0) return {place, place};
  if (after->distinct == 1) return {place, place + 1};
  const double one = 1 / static_cast<double>(after->distinct);
  const auto* real = std::get_if<double>(&value);
  if (type_ != ColumnType::kReal && real != nullptr && std::floor(*real) != *real) {
    // Between two integers: above all that is below it.
    const Position end = place + Between(after->first, after->last, std::floor(*real)) * (1 - one) + one;
    return {end, end};
  }
  const Position begin = place + Between(after->first, after->last, value) * (1 - one);
  // No rounding leaves a part of the atom above its last value.
  return {begin, Compare(value, after->last) == 0 ? place + 1 : std::min(begin + one, place + 1)};
}

std::optional<std::uint32_t> ColumnValues::AtomOf(const Value& value) const {
  const auto after = std::partition_point(atoms_.begin(), atoms_.end(),
                                          [&](const Atom& atom) { return Compare(atom.last, value) < 0; });
  if (after == atoms_.end() || Compare(after->first, value) > 0) return std::nullopt;
  return static_cast<std::uint32_t>(after - atoms_.begin());
}

double ColumnValues::RowsBelow(Position position) const {
  if (!(position > 0)) return 0;
  if (position >= static_cast<Position>(atoms_.size())) return static_cast<double>(value_rows_);
  const auto atom = static_cast<std::size_t>(position);
  const double part = position - static_cast<Position>(atom);
  return static_cast<double>(below_[atom]) + part * static_cast<double>(atoms_[atom].rows);
}

}  // namespace tacit::estimator

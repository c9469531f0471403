#include "src/catalogue/check_form.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "src/sql/bind.h"
#include "src/sql/expr.h"

namespace tacit::catalogue {
namespace {

using sql::CompareOp;
using sql::ExprKind;
using sql::ExprPtr;
using sql::TypeKind;

// PostgreSQL spells a comparison of varchar as one of text: a cast that changes nothing.
ExprPtr WithoutCast(const ExprPtr& e) {
  const bool cast = e->kind == ExprKind::kCast && e->type.kind == TypeKind::kText && !e->type.length &&
                    e->args[0]->type.kind == TypeKind::kText;
  return cast ? WithoutCast(e->args[0]) : e;
}

std::optional<std::string> AsColumn(const ExprPtr& e, const Table& table) {
  const ExprPtr column = WithoutCast(e);
  if (column->kind != ExprKind::kColumn || column->column.rel != sql::kTableRow) return std::nullopt;
  return table.columns[static_cast<std::size_t>(column->column.index)].name;
}

// A decimal whose double is written the same way; others would be another number in a catalogue.
std::optional<Value> NumberOf(const std::string& text) {
  double number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  std::array<char, 64> written = {};
  const auto end = std::to_chars(written.data(), written.data() + written.size(), number).ptr;
  return std::string_view(written.data(), end) == text ? std::optional<Value>(number) : std::nullopt;
}

// A whole number under a cast to a type of numbers that takes it as it is: how PostgreSQL spells "price > 0"
// and "a > -1" of its columns' types ("(0)::numeric", "'-1'::integer").
std::optional<Value> AsCastNumber(const ExprPtr& e) {
  constexpr std::int64_t kExactInFloat = std::int64_t{1} << 53;
  const bool cast = e->kind == ExprKind::kCast && sql::IsNumber(e->type.kind) &&
                    e->type.name.find('(') == std::string::npos && e->args[0]->kind == ExprKind::kLiteral;
  if (!cast) return std::nullopt;
  const Value& value = e->args[0]->literal;
  std::int64_t number = 0;
  if (const auto* integer = std::get_if<std::int64_t>(&value)) {
    number = *integer;
  } else if (const auto* text = std::get_if<std::string>(&value)) {
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
    if (error != std::errc() || end != text->data() + text->size()) return std::nullopt;
  } else {
    return std::nullopt;
  }
  const bool exact = number < kExactInFloat && number > -kExactInFloat;
  return exact ? std::optional<Value>(number) : std::nullopt;
}

std::optional<Value> AsLiteral(const ExprPtr& e) {
  if (std::optional<Value> number = AsCastNumber(e)) return number;
  ExprPtr literal = e;
  const bool cast = literal->kind == ExprKind::kCast && !literal->type.length &&
                    literal->args[0]->kind == ExprKind::kLiteral &&
                    (literal->type.kind == TypeKind::kText || literal->type.kind == TypeKind::kDate ||
                     literal->type.kind == TypeKind::kTimestamp);
  if (cast) literal = literal->args[0];
  if (literal->kind != ExprKind::kLiteral || IsNull(literal->literal)) return std::nullopt;
  const auto* text = std::get_if<std::string>(&literal->literal);
  if (text != nullptr && sql::IsNumber(literal->type.kind)) return NumberOf(*text);
  return literal->literal;
}

// char_length(column)
std::optional<std::string> AsLength(const ExprPtr& e, const Table& table) {
  const bool call = e->kind == ExprKind::kCall && e->args.size() == 1 &&
                    (e->name == "char_length" || e->name == "length" || e->name == "character_length");
  if (!call || WithoutCast(e->args[0])->type.kind != TypeKind::kText) return std::nullopt;
  return AsColumn(e->args[0], table);
}

Constraint Make(ConstraintKind kind, const std::string& column, ConstraintDetail detail) {
  return {.kind = kind,
          .columns = {column},
          .detail = std::move(detail),
          .nulls = kind == ConstraintKind::kNotNull ? NullPolicy::kRejected : NullPolicy::kAllowed};
}

std::optional<Constraint> LengthForm(const std::string& column, CompareOp op, const Value& bound) {
  const auto* n = std::get_if<std::int64_t>(&bound);
  if (n == nullptr || *n < 0 || *n > INT32_MAX) return std::nullopt;
  LengthDetail length;
  switch (op) {
    case CompareOp::kEq: length = {.min = *n, .max = *n}; break;
    case CompareOp::kLt: length.max = *n - 1; break;
    case CompareOp::kLe: length.max = *n; break;
    case CompareOp::kGt: length.min = *n + 1; break;
    case CompareOp::kGe: length.min = *n; break;
    case CompareOp::kNe:
      if (*n != 0) return std::nullopt;
      length.min = 1;
      break;
  }
  return Make(ConstraintKind::kLength, column, length);
}

std::optional<Constraint> CompareForm(const std::string& column, TypeKind kind, CompareOp op,
                                      const Value& value) {
  if (op == CompareOp::kEq) return Make(ConstraintKind::kOneOf, column, ValuesDetail{{value}});
  if (op == CompareOp::kNe) return Make(ConstraintKind::kNoneOf, column, ValuesDetail{{value}});
  // The order of texts is the database's own; that of numbers and days is everybody's.
  if (!sql::IsNumber(kind) && kind != TypeKind::kDate && kind != TypeKind::kTimestamp) return std::nullopt;
  RangeDetail range;
  const bool lower = op == CompareOp::kGt || op == CompareOp::kGe;
  (lower ? range.min : range.max) = value;
  (lower ? range.min_exclusive : range.max_exclusive) = op == CompareOp::kGt || op == CompareOp::kLt;
  return Make(ConstraintKind::kRange, column, range);
}

std::optional<Constraint> ListForm(const sql::Expr& e, const Table& table) {
  const std::optional<std::string> column = AsColumn(e.args[0], table);
  ValuesDetail list;
  for (std::size_t i = 1; i < e.args.size(); ++i) {
    std::optional<Value> value = AsLiteral(e.args[i]);
    if (!value) return std::nullopt;
    list.values.push_back(*std::move(value));
  }
  if (!column) return std::nullopt;
  return Make(e.negated ? ConstraintKind::kNoneOf : ConstraintKind::kOneOf, *column, std::move(list));
}

// The constraint that a conjunct is; empty where it is no more than a check.
std::optional<Constraint> FormOf(const ExprPtr& e, const Table& table) {
  if (e->kind == ExprKind::kIsNull && e->negated) {
    const auto column = AsColumn(e->args[0], table);
    return column ? std::optional(Make(ConstraintKind::kNotNull, *column, {})) : std::nullopt;
  }
  if (e->kind == ExprKind::kInList) return ListForm(*e, table);
  if (e->kind != ExprKind::kCompare) return std::nullopt;
  for (const bool mirrored : {false, true}) {
    const ExprPtr& subject = e->args[mirrored ? 1 : 0];
    const std::optional<Value> value = AsLiteral(e->args[mirrored ? 0 : 1]);
    const CompareOp op = mirrored ? sql::Mirror(e->compare) : e->compare;
    if (!value) continue;
    if (const auto column = AsLength(subject, table)) return LengthForm(*column, op, *value);
    if (const auto column = AsColumn(subject, table))
      return CompareForm(*column, subject->type.kind, op, *value);
  }
  return std::nullopt;
}

// "x >= 0" and "x <= 9" are one range; likewise for lengths.
bool Joined(Constraint& into, const Constraint& more) {
  if (into.kind != more.kind || into.columns != more.columns) return false;
  auto* length = std::get_if<LengthDetail>(&into.detail);
  auto* range = std::get_if<RangeDetail>(&into.detail);
  if (length != nullptr) {
    const auto& other = std::get<LengthDetail>(more.detail);
    if ((length->min && other.min) || (length->max && other.max)) return false;
    if (other.min) length->min = other.min;
    if (other.max) length->max = other.max;
    return true;
  }
  if (range == nullptr) return false;
  const auto& other = std::get<RangeDetail>(more.detail);
  if ((range->min && other.min) || (range->max && other.max)) return false;
  if (other.min) {
    range->min = other.min;
    range->min_exclusive = other.min_exclusive;
  }
  if (other.max) {
    range->max = other.max;
    range->max_exclusive = other.max_exclusive;
  }
  return true;
}

Constraint AsCheck(const std::string& sql, const ExprPtr& bound, const Table& table) {
  Constraint check{.kind = ConstraintKind::kCheck, .detail = CheckDetail{.sql = sql}};
  if (bound == nullptr) return check;
  for (const sql::ColumnId id : sql::ColumnsOf(bound)) {
    check.columns.push_back(table.columns[static_cast<std::size_t>(id.index)].name);
  }
  return check;
}

}  // namespace

std::vector<Constraint> ConstraintsOfCheck(const std::string& sql, const Table& table) {
  const Result<ExprPtr> bound = sql::BindPredicate(sql, table, Dialect::kPostgresql);
  if (!bound.ok()) return {AsCheck(sql, nullptr, table)};
  std::vector<Constraint> found;
  for (const ExprPtr& conjunct : sql::Conjuncts(*bound)) {
    std::optional<Constraint> form = FormOf(conjunct, table);
    if (!form) return {AsCheck(sql, *bound, table)};
    const bool joined =
        std::any_of(found.begin(), found.end(), [&](Constraint& before) { return Joined(before, *form); });
    if (!joined) found.push_back(*std::move(form));
  }
  return found;
}

std::optional<std::string> ColumnOfLower(std::string_view sql, const Table& table) {
  const std::string predicate = "(" + std::string(sql) + ") IS NULL";
  const Result<ExprPtr> bound = sql::BindPredicate(predicate, table, Dialect::kPostgresql);
  if (!bound.ok() || (*bound)->kind != ExprKind::kIsNull) return std::nullopt;
  const ExprPtr& call = (*bound)->args[0];
  if (call->kind != ExprKind::kCall || call->name != "lower" || call->args.size() != 1) return std::nullopt;
  return AsColumn(call->args[0], table);
}

UniqueKey KeyOfIndex(const Index& index, const Table& table) {
  UniqueKey key{.name = index.name, .columns = {}, .expressions = {}, .where = index.where};
  for (const std::string& part : index.columns) {
    (table.ColumnOrdinal(part) >= 0 ? key.columns : key.expressions).push_back(part);
  }
  return key;
}

}  // namespace tacit::catalogue

#include "optimizer/advise/predicate.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "optimizer/advise/regex.h"
#include "src/base/status_macros.h"
#include "src/sql/bind.h"
#include "src/sql/name.h"
#include "src/sql/print.h"
#include "src/sql/token.h"
#include "src/sql/type.h"

namespace tacit::advise {
namespace {

using sql::TypeKind;

const Column* FindColumn(const Table& table, const std::string& name) {
  const int ordinal = table.ColumnOrdinal(name);
  return ordinal < 0 ? nullptr : &table.columns[static_cast<std::size_t>(ordinal)];
}

bool IsText(const Column& column) { return sql::IsString(sql::TypeFromName(column.type).kind); }

Status NoLiteral(const Column& column, std::string_view what) {
  return Status::NotSupported("no SQL form: " + std::string(what) + " beside column " + column.name +
                              " of type " + column.type);
}

Result<std::string> BooleanLiteral(bool value, const Column& column, TypeKind kind, Dialect dialect) {
  if (kind == TypeKind::kBoolean && dialect == Dialect::kPostgresql)
    return std::string(value ? "TRUE" : "FALSE");
  if (kind == TypeKind::kBoolean || kind == TypeKind::kInteger) return std::string(value ? "1" : "0");
  return NoLiteral(column, "a boolean");
}

Result<std::string> NumberLiteral(double value, const Column& column, TypeKind kind) {
  if (!sql::IsNumber(kind) || !std::isfinite(value)) return NoLiteral(column, "a number");
  std::array<char, 64> text = {};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  return std::string(text.data(), end);
}

Result<std::string> TextLiteral(const std::string& value, const Column& column, TypeKind kind) {
  if (sql::IsNumber(kind) || kind == TypeKind::kBoolean || kind == TypeKind::kBytes) {
    return NoLiteral(column, "a string");
  }
  if (value.find('\0') != std::string::npos) return NoLiteral(column, "a string with a zero byte");
  return sql::QuoteWith(value, '\'');
}

Result<std::string> LengthPredicate(const LengthDetail& length, const Column& column, Dialect dialect) {
  if (!IsText(column)) return NoLiteral(column, "a length");
  const std::string size =
      (dialect == Dialect::kSqlite ? "length(" : "char_length(") + sql::SqlName(column.name, dialect) + ")";
  if (length.min && length.max && *length.min == *length.max)
    return size + " = " + std::to_string(*length.min);
  if (length.min && length.max) {
    return size + " BETWEEN " + std::to_string(*length.min) + " AND " + std::to_string(*length.max);
  }
  if (length.min) return size + " >= " + std::to_string(*length.min);
  if (length.max) return size + " <= " + std::to_string(*length.max);
  return std::string("TRUE");
}

Result<std::string> RangePredicate(const RangeDetail& range, const Column& column, Dialect dialect) {
  const TypeKind kind = sql::TypeFromName(column.type).kind;
  const std::string name = sql::SqlName(column.name, dialect);
  std::string predicate;
  const auto add = [&](const std::string& conjunct) {
    predicate += (predicate.empty() ? "" : " AND ") + conjunct;
  };
  if (range.min) {
    TACIT_ASSIGN_OR_RETURN(const std::string bound, Literal(*range.min, column, dialect));
    add(name + (range.min_exclusive ? " > " : " >= ") + bound);
  }
  if (range.max) {
    TACIT_ASSIGN_OR_RETURN(const std::string bound, Literal(*range.max, column, dialect));
    add(name + (range.max_exclusive ? " < " : " <= ") + bound);
  }
  // SQLite keeps a fraction even in a column that is declared integer.
  if (range.integer && (kind != TypeKind::kInteger || dialect == Dialect::kSqlite)) {
    if (!sql::IsNumber(kind)) return NoLiteral(column, "whole numbers");
    add(dialect == Dialect::kSqlite ? name + " = CAST(" + name + " AS INTEGER)"
                                    : name + " = trunc(" + name + ")");
  }
  return predicate.empty() ? std::string("TRUE") : predicate;
}

Result<std::string> ListPredicate(const ValuesDetail& list, const Column& column, bool one_of,
                                  Dialect dialect) {
  std::string values;
  for (const Value& value : list.values) {
    if (IsNull(value)) continue;
    TACIT_ASSIGN_OR_RETURN(const std::string literal, Literal(value, column, dialect));
    values += (values.empty() ? "" : ", ") + literal;
  }
  const std::string name = sql::SqlName(column.name, dialect);
  if (values.empty()) return one_of ? name + " IS NULL" : std::string("TRUE");
  return name + (one_of ? " IN (" : " NOT IN (") + values + ")";
}

Result<std::string> FormatPredicate(const FormatDetail& format, const Column& column, Dialect dialect) {
  if (dialect != Dialect::kPostgresql) {
    return Status::NotSupported("no SQL form: " + std::string(DialectName(dialect)) +
                                " has no regular expressions of its own");
  }
  if (sql::TypeFromName(column.type).kind != TypeKind::kText)
    return NoLiteral(column, "a regular expression");
  TACIT_ASSIGN_OR_RETURN(const std::string regex, PostgresRegex(format.regex, format.dialect));
  return sql::SqlName(column.name, dialect) + " ~ " + sql::QuoteWith(regex, '\'');
}

Result<std::string> ValuePredicate(const Constraint& constraint, const Column& column, Dialect dialect) {
  switch (constraint.kind) {
    case ConstraintKind::kLength:
      return LengthPredicate(std::get<LengthDetail>(constraint.detail), column, dialect);
    case ConstraintKind::kRange:
      return RangePredicate(std::get<RangeDetail>(constraint.detail), column, dialect);
    case ConstraintKind::kOneOf:
    case ConstraintKind::kNoneOf:
      return ListPredicate(std::get<ValuesDetail>(constraint.detail), column,
                           constraint.kind == ConstraintKind::kOneOf, dialect);
    default: return FormatPredicate(std::get<FormatDetail>(constraint.detail), column, dialect);
  }
}

bool ListsNull(const Constraint& constraint) {
  const auto* list = std::get_if<ValuesDetail>(&constraint.detail);
  return list != nullptr && constraint.kind == ConstraintKind::kOneOf &&
         std::any_of(list->values.begin(), list->values.end(), tacit::IsNull);
}

}  // namespace

Result<std::string> Literal(const Value& value, const Column& column, Dialect dialect) {
  const TypeKind kind = sql::TypeFromName(column.type).kind;
  if (const auto* b = std::get_if<bool>(&value)) return BooleanLiteral(*b, column, kind, dialect);
  if (const auto* i = std::get_if<std::int64_t>(&value)) {
    if (kind == TypeKind::kBoolean && (*i == 0 || *i == 1))
      return BooleanLiteral(*i == 1, column, kind, dialect);
    if (!sql::IsNumber(kind)) return NoLiteral(column, "a number");
    return std::to_string(*i);
  }
  if (const auto* d = std::get_if<double>(&value)) return NumberLiteral(*d, column, kind);
  if (const auto* s = std::get_if<std::string>(&value)) return TextLiteral(*s, column, kind);
  return NoLiteral(column, "bytes or NULL");
}

Result<std::string> Respelled(const std::string& sql, const Table& table, Dialect dialect) {
  if (dialect == Dialect::kPostgresql) return sql;
  Result<sql::ExprPtr> bound = sql::BindPredicate(sql, table, Dialect::kPostgresql);
  if (!bound.ok()) return Status::NotSupported("no SQL form: " + bound.status().message());
  return sql::PrintPredicate(*bound, table, dialect);
}

Result<std::string> ConditionOf(const Constraint& constraint, const Table& table, Dialect dialect) {
  if (!constraint.condition) return std::string();
  if (constraint.condition->opaque) {
    return Status::NotSupported("no SQL form: it applies where " + constraint.condition->text);
  }
  return Respelled(constraint.condition->text, table, dialect);
}

std::string AllOf(const std::vector<std::string>& conjuncts) {
  std::string all;
  for (const std::string& conjunct : conjuncts) all += (all.empty() ? "" : " AND ") + conjunct;
  return all;
}

std::string IsBlank(const Column& column, Dialect dialect) {
  const std::string name = sql::SqlName(column.name, dialect);
  if (!IsText(column)) return name + " IS NULL";
  const std::string trimmed = dialect == Dialect::kSqlite ? "trim(" + name + ", char(9, 10, 11, 12, 13, 32))"
                                                          : "btrim(" + name + R"(, E' \t\n\v\f\r'))";
  return name + " IS NULL OR " + trimmed + " = ''";
}

Result<std::string> RowPredicate(const Constraint& constraint, const Table& table, Dialect dialect) {
  if (constraint.kind == ConstraintKind::kCheck) {
    return Respelled(std::get<CheckDetail>(constraint.detail).sql, table, dialect);
  }
  if (constraint.columns.size() != 1) {
    return Status::NotSupported("no SQL form: " + std::string(Name(constraint.kind)) +
                                " over several columns");
  }
  const Column* column = FindColumn(table, constraint.columns.front());
  if (column == nullptr) return Status::NotSupported("no such column: " + constraint.columns.front());
  const std::string not_null = sql::SqlName(column->name, dialect) + " IS NOT NULL";
  if (constraint.kind == ConstraintKind::kNotNull) return not_null;
  TACIT_ASSIGN_OR_RETURN(const std::string predicate, ValuePredicate(constraint, *column, dialect));
  if (constraint.nulls == NullPolicy::kBlankAllowed && IsText(*column)) {
    return IsBlank(*column, dialect) + " OR (" + predicate + ")";
  }
  if (constraint.nulls == NullPolicy::kRejected && !ListsNull(constraint))
    return not_null + " AND " + predicate;
  return predicate;
}

}  // namespace tacit::advise

#include "analyzer/django/formula.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "src/sql/name.h"
#include "src/sql/token.h"

namespace tacit::analyze::django {

namespace {

FormulaPtr Make(Formula formula) { return std::make_shared<const Formula>(std::move(formula)); }

// A conjunction, or by `kind` a disjunction: constants go, nested ones are joined.
FormulaPtr Joined(std::vector<FormulaPtr> parts, Formula::Kind kind) {
  const bool conjunction = kind == Formula::Kind::kAnd;
  const auto neutral = conjunction ? Formula::Kind::kTrue : Formula::Kind::kFalse;
  const auto absorbing = conjunction ? Formula::Kind::kFalse : Formula::Kind::kTrue;
  std::vector<FormulaPtr> flat;
  for (const FormulaPtr& part : parts) {
    if (part->kind == neutral) continue;
    if (part->kind == absorbing) return part;
    if (part->kind == kind) {
      flat.insert(flat.end(), part->parts.begin(), part->parts.end());
    } else {
      flat.push_back(part);
    }
  }
  // Each part once: x AND x is x.
  std::vector<FormulaPtr> once;
  for (const FormulaPtr& part : flat) {
    const bool seen = part->kind == Formula::Kind::kAtom &&
                      std::any_of(once.begin(), once.end(), [&](const FormulaPtr& other) {
                        return other->kind == Formula::Kind::kAtom && other->text == part->text;
                      });
    if (!seen) once.push_back(part);
  }
  if (once.empty()) return Constant(conjunction);
  if (once.size() == 1) return once[0];
  Formula joined;
  joined.kind = kind;
  joined.parts = std::move(once);
  return Make(std::move(joined));
}

void Collect(const FormulaPtr& formula, std::vector<std::string>& columns) {
  for (const std::string& column : formula->columns) {
    if (std::find(columns.begin(), columns.end(), column) == columns.end()) columns.push_back(column);
  }
  for (const FormulaPtr& part : formula->parts) Collect(part, columns);
}

}  // namespace

FormulaPtr Constant(bool truth) {
  Formula formula;
  formula.kind = truth ? Formula::Kind::kTrue : Formula::Kind::kFalse;
  return Make(std::move(formula));
}

FormulaPtr Atom(std::string text, std::string negated, std::vector<std::string> columns) {
  Formula formula;
  formula.kind = Formula::Kind::kAtom;
  formula.text = std::move(text);
  formula.negated = std::move(negated);
  formula.columns = std::move(columns);
  return Make(std::move(formula));
}

FormulaPtr Opaque(std::string source) {
  Formula formula;
  formula.kind = Formula::Kind::kOpaque;
  formula.text = std::move(source);
  return Make(std::move(formula));
}

FormulaPtr And(std::vector<FormulaPtr> parts) { return Joined(std::move(parts), Formula::Kind::kAnd); }
FormulaPtr Or(std::vector<FormulaPtr> parts) { return Joined(std::move(parts), Formula::Kind::kOr); }

FormulaPtr Not(const FormulaPtr& formula) {
  switch (formula->kind) {
    case Formula::Kind::kTrue: return Constant(false);
    case Formula::Kind::kFalse: return Constant(true);
    case Formula::Kind::kAtom: return Atom(formula->negated, formula->text, formula->columns);
    case Formula::Kind::kOpaque: return Opaque("not (" + formula->text + ")");
    case Formula::Kind::kAnd:
    case Formula::Kind::kOr: break;
  }
  std::vector<FormulaPtr> parts;
  for (const FormulaPtr& part : formula->parts) parts.push_back(Not(part));
  return formula->kind == Formula::Kind::kAnd ? Or(std::move(parts)) : And(std::move(parts));
}

bool HasOpaque(const FormulaPtr& formula) {
  return formula->kind == Formula::Kind::kOpaque ||
         std::any_of(formula->parts.begin(), formula->parts.end(), HasOpaque);
}

std::string Sql(const FormulaPtr& formula) {
  switch (formula->kind) {
    case Formula::Kind::kTrue: return "TRUE";
    case Formula::Kind::kFalse: return "FALSE";
    case Formula::Kind::kAtom:
    case Formula::Kind::kOpaque: return formula->text;
    case Formula::Kind::kAnd:
    case Formula::Kind::kOr: break;
  }
  const bool conjunction = formula->kind == Formula::Kind::kAnd;
  std::string sql;
  for (const FormulaPtr& part : formula->parts) {
    const bool brackets = part->kind == Formula::Kind::kAnd || part->kind == Formula::Kind::kOr;
    if (!sql.empty()) sql += conjunction ? " AND " : " OR ";
    sql += brackets ? "(" + Sql(part) + ")" : Sql(part);
  }
  return sql;
}

std::vector<std::string> ColumnsOf(const FormulaPtr& formula) {
  std::vector<std::string> columns;
  Collect(formula, columns);
  return columns;
}

FormulaPtr IsNullAtom(const std::string& column) {
  return Atom(Name(column) + " IS NULL", Name(column) + " IS NOT NULL", {column});
}

FormulaPtr CompareAtom(const std::string& column, std::string_view op, const std::string& right,
                       std::vector<std::string> columns) {
  const std::string left = Name(column);
  columns.insert(columns.begin(), column);
  return Atom(left + " " + std::string(op) + " " + right,
              left + " " + std::string(NegatedOperator(op)) + " " + right, std::move(columns));
}

std::string Name(std::string_view column) { return sql::SqlName(column, Dialect::kPostgresql); }

std::optional<std::string> Literal(const tacit::Value& value) {
  if (const bool* truth = std::get_if<bool>(&value)) return *truth ? "TRUE" : "FALSE";
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return std::to_string(*whole);
  if (const auto* text = std::get_if<std::string>(&value)) return TextLiteral(*text);
  const auto* real = std::get_if<double>(&value);
  if (real == nullptr || !std::isfinite(*real)) return std::nullopt;
  std::array<char, 40> digits{};
  for (int precision = 1; precision <= 17; ++precision) {
    std::snprintf(digits.data(), digits.size(), "%.*g", precision, *real);
    if (std::strtod(digits.data(), nullptr) == *real) break;
  }
  return std::string(digits.data());
}

std::string TextLiteral(std::string_view text) { return sql::QuoteWith(text, '\''); }

std::string_view NegatedOperator(std::string_view op) {
  if (op == "=") return "<>";
  if (op == "<>") return "=";
  if (op == "<") return ">=";
  if (op == "<=") return ">";
  if (op == ">") return "<=";
  return "<";
}

}  // namespace tacit::analyze::django

// Conditions over a row's columns as SQL, in negation normal form: parts that are not known stay visible.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tacit/value.h"

namespace tacit::analyze::django {

struct Formula;
using FormulaPtr = std::shared_ptr<const Formula>;

struct Formula {
  enum class Kind { kTrue, kFalse, kAtom, kAnd, kOr, kOpaque };
  Kind kind = Kind::kTrue;
  std::string text;     // kAtom: SQL; kOpaque: the source
  std::string negated;  // kAtom: SQL of its negation in three-valued logic
  std::vector<std::string> columns;
  std::vector<FormulaPtr> parts;
};

[[nodiscard]] FormulaPtr Constant(bool truth);
[[nodiscard]] FormulaPtr Atom(std::string text, std::string negated, std::vector<std::string> columns);
[[nodiscard]] FormulaPtr Opaque(std::string source);
[[nodiscard]] FormulaPtr And(std::vector<FormulaPtr> parts);
[[nodiscard]] FormulaPtr Or(std::vector<FormulaPtr> parts);
[[nodiscard]] FormulaPtr Not(const FormulaPtr& formula);

[[nodiscard]] bool HasOpaque(const FormulaPtr& formula);
// SQL of a formula without opaque parts.
[[nodiscard]] std::string Sql(const FormulaPtr& formula);
// Every column, in order of first mention.
[[nodiscard]] std::vector<std::string> ColumnsOf(const FormulaPtr& formula);

// "column op literal" and the like.
[[nodiscard]] FormulaPtr IsNullAtom(const std::string& column);
[[nodiscard]] FormulaPtr CompareAtom(const std::string& column, std::string_view op, const std::string& right,
                                     std::vector<std::string> columns);

// A name, quoted where SQL needs it.
[[nodiscard]] std::string Name(std::string_view column);
// A literal; nothing for NULL, blobs and what is not finite.
[[nodiscard]] std::optional<std::string> Literal(const Value& value);
[[nodiscard]] std::string TextLiteral(std::string_view text);
// "<" for ">=", and so on.
[[nodiscard]] std::string_view NegatedOperator(std::string_view op);

}  // namespace tacit::analyze::django

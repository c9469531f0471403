// What two constants are to each other, and terms as text.
#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "optimizer/prove/term.h"

namespace tacit::prove {
namespace {

using sql::TypeKind;

std::string_view TrimBlanks(std::string_view text) {
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

// Digits where `shape` has a 0, and its other characters where they stand.
bool HasShape(std::string_view text, std::string_view shape) {
  if (text.size() != shape.size()) return false;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (shape[i] == '0' ? !digit : text[i] != shape[i]) return false;
  }
  return true;
}

// Dates and timestamps written in full compare as their texts do.
bool BothInShape(std::string_view a, std::string_view b) {
  for (std::string_view shape : {"0000-00-00", "0000-00-00 00:00:00", "00:00:00"}) {
    if (HasShape(a, shape) && HasShape(b, shape)) return true;
  }
  return false;
}

bool IsDateOrTime(TypeKind kind) {
  return kind == TypeKind::kDate || kind == TypeKind::kTimestamp || kind == TypeKind::kTime;
}

ConstOrder OrderIf(bool less, bool same) {
  return same ? ConstOrder::kSame : less ? ConstOrder::kLess : ConstOrder::kGreater;
}

}  // namespace

// Kinds that the store knows of itself are not asked here.
TypeKind ComparedAs(const sql::Type& type) {
  static constexpr std::string_view kExact[] = {"",          "unknown",    "money",
                                                "inet",      "cidr",       "macaddr",
                                                "macaddr8",  "bit",        "varbit",
                                                "oid",       "pg_lsn",     "xid",
                                                "int4range", "int8range",  "daterange",
                                                "tsrange",   "tstzrange",  "integer[]",
                                                "bigint[]",  "smallint[]", "boolean[]",
                                                "uuid[]",    "date[]",     "timestamp[]",
                                                "text[]",    "varchar[]",  "character varying[]"};
  const bool exact = type.kind == TypeKind::kUnknown
                         ? std::ranges::find(kExact, type.name) != std::end(kExact)
                         : type.name != "timetz";
  return exact ? type.kind : TypeKind::kChar;
}

bool NumberOf(const Term& constant, double* number) {
  if (constant.kind != TermKind::kConst) return false;
  if (const auto* i = std::get_if<std::int64_t>(&constant.value)) {
    *number = static_cast<double>(*i);
  } else if (const auto* d = std::get_if<double>(&constant.value)) {
    *number = *d;
  } else if (const auto* s = std::get_if<std::string>(&constant.value);
             s != nullptr && sql::IsNumber(constant.type)) {
    char* end = nullptr;
    *number = std::strtod(s->c_str(), &end);
    if (s->empty() || *end != '\0') return false;
  } else {
    return false;
  }
  return std::isfinite(*number);
}

ConstOrder CompareConstants(const Term& a, const Term& b, bool distinct_text) {
  if (a.value == b.value) return ConstOrder::kSame;
  if (std::holds_alternative<bool>(a.value) && std::holds_alternative<bool>(b.value)) {
    return OrderIf(std::get<bool>(a.value) < std::get<bool>(b.value), false);
  }
  const auto* i = std::get_if<std::int64_t>(&a.value);
  const auto* j = std::get_if<std::int64_t>(&b.value);
  if (i != nullptr && j != nullptr) return OrderIf(*i < *j, *i == *j);
  double x = 0;
  double y = 0;
  if (NumberOf(a, &x) && NumberOf(b, &y)) {
    // Rounding keeps order, so doubles that differ stand for numbers that differ the same way.
    if (x != y) return OrderIf(x < y, false);
    return ConstOrder::kUnknown;
  }
  const auto* s = std::get_if<std::string>(&a.value);
  const auto* t = std::get_if<std::string>(&b.value);
  if (s == nullptr || t == nullptr) return ConstOrder::kUnknown;
  if (IsDateOrTime(a.type) || IsDateOrTime(b.type)) {
    return BothInShape(*s, *t) ? OrderIf(*s < *t, false) : ConstOrder::kUnknown;
  }
  const bool text = a.type == TypeKind::kText && b.type == TypeKind::kText;
  if (text && distinct_text && TrimBlanks(*s) != TrimBlanks(*t)) return ConstOrder::kDistinct;
  return ConstOrder::kUnknown;
}

std::string Store::Print(TermId t) const {
  const Term& node = term(t);
  const auto list = [&](std::string open) {
    for (std::size_t i = 0; i < node.args.size(); ++i) open += (i == 0 ? "" : ", ") + Print(node.args[i]);
    return open + ")";
  };
  switch (node.kind) {
    case TermKind::kNull: return "NULL";
    case TermKind::kConst:
      if (const auto* b = std::get_if<bool>(&node.value)) return *b ? "true" : "false";
      if (const auto* i = std::get_if<std::int64_t>(&node.value)) return std::to_string(*i);
      if (const auto* d = std::get_if<double>(&node.value)) return std::to_string(*d);
      if (const auto* s = std::get_if<std::string>(&node.value)) return "'" + *s + "'";
      return "blob";
    case TermKind::kColumn:
      return (node.var > 0 ? "x" + std::to_string(node.var) : "y" + std::to_string(-node.var)) + "." +
             std::to_string(node.ordinal);
    case TermKind::kParam: return "$" + std::to_string(node.ordinal);
    case TermKind::kApply: return list(std::string(node.name) + "(");
    case TermKind::kLinear: {
      std::string out = "(" + std::to_string(node.coefs[0]);
      for (std::size_t i = 0; i < node.args.size(); ++i) {
        out += " + " + std::to_string(node.coefs[i + 1]) + "*" + Print(node.args[i]);
      }
      return out + ")";
    }
    case TermKind::kIte:
      return "if(" + PrintFormula(node.cond) + ", " + Print(node.args[0]) + ", " + Print(node.args[1]) + ")";
    case TermKind::kFold: return std::string(node.name) + Print(bag(node.bag));
  }
  return "?";
}

std::string Store::PrintFormula(FormulaId f) const {
  const Formula& node = formula(f);
  const auto join = [&](std::string_view by) {
    std::string out = "(";
    for (std::size_t i = 0; i < node.args.size(); ++i) {
      if (i > 0) out += by;
      out += PrintFormula(node.args[i]);
    }
    return out + ")";
  };
  switch (node.kind) {
    case FormulaKind::kFalse: return "false";
    case FormulaKind::kTrue: return "true";
    case FormulaKind::kAnd: return join(" & ");
    case FormulaKind::kOr: return join(" | ");
    case FormulaKind::kNot: return "!" + PrintFormula(node.args[0]);
    case FormulaKind::kEq: return Print(node.left) + " = " + Print(node.right);
    case FormulaKind::kLess: return Print(node.left) + " < " + Print(node.right);
    case FormulaKind::kExists: return "exists" + Print(bag(node.bag));
  }
  return "?";
}

std::string Store::Print(const Block& block) const {
  std::string out = "{";
  for (std::size_t i = 0; i < block.outs.size(); ++i) out += (i == 0 ? "" : ", ") + Print(block.outs[i]);
  out += " |";
  for (const Decl& d : block.vars) {
    out += (d.var > 0 ? " x" + std::to_string(d.var) : " y" + std::to_string(-d.var)) + ":";
    out += d.source.IsSet() ? "set" : d.source.table;
    if (d.source.set >= 0) out += Print(bag(d.source.set));
  }
  if (block.cond != kTrueFormula) out += " where " + PrintFormula(block.cond);
  return out + "}";
}

std::string Store::Print(const Bag& bag) const {
  if (bag.empty()) return "{}";
  std::string out;
  for (std::size_t i = 0; i < bag.size(); ++i) out += (i == 0 ? "" : " + ") + Print(bag[i]);
  return out;
}

}  // namespace tacit::prove

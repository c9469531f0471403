#include "analyzer/typescript/patterns/symbol.h"

#include <algorithm>

namespace tacit::analyze::typescript {

namespace {

enum class TypeClass { kText, kNumber, kBoolean, kOther, kUnknown };

TypeClass ClassOf(std::string_view type) {
  const auto starts = [type](std::initializer_list<std::string_view> names) {
    return std::any_of(names.begin(), names.end(),
                       [type](std::string_view n) { return type.starts_with(n); });
  };
  if (type.empty()) return TypeClass::kUnknown;
  if (type.ends_with("[]")) return TypeClass::kOther;
  if (starts({"varchar", "text", "char", "citext", "character"})) return TypeClass::kText;
  if (starts({"int", "bigint", "smallint", "serial", "bigserial", "real", "double", "float"}))
    return TypeClass::kNumber;
  if (starts({"bool"})) return TypeClass::kBoolean;
  if (starts({"uuid", "date", "timestamp", "json", "time", "bytea"})) return TypeClass::kOther;
  return TypeClass::kUnknown;
}

std::string Flipped(std::string_view op) {
  if (op == "<") return ">";
  if (op == ">") return "<";
  if (op == "<=") return ">=";
  return op == ">=" ? "<=" : std::string(op);
}

// More than `bound` characters. A text of so many UTF-16 units may have half as many characters.
Predicate Longer(const Length& length, std::int64_t bound) {
  Reason above =
      SqlReason("char_length(" + length.of.sql + ") > " + std::to_string(bound), {length.of.property});
  above.kind = Reason::Kind::kTooLong;
  above.bound = bound;
  Reason below;
  const std::int64_t least = length.code_points || bound < 1 ? bound + 1 : (bound + 2) / 2;
  below = SqlReason("char_length(" + length.of.sql + ") < " + std::to_string(least), {length.of.property});
  if (length.null_is_zero && least > 0) below.sql = "coalesce(" + below.sql + ", TRUE)";
  below.kind = Reason::Kind::kTooShort;
  below.bound = least;
  below.null_is_short = length.null_is_zero;
  if (!length.of.plain) above.kind = below.kind = Reason::Kind::kSql;
  return {{above}, {below}};
}

}  // namespace

bool IsText(const Term& term) { return ClassOf(term.type) == TypeClass::kText; }

Symbol OnText(const Term& term, std::string_view method, const Symbol& argument) {
  Term changed = term;
  changed.plain = false;
  if (method == "toLowerCase") return changed.sql = "lower(" + term.sql + ")", changed;
  if (method == "toUpperCase") return changed.sql = "upper(" + term.sql + ")", changed;
  if (method == "trim") return changed.sql = "btrim(" + term.sql + ")", changed;
  const auto* value = std::get_if<Value>(&argument);
  if (method == "match" && value != nullptr && value->Is<Regex>() && term.plain)
    return Match(*value->As<Regex>(), term);
  return Opaque{};
}

// NULL is tested as the text "null": nothing is sure of it.
Symbol Match(const Regex& regex, const Term& term) {
  if (!regex.flags.empty()) return Opaque{};
  Predicate match;
  Reason found;
  found.kind = Reason::Kind::kMatch;
  found.regex = regex.source;
  found.properties = {term.property};
  match.sure.push_back(found);
  found.kind = Reason::Kind::kNoMatch;
  match.never.push_back(found);
  return match;
}

Symbol Included(const Value& list, const Term& term) {
  const auto values = ScalarList(list);
  if (!values || values->empty()) return Opaque{};
  std::string listed;
  for (const tacit::Value& value : *values) listed += (listed.empty() ? "" : ", ") + QuotedValue(value);
  Reason in = SqlReason(term.sql + " IN (" + listed + ")", {term.property});
  in.values = *values;
  Reason out = SqlReason(term.sql + " NOT IN (" + listed + ")", {term.property});
  out.values = *values;
  in.kind = Reason::Kind::kIn;
  out.kind = Reason::Kind::kNotIn;
  return Predicate{{in}, {out}};
}

Predicate Equal(const Symbol& a, const Symbol& b, bool strict) {
  const auto* term = std::get_if<Term>(&a);
  if (term == nullptr && std::holds_alternative<Term>(b)) return Equal(b, a, strict);
  const auto* p = std::get_if<Predicate>(&a);
  const auto* q = std::get_if<Predicate>(&b);
  if (p != nullptr && q != nullptr) return Or(And(*p, *q), And(Not(*p), Not(*q)));
  if (const auto* length = std::get_if<Length>(&a)) {
    const auto* number = std::get_if<Value>(&b);
    const auto n = number == nullptr ? std::nullopt : number->Integer();
    if (!n) return {};
    return And(Truth(Compare(*length, "<=", Value{static_cast<double>(*n)})),
               Truth(Compare(*length, ">=", Value{static_cast<double>(*n)})));
  }
  if (term == nullptr) return {};
  if (const auto* other = std::get_if<Term>(&b)) {
    return {{SqlReason(term->sql + " = " + other->sql, {term->property, other->property})},
            {SqlReason(term->sql + " <> " + other->sql, {term->property, other->property})}};
  }
  const auto* value = std::get_if<Value>(&b);
  if (value == nullptr) return {};
  if (value->Is<Null>() || value->Is<Undefined>()) {
    Reason null = SqlReason(term->sql + " IS NULL", {term->property});
    null.kind = Reason::Kind::kNull;
    const Reason filled = SqlReason(term->sql + " IS NOT NULL", {term->property});
    // What was never set is undefined, and becomes NULL too: only == sees both.
    return {strict ? std::vector<Reason>{} : std::vector{null}, {filled}};
  }
  const auto scalar = value->ToSql();
  if (!scalar || !strict) return {};
  const std::string text = QuotedValue(*scalar);
  return {{SqlReason(term->sql + " = " + text, {term->property})},
          {SqlReason(term->sql + " <> " + text, {term->property})}};
}

Symbol Compare(const Symbol& a, const std::string& op, const Symbol& b) {
  if (std::holds_alternative<Value>(a) && !std::holds_alternative<Value>(b))
    return Compare(b, Flipped(op), a);
  const auto* value = std::get_if<Value>(&b);
  const auto number = value == nullptr ? std::nullopt : value->Integer();
  if (const auto* length = std::get_if<Length>(&a)) {
    if (!number) return Opaque{};
    const bool above = op == ">" || op == ">=";
    Predicate predicate = Longer(*length, op == ">=" || op == "<" ? *number - 1 : *number);
    return above ? predicate : Not(std::move(predicate));
  }
  const auto* term = std::get_if<Term>(&a);
  if (term == nullptr) return Opaque{};
  const std::string against = op == "<" ? ">=" : op == ">" ? "<=" : op == "<=" ? ">" : "<";
  std::string right;
  std::vector<std::string> properties = {term->property};
  if (const auto* other = std::get_if<Term>(&b)) {
    if (ClassOf(other->type) == TypeClass::kText || ClassOf(term->type) == TypeClass::kText) return Opaque{};
    right = other->sql;
    properties.push_back(other->property);
  } else if (value != nullptr && value->Is<double>() && ClassOf(term->type) == TypeClass::kNumber) {
    right = QuotedValue(*value->ToSql());
  } else {
    return Opaque{};
  }
  return Predicate{{SqlReason(term->sql + " " + op + " " + right, properties)},
                   {SqlReason(term->sql + " " + against + " " + right, properties)}};
}

Predicate Truth(const Symbol& symbol) {
  if (const auto* predicate = std::get_if<Predicate>(&symbol)) return *predicate;
  if (const auto* value = std::get_if<Value>(&symbol)) {
    const auto truth = value->Truth();
    return truth ? Constant(*truth) : Predicate{};
  }
  const auto* term = std::get_if<Term>(&symbol);
  if (term == nullptr) return {};
  const std::vector<std::string> of = {term->property};
  const std::string& sql = term->sql;
  switch (ClassOf(term->type)) {
    case TypeClass::kText:
      return {{SqlReason(sql + " <> ''", of)}, {SqlReason(sql + " IS NULL OR " + sql + " = ''", of)}};
    case TypeClass::kNumber:
      return {{SqlReason(sql + " <> 0", of)}, {SqlReason(sql + " IS NULL OR " + sql + " = 0", of)}};
    case TypeClass::kBoolean: return {{SqlReason(sql, of)}, {SqlReason(sql + " IS NOT TRUE", of)}};
    case TypeClass::kOther: {
      Reason null = SqlReason(sql + " IS NULL", of);
      null.kind = Reason::Kind::kNull;
      return {{SqlReason(sql + " IS NOT NULL", of)}, {null}};
    }
    case TypeClass::kUnknown: {
      Reason null = SqlReason(sql + " IS NULL", of);
      null.kind = Reason::Kind::kNull;
      return {{}, {null}};
    }
  }
  return {};
}

}  // namespace tacit::analyze::typescript

#include "analyzer/django/q.h"

#include "analyzer/python/value.h"

namespace tacit::analyze::django {

namespace {

using python::CallOf;
using python::IsOneOf;
using python::Value;
using Family = FieldType::Family;

constexpr int kMaxQDepth = 60;

std::string_view OperatorOf(std::string_view lookup) {
  if (lookup == "gt") return ">";
  if (lookup == "gte") return ">=";
  if (lookup == "lt") return "<";
  if (lookup == "lte") return "<=";
  return "=";
}

// A pattern's text with what LIKE reads specially taken literally.
std::string LikeText(std::string_view text) {
  std::string escaped;
  for (char c : text) {
    if (c == '%' || c == '_' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

// A literal that suits the column, or another column: nothing otherwise.
std::optional<std::string> Operand(const Value& value, const Field& field, const ColumnNames& names,
                                   std::vector<std::string>& columns) {
  if (CalleeName(value) == "F" || CalleeName(value) == "Value") return ExpressionSql(value, names, columns);
  const auto plain = value.ToSql();
  if (!plain || IsNull(*plain)) return std::nullopt;
  const bool text = std::holds_alternative<std::string>(*plain);
  const bool truth = std::holds_alternative<bool>(*plain);
  if (field.Is(Family::kText) && !text)
    return value.Str() && !truth ? std::optional(TextLiteral(*value.Str())) : std::nullopt;
  const bool number = field.Is(Family::kInteger) || field.Is(Family::kNumber);
  if (number && (text || truth)) return std::nullopt;
  if (field.Is(Family::kBoolean) != truth && !field.relation()) return std::nullopt;
  return Literal(*plain);
}

FormulaPtr TextLookup(const Field& field, std::string_view lookup, const std::string& text) {
  const std::string column = Name(field.column);
  const bool any_case = lookup.starts_with('i');
  const std::string_view kind = any_case ? lookup.substr(1) : lookup;
  const std::string left = any_case ? "upper(" + column + ")" : column;
  const auto right = [&](const std::string& pattern) {
    return any_case ? "upper(" + TextLiteral(pattern) + ")" : TextLiteral(pattern);
  };
  if (kind == "exact") return Atom(left + " = " + right(text), left + " <> " + right(text), {field.column});
  if (kind == "regex") {
    const std::string op = any_case ? "~*" : "~";
    return Atom(column + " " + op + " " + TextLiteral(text), column + " !" + op + " " + TextLiteral(text),
                {field.column});
  }
  std::string pattern = LikeText(text);
  if (kind != "startswith") pattern.insert(0, "%");
  if (kind != "endswith") pattern += "%";
  return Atom(left + " LIKE " + right(pattern), left + " NOT LIKE " + right(pattern), {field.column});
}

FormulaPtr InLookup(const Field& field, const std::vector<Value>& items, const ColumnNames& names) {
  std::string list;
  for (const Value& item : items) {
    if (item.Is<python::None>()) continue;  // never equal
    std::vector<std::string> unused;
    const auto literal = CalleeName(item).empty() ? Operand(item, field, names, unused) : std::nullopt;
    if (!literal) return Opaque(field.name + " in a list that is not known");
    list += (list.empty() ? "" : ", ") + *literal;
  }
  if (list.empty()) return Constant(false);
  return Atom(Name(field.column) + " IN (" + list + ")", Name(field.column) + " NOT IN (" + list + ")",
              {field.column});
}

FormulaPtr Plain(const Field& field, std::string_view lookup, const Value& value, const ColumnNames& names) {
  const FormulaPtr opaque = Opaque(field.name + "__" + std::string(lookup));
  if (lookup == "exact" && value.Is<python::None>()) return IsNullAtom(field.column);
  if (lookup == "isnull") {
    const auto truth = value.Truth();
    if (!truth) return opaque;
    return *truth ? IsNullAtom(field.column) : Not(IsNullAtom(field.column));
  }
  if (lookup == "exact" && field.Is(Family::kBoolean) && value.Is<bool>()) {
    const FormulaPtr holds = Atom(Name(field.column), "NOT " + Name(field.column), {field.column});
    return *value.As<bool>() ? holds : Not(holds);
  }
  if (IsOneOf(lookup, {"exact", "gt", "gte", "lt", "lte"})) {
    std::vector<std::string> columns;
    const auto right = Operand(value, field, names, columns);
    return right ? CompareAtom(field.column, OperatorOf(lookup), *right, columns) : opaque;
  }
  const auto items = Items(value);
  if (lookup == "in") return items ? InLookup(field, *items, names) : opaque;
  if (lookup == "range") {
    if (!items || items->size() != 2) return opaque;
    return And({Plain(field, "gte", (*items)[0], names), Plain(field, "lte", (*items)[1], names)});
  }
  const bool of_text = IsOneOf(lookup, {"iexact", "contains", "icontains", "startswith", "istartswith",
                                        "endswith", "iendswith", "regex", "iregex"});
  const auto text = value.Text();
  if (of_text && text && field.Is(Family::kText)) return TextLookup(field, lookup, *text);
  return opaque;
}

FormulaPtr FormulaOf(const Value& q, const ColumnNames& names, bool negated, int depth) {
  const python::CallData* call = CallOf(q);
  const std::string_view callee = CalleeName(q);
  if (call == nullptr || depth > kMaxQDepth) return Opaque("a condition that is not known");
  if (callee == "operator.~") return Not(FormulaOf(call->positional[0], names, !negated, depth + 1));
  if (callee == "operator.&" || callee == "operator.|") {
    FormulaPtr left = FormulaOf(call->positional[0], names, negated, depth + 1);
    FormulaPtr right = FormulaOf(call->positional[1], names, negated, depth + 1);
    return callee == "operator.&" ? And({left, right}) : Or({left, right});
  }
  const std::string source = call->node == nullptr ? std::string(callee) : python::OneLine(call->node->text);
  if (callee != "Q" || call->open) return Opaque(source);
  bool any = false;
  bool inverted = false;
  std::vector<FormulaPtr> parts;
  for (const Value& inner : call->positional) {
    const auto* pair = inner.As<python::Sequence>();
    const auto name = pair != nullptr && pair->items.size() == 2 ? pair->items[0].Text() : std::nullopt;
    // Migrations write Q(("name", value)).
    parts.push_back(name ? LookupFormula(*name, pair->items[1], names, negated)
                         : FormulaOf(inner, names, negated, depth + 1));
  }
  for (const auto& [name, value] : call->keywords) {
    if (name == "_connector") any = value.Text() == "OR";
    if (name == "_negated") inverted = value.Truth() == true;
    if (!name.starts_with('_')) parts.push_back(LookupFormula(name, value, names, negated));
  }
  FormulaPtr all = any ? Or(std::move(parts)) : And(std::move(parts));
  return inverted ? Not(all) : all;
}

}  // namespace

std::string_view CalleeName(const Value& value) {
  const python::CallData* call = CallOf(value);
  if (call == nullptr) return "";
  if (const auto* external = call->callee.As<python::External>()) {
    const std::string_view path = external->path;
    return path.starts_with("operator.") ? path : python::LastPart(path);
  }
  if (const auto* unknown = call->callee.As<python::Unknown>()) return python::LastPart(unknown->text);
  return "";
}

ColumnNames NamesOf(const Model& model) {
  return {.field = [&model](std::string_view name) -> const Field* {
    const Field* field = model.ByAttribute(name);
    return field == nullptr || field->column.empty() ? nullptr : field;
  }};
}

FormulaPtr LookupFormula(std::string_view name, const Value& value, const ColumnNames& names, bool negated) {
  const std::string source = std::string(name) + " = ...";
  std::string_view lookup = "exact";
  const Field* field = names.field(name);
  const std::size_t between = name.rfind("__");
  if (field == nullptr && between != std::string_view::npos) {
    field = names.field(name.substr(0, between));
    lookup = name.substr(between + 2);
    // parent__id is parent_id.
    if (field != nullptr && field->relation() && (lookup == "id" || lookup == "pk")) lookup = "exact";
  }
  if (field == nullptr) return Opaque(source);
  FormulaPtr formula = Plain(*field, lookup, value, names);
  if (formula->kind == Formula::Kind::kOpaque) return Opaque(source);
  // Django leaves rows with NULL on the side that the negation keeps.
  const bool about_null = lookup == "isnull" || value.Is<python::None>();
  if (negated && !about_null && field->null) return And({formula, Not(IsNullAtom(field->column))});
  return formula;
}

FormulaPtr QFormula(const Value& q, const ColumnNames& names) { return FormulaOf(q, names, false, 0); }

std::optional<std::string> ExpressionSql(const Value& value, const ColumnNames& names,
                                         std::vector<std::string>& columns) {
  const auto column = [&](std::string_view name) -> std::optional<std::string> {
    const Field* field = names.field(name);
    if (field == nullptr) return std::nullopt;
    columns.push_back(field->column);
    return Name(field->column);
  };
  if (const auto text = value.Text()) return column(*text);
  const python::CallData* call = CallOf(value);
  if (call == nullptr || call->positional.empty()) return std::nullopt;
  const std::string_view callee = CalleeName(value);
  if (callee == "F") {
    const auto name = call->positional[0].Text();
    return name ? column(*name) : std::nullopt;
  }
  if (callee == "Value") {
    const auto plain = call->positional[0].ToSql();
    return plain ? Literal(*plain) : std::nullopt;
  }
  if (IsOneOf(callee, {"Lower", "Upper", "Length", "Trim"})) {
    const auto inner = ExpressionSql(call->positional[0], names, columns);
    if (!inner) return std::nullopt;
    return (callee == "Lower"    ? "lower("
            : callee == "Upper"  ? "upper("
            : callee == "Length" ? "char_length("
                                 : "btrim(") +
           *inner + ")";
  }
  if (IsOneOf(callee, {"operator.+", "operator.-", "operator.*"}) && call->positional.size() == 2) {
    const auto left = ExpressionSql(call->positional[0], names, columns);
    const auto number = call->positional[1].ToSql();
    const auto right = number && !call->positional[1].Text()
                           ? Literal(*number)
                           : ExpressionSql(call->positional[1], names, columns);
    if (!left || !right) return std::nullopt;
    return "(" + *left + " " + std::string(callee.substr(9)) + " " + *right + ")";
  }
  return std::nullopt;
}

}  // namespace tacit::analyze::django

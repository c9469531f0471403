#include "analyzer/rails/predicate.h"

#include <algorithm>

namespace tacit::analyze::rails {

namespace {

constexpr int kMaxSteps = 400;  // nodes, and methods followed

bool IsOneStatement(const syntax::Node& node) {
  return node.Is("body_statement") || node.Is("block_body") || node.Is("parenthesized_statements") ||
         node.Is("then");
}

// "a < b" as "b > a"
std::string Mirrored(const std::string& op) {
  static const std::map<std::string, std::string> kMirror = {
      {"<", ">"}, {">", "<"}, {"<=", ">="}, {">=", "<="}};
  auto found = kMirror.find(op);
  return found == kMirror.end() ? op : found->second;
}

// "a IS NULL" and "a IS NOT NULL"
bool NeverBoth(const std::string& a, const std::string& b) {
  constexpr std::string_view kIs = " IS ";
  const std::size_t at = a.rfind(kIs);
  if (at == std::string::npos || b.rfind(kIs) != at || a.substr(0, at) != b.substr(0, at)) return false;
  return (a.ends_with(" IS NULL") && b.ends_with(" IS NOT NULL")) ||
         (a.ends_with(" IS NOT NULL") && b.ends_with(" IS NULL"));
}

// What holds of two values that are there where `op` does not.
std::string Opposite(const std::string& op) {
  static const std::map<std::string, std::string> kOpposite = {{"<", ">="}, {">", "<="},  {"<=", ">"},
                                                               {">=", "<"}, {"==", "<>"}, {"!=", "="}};
  auto found = kOpposite.find(op);
  return found == kOpposite.end() ? "" : found->second;
}

}  // namespace

std::optional<std::string> Predicate::Of(const syntax::Node& node, bool want, Names names) {
  return Within(node, want, std::move(names));
}

std::optional<std::string> Predicate::OfProc(const ruby::Proc& proc, bool want) {
  const syntax::Node* code = proc.node;
  const syntax::Node* parameters = code->Field("parameters");
  const syntax::Node* body = code->Field("body");
  if (code->Is("lambda") && body != nullptr) body = body->Field("body");
  if (body == nullptr) return std::nullopt;
  Names names;
  names.frame = proc.frame;
  if (parameters != nullptr && !parameters->children.empty()) {
    names.records.insert(std::string(parameters->children.front()->text));
  }
  return Within(*body, want, std::move(names));
}

std::optional<std::string> Predicate::OfMethod(const std::string& name, bool want) {
  if (auto direct = Attribute(name, want)) return direct;
  const Code* method = reader_.InstanceMethod(view_.name(), name);
  const syntax::Node* body = method == nullptr ? nullptr : method->node->Field("body");
  if (body == nullptr || method->node->Field("parameters") != nullptr) return std::nullopt;
  Names names;
  names.frame = ruby::MakeFrame(method->file, method->nesting, {ruby::Constant{view_.name()}});
  return Within(*body, want, std::move(names));
}

Predicate::Sql Predicate::Within(const syntax::Node& body, bool want, Names names) {
  if (++depth_ > kMaxSteps) return std::nullopt;
  std::swap(names, names_);
  Sql sql = Eval(body, want);
  std::swap(names, names_);
  return sql;
}

const syntax::Node& Predicate::Resolved(const syntax::Node& node) const {
  auto alias = node.Is("identifier") ? names_.aliases.find(node.text) : names_.aliases.end();
  return alias == names_.aliases.end() ? node : *alias->second;
}

Predicate::Sql Predicate::Eval(const syntax::Node& written, bool want) {
  if (++depth_ > kMaxSteps) return std::nullopt;
  const syntax::Node& node = Resolved(written);
  if (IsOneStatement(node)) {
    return node.children.size() == 1 ? Eval(*node.children.front(), want) : std::nullopt;
  }
  if (node.Is("unary") && (node.op == "!" || node.op == "not")) {
    const syntax::Node* operand = node.Field("operand");
    return operand == nullptr ? std::nullopt : Eval(*operand, !want);
  }
  if (node.Is("binary")) return OfBinary(node, want);
  if (node.Is("identifier")) {
    auto column = names_.columns.find(node.text);
    if (column == names_.columns.end() && !names_.self_is_record) return std::nullopt;
    return column == names_.columns.end() ? OfMethod(std::string(node.text), want)
                                          : Truth(column->second, want);
  }
  if (node.Is("call")) return OfCall(node, want);
  return std::nullopt;
}

// Either of the two suffices.
Predicate::Sql Predicate::Either(Sql a, Sql b) {
  if (a && b) return "(" + *a + " OR " + *b + ")";
  if (!lenient_) return std::nullopt;
  exact_ = false;
  return a ? a : b;
}

Predicate::Sql Predicate::OfBinary(const syntax::Node& node, bool want) {
  const syntax::Node* left = node.Field("left");
  const syntax::Node* right = node.Field("right");
  if (left == nullptr || right == nullptr) return std::nullopt;
  const bool conjunction = node.op == "&&" || node.op == "and";
  if (conjunction || node.op == "||" || node.op == "or") {
    Sql a = Eval(*left, want);
    if (!a && !lenient_) return std::nullopt;
    Sql b = Eval(*right, want);
    if (conjunction != want) return Either(std::move(a), std::move(b));
    if (!a || !b) return std::nullopt;
    if (NeverBoth(*a, *b)) return std::nullopt;  // true of no row: a key that dangles
    return "(" + *a + " AND " + *b + ")";
  }
  if (node.op == "^" || node.op == "!=") {
    if (IsBoolean(*left) && IsBoolean(*right)) return OfDifference(*left, *right, want);
  } else if (node.op == "==" && IsBoolean(*left) && IsBoolean(*right)) {
    return OfDifference(*left, *right, !want);
  }
  return OfComparison(*left, std::string(node.op), *right, want);
}

// Whether the two predicates differ.
Predicate::Sql Predicate::OfDifference(const syntax::Node& left, const syntax::Node& right, bool want) {
  auto both = [](Sql a, Sql b) { return a && b ? Sql("(" + *a + " AND " + *b + ")") : std::nullopt; };
  Sql first = both(Eval(left, true), Eval(right, !want));
  Sql second = both(Eval(left, false), Eval(right, want));
  return Either(std::move(first), std::move(second));
}

// Whether Ruby gives true or false, and nothing else, for it.
bool Predicate::IsBoolean(const syntax::Node& written) const {
  const syntax::Node& node = Resolved(written);
  if (IsOneStatement(node)) return node.children.size() == 1 && IsBoolean(*node.children.front());
  if (node.Is("unary")) return node.op == "!" || node.op == "not";
  if (node.Is("binary")) {
    return ruby::IsOneOf(node.op, {"==", "!=", "<", ">", "<=", ">="}) ||
           (ruby::IsOneOf(node.op, {"&&", "||", "and", "or", "^"}) && node.Field("left") != nullptr &&
            node.Field("right") != nullptr && IsBoolean(*node.Field("left")) &&
            IsBoolean(*node.Field("right")));
  }
  const syntax::Node* method = node.Is("call") ? node.Field("method") : nullptr;
  return method != nullptr && ruby::IsOneOf(method->text, {"nil?", "present?", "blank?", "include?", "in?"});
}

Predicate::Sql Predicate::OfComparison(const syntax::Node& left, std::string op, const syntax::Node& right,
                                       bool want) {
  if (Sql count = CompareCount(left, op, right, want)) return count;
  std::string column = ColumnIn(left);
  const std::string other = ColumnIn(right);
  if (!column.empty() && !other.empty()) return CompareColumns(column, op, other, want);
  const syntax::Node* literal = &right;
  if (column.empty()) {
    column = other;
    literal = &left;
    op = Mirrored(op);
  }
  if (!column.empty()) return Compare(column, op, reader_.Eval(*literal, names_.frame), want);
  // x.to_s.strip == "": blank, and somewhat less than that
  const syntax::Node& text = Resolved(left);
  const syntax::Node* method = text.Field("method");
  const syntax::Node* receiver = text.Field("receiver");
  const auto empty = reader_.Eval(right, names_.frame);
  if (op != "==" || !want || method == nullptr || receiver == nullptr || empty.Name() != "")
    return std::nullopt;
  while (ruby::IsOneOf(method->text, {"strip", "squish"}) && receiver->Is("call") &&
         receiver->Field("method") != nullptr && receiver->Field("receiver") != nullptr) {
    method = receiver->Field("method");
    receiver = receiver->Field("receiver");
  }
  column = ColumnIn(*receiver);
  if (method->text != "to_s" || column.empty()) return std::nullopt;
  return ClassOfType(view_.FindColumn(column)->type) == TypeClass::kText ? Blank(column, true) : std::nullopt;
}

Predicate::Sql Predicate::CompareColumns(const std::string& a, const std::string& op, const std::string& b,
                                         bool want) {
  // Values of different types compare in Ruby as they do not in SQL; and text sorts by another order.
  const std::string& type = view_.FindColumn(a)->type;
  if (type != view_.FindColumn(b)->type || view_.FindEnum(a) != nullptr || view_.FindEnum(b) != nullptr) {
    return std::nullopt;
  }
  const std::string left = QuoteName(a);
  const std::string right = QuoteName(b);
  if (op == "==" || op == "!=") {
    if ((op == "==") == want) return left + " IS NOT DISTINCT FROM " + right;
    return left + " IS DISTINCT FROM " + right;
  }
  const std::string opposite = Opposite(op);
  if (opposite.empty() || ClassOfType(type) == TypeClass::kText || ClassOfType(type) == TypeClass::kBoolean) {
    return std::nullopt;
  }
  return left + " " + (want ? op : opposite) + " " + right;
}

// [a, b, c].compact.size == 1, [a, b].count(&:present?) > 1: how many of some columns are there.
Predicate::Sql Predicate::CompareCount(const syntax::Node& left, const std::string& op,
                                       const syntax::Node& right, bool want) {
  const syntax::Node& count = Resolved(left);
  const syntax::Node* method = count.Is("call") ? count.Field("method") : nullptr;
  const syntax::Node* list = method == nullptr ? nullptr : count.Field("receiver");
  const auto number = list == nullptr ? ruby::Value{} : reader_.Eval(right, names_.frame);
  const std::string opposite = Opposite(op);
  if (list == nullptr || !number.Is<std::int64_t>() || opposite.empty()) return std::nullopt;
  const syntax::Node* arguments = count.Field("arguments");
  std::string question = "nil?";
  if (ruby::IsOneOf(method->text, {"size", "length", "count"}) && arguments == nullptr) {
    const syntax::Node& kept = Resolved(*list);
    const syntax::Node* filter = kept.Is("call") ? kept.Field("method") : nullptr;
    if (filter == nullptr || !ruby::IsOneOf(filter->text, {"compact", "compact_blank"})) return std::nullopt;
    if (filter->text == "compact_blank") question = "blank?";
    list = kept.Field("receiver");
  } else if (method->text == "count" && arguments != nullptr && arguments->text == "(&:present?)") {
    question = "blank?";
  } else {
    return std::nullopt;
  }
  const syntax::Node* items = list == nullptr ? nullptr : &Resolved(*list);
  if (items == nullptr || !items->Is("array") || items->children.empty()) return std::nullopt;
  std::string sum;
  for (const syntax::Node* item : items->children) {
    const bool was_exact = exact_;
    Sql missing = Question(*item, question, true);
    if (!missing || !missing->ends_with(" IS NULL")) {  // a count needs to know both ways
      exact_ = was_exact;
      return std::nullopt;
    }
    sum += (sum.empty() ? "" : " + ") + ("CASE WHEN " + *missing + " THEN 0 ELSE 1 END");
  }
  const std::string sql_op = op == "==" ? "=" : op == "!=" ? "<>" : op;
  return "(" + sum + ") " + (want ? sql_op : opposite) + " " + std::to_string(*number.As<std::int64_t>());
}

Predicate::Sql Predicate::Compare(const std::string& column, const std::string& op,
                                  const ruby::Value& literal, bool want) {
  const std::string name = QuoteName(column);
  if (op == "==" || op == "!=") {
    const bool equal = (op == "==") == want;
    if (literal.Is<ruby::Nil>()) return name + (equal ? " IS NULL" : " IS NOT NULL");
    auto value = Literal(column, literal);
    if (!value) return std::nullopt;
    if (equal) return name + " = " + *value;
    return "(" + name + " <> " + *value + " OR " + name + " IS NULL)";
  }
  const std::string opposite = Opposite(op);
  if (opposite.empty() || !(literal.Is<std::int64_t>() || literal.Is<double>())) return std::nullopt;
  const TypeClass type = ClassOfType(view_.FindColumn(column)->type);
  if (type != TypeClass::kInteger && type != TypeClass::kNumber) return std::nullopt;
  auto value = Literal(column, literal);
  if (!value) return std::nullopt;
  return name + " " + (want ? op : opposite) + " " + *value;
}

// A literal that the column can hold, in the form in which it holds it.
Predicate::Sql Predicate::Literal(const std::string& column, const ruby::Value& literal) {
  if (const EnumMap* map = view_.FindEnum(column)) {
    const auto* text = literal.As<std::string>();
    if (text == nullptr) return std::nullopt;
    const bool as_text = ClassOfType(view_.FindColumn(column)->type) == TypeClass::kText;
    for (const auto& [name, value] : map->values) {
      if (name != *text) continue;
      const auto* number = std::get_if<std::int64_t>(&value);
      const Value stored = as_text && number != nullptr ? Value(std::to_string(*number)) : value;
      return FitsColumn(column, stored) ? QuoteValue(stored) : std::nullopt;
    }
    return std::nullopt;
  }
  if (literal.Is<ruby::Symbol>()) return std::nullopt;  // never equal to a string
  auto value = literal.ToSql();
  return value && FitsColumn(column, *value) ? QuoteValue(*value) : std::nullopt;
}

bool Predicate::FitsColumn(const std::string& column, const Value& value) const {
  switch (ClassOfType(view_.FindColumn(column)->type)) {
    case TypeClass::kText: return std::holds_alternative<std::string>(value);
    case TypeClass::kInteger: return std::holds_alternative<std::int64_t>(value);
    case TypeClass::kNumber:
      return std::holds_alternative<std::int64_t>(value) || std::holds_alternative<double>(value);
    case TypeClass::kBoolean: return std::holds_alternative<bool>(value);
    case TypeClass::kOther: return false;
  }
  return false;
}

Predicate::Sql Predicate::OfCall(const syntax::Node& node, bool want) {
  const syntax::Node* method = node.Field("method");
  const syntax::Node* receiver = node.Field("receiver");
  const syntax::Node* arguments = node.Field("arguments");
  if (method == nullptr || node.Field("block") != nullptr) return std::nullopt;
  const std::string name(method->text);
  const std::size_t count = arguments == nullptr ? 0 : arguments->children.size();
  if (receiver == nullptr && !names_.self_is_record) return std::nullopt;
  if (receiver == nullptr || IsRecord(*receiver)) {
    if (count == 0) return OfMethod(name, want);
    return name == "is_a?" && count == 1 ? IsA(*arguments->children.front(), want) : std::nullopt;
  }
  if (count == 0) return Question(*receiver, name, want);
  if (count != 1) return std::nullopt;
  if (name == "include?") return In(*arguments->children.front(), *receiver, want);
  if (name == "in?") return In(*receiver, *arguments->children.front(), want);
  return std::nullopt;
}

Predicate::Sql Predicate::In(const syntax::Node& element, const syntax::Node& list, bool want) {
  const std::string column = ColumnIn(element);
  auto items = column.empty() ? std::nullopt : ruby::Items(reader_.Eval(list, names_.frame));
  if (!items || items->empty()) return std::nullopt;
  std::string values;
  for (const ruby::Value& item : *items) {
    auto value = Literal(column, item);
    if (!value || *value == "NULL") return std::nullopt;
    values += (values.empty() ? "" : ", ") + *value;
  }
  const std::string name = QuoteName(column);
  if (want) return name + " IN (" + values + ")";
  return "(" + name + " NOT IN (" + values + ") OR " + name + " IS NULL)";
}

// x.nil?, x.present?, x.blank? of a column or an association
Predicate::Sql Predicate::Question(const syntax::Node& receiver, const std::string& question, bool want) {
  if (!ruby::IsOneOf(question, {"nil?", "present?", "blank?", "empty?"})) return std::nullopt;
  const bool empty = (question != "present?") == want;
  const std::string column = ColumnIn(receiver);
  if (column.empty()) {
    const Association* association = view_.FindAssociation(RecordCall(receiver));
    const bool usable = association != nullptr && question != "empty?";
    return usable ? Presence(*association, !empty) : std::nullopt;
  }
  const TypeClass type = ClassOfType(view_.FindColumn(column)->type);
  if (question == "nil?") return QuoteName(column) + (empty ? " IS NULL" : " IS NOT NULL");
  if (question == "empty?" && type == TypeClass::kText) {  // raises for nil
    return QuoteName(column) + (empty ? " = ''" : " <> ''");
  }
  if (question == "empty?") return std::nullopt;
  if (type == TypeClass::kBoolean) return Truth(column, !empty);
  if (type == TypeClass::kText) return Blank(column, empty);
  if (type == TypeClass::kOther &&
      !ruby::IsOneOf(view_.FindColumn(column)->type.substr(0, 4), {"date", "time"}))
    return std::nullopt;  // an empty array or document is blank
  return QuoteName(column) + (empty ? " IS NULL" : " IS NOT NULL");
}

// Blank is more than NULL and '': white space too, and that has no SQL that is the same everywhere.
Predicate::Sql Predicate::Blank(const std::string& column, bool want) {
  exact_ = false;
  const std::string name = QuoteName(column);
  return want ? Sql("(" + name + " IS NULL OR " + name + " = '')") : std::nullopt;
}

// Whether a belongs_to leads to a row. A key may dangle, unless the database forbids it.
Predicate::Sql Predicate::Presence(const Association& association, bool present) {
  if (association.kind != Association::Kind::kBelongsTo || association.polymorphic) return std::nullopt;
  const std::vector<std::string> keys = view_.KeyColumns(association);
  const bool enforced = IsEnforced(association);
  if (keys.size() != 1 || (present && !enforced)) return std::nullopt;
  exact_ = exact_ && enforced;
  return QuoteName(keys[0]) + (present ? " IS NOT NULL" : " IS NULL");
}

bool Predicate::IsEnforced(const Association& association) const {
  const auto target = view_.TargetOf(association);
  if (!target || association.scope.Is<ruby::Proc>()) return false;
  const std::vector<std::string> keys = view_.KeyColumns(association);
  const auto& enforced = view_.table().foreign_keys;
  return std::any_of(enforced.begin(), enforced.end(), [&](const ForeignKey& key) {
    return key.columns == keys && key.ref_table == target->table && key.ref_columns == target->columns;
  });
}

Predicate::Sql Predicate::Truth(const std::string& column, bool want) {
  const std::string name = QuoteName(column);
  if (ClassOfType(view_.FindColumn(column)->type) == TypeClass::kBoolean) {
    return want ? name : "(" + name + " IS NULL OR NOT " + name + ")";
  }
  return name + (want ? " IS NOT NULL" : " IS NULL");
}

// `name` as a method of the record: a column, a column's question mark, an enum's question.
Predicate::Sql Predicate::Attribute(const std::string& name, bool want) {
  if (reader_.InstanceMethod(view_.name(), name) != nullptr) return std::nullopt;
  if (std::string column = PlainColumn(name); !column.empty()) return Truth(column, want);
  if (const Association* association = view_.FindAssociation(name)) return Presence(*association, want);
  if (!name.ends_with("?")) return std::nullopt;
  const std::string stem = name.substr(0, name.size() - 1);
  if (std::string column = PlainColumn(stem); !column.empty()) {
    const TypeClass type = ClassOfType(view_.FindColumn(column)->type);
    if (type == TypeClass::kBoolean) return Truth(column, want);
    if (type != TypeClass::kInteger && type != TypeClass::kNumber) return std::nullopt;
    const std::string quoted = QuoteName(column);
    return want ? quoted + " <> 0" : "(" + quoted + " = 0 OR " + quoted + " IS NULL)";
  }
  for (const Column& column : view_.table().columns) {
    const EnumMap* map = view_.FindEnum(column.name);
    if (map == nullptr || PlainColumn(column.name).empty()) continue;
    for (const auto& [label, value] : map->values) {
      const std::string full = (map->prefix.empty() ? "" : map->prefix + "_") + label +
                               (map->suffix.empty() ? "" : "_" + map->suffix);
      if (full == stem) return Compare(column.name, "==", {label}, want);
    }
  }
  return std::nullopt;
}

Predicate::Sql Predicate::IsA(const syntax::Node& type, bool want) {
  const ruby::Value value = reader_.Eval(type, names_.frame);
  const auto* constant = value.As<ruby::Constant>();
  if (constant == nullptr || !reader_.IsRecord(constant->path) || view_.FindColumn("type") == nullptr) {
    return std::nullopt;
  }
  std::string names;
  for (const auto& [name, model] : reader_.models()) {
    std::string current = name;
    for (int depth = 0; !current.empty() && depth < 20; ++depth, current = reader_.Superclass(current)) {
      if (current != constant->path) continue;
      names += (names.empty() ? "" : ", ") + *QuoteValue(Value(name));
      break;
    }
  }
  const auto table = reader_.TableOf(constant->path);
  const Model* parent = reader_.FindModel(reader_.Superclass(constant->path));
  if (names.empty() || table != view_.table().name || parent == nullptr || reader_.IsAbstract(parent->name)) {
    return std::nullopt;
  }
  return want ? "type IN (" + names + ")" : "(type NOT IN (" + names + ") OR type IS NULL)";
}

bool Predicate::IsRecord(const syntax::Node& node) const {
  if (node.Is("self")) return names_.self_is_record;
  return node.Is("identifier") && names_.records.contains(node.text);
}

// The method that a node calls on the record; empty where it is something else.
std::string Predicate::RecordCall(const syntax::Node& written) const {
  const syntax::Node& node = Resolved(written);
  if (node.Is("identifier")) {
    return names_.records.contains(node.text) || !names_.self_is_record ? "" : std::string(node.text);
  }
  if (!node.Is("call") || node.Field("arguments") != nullptr || node.Field("block") != nullptr) return "";
  const syntax::Node* receiver = node.Field("receiver");
  const syntax::Node* method = node.Field("method");
  const bool of_record = receiver != nullptr && method != nullptr && IsRecord(*receiver);
  return of_record ? std::string(method->text) : "";
}

// The column that a node reads off the record; empty where it is not one, or not plainly.
std::string Predicate::ColumnIn(const syntax::Node& node) const {
  if (node.Is("identifier")) {
    auto column = names_.columns.find(node.text);
    if (column != names_.columns.end()) return column->second;
  }
  const std::string name = RecordCall(node);
  return name.empty() ? "" : PlainColumn(name);
}

std::string Predicate::PlainColumn(const std::string& name) const {
  const std::string column = view_.ColumnOf(name);
  if (column.empty() || !view_.WhyNotPlain(name).empty() || !view_.WhyTransformed(name).empty()) return "";
  return column;
}

}  // namespace tacit::analyze::rails

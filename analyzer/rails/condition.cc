#include "analyzer/rails/condition.h"

#include <algorithm>
#include <set>

namespace tacit::analyze::rails {

namespace {

constexpr int kMaxConditionDepth = 40;

using Sql = std::optional<std::string>;

// Translates one predicate. `want` is the truth that the SQL must entail; what is not surely entailed is
// nothing at all.
class Translator {
 public:
  Translator(const ModelView& view, Reader& reader) : view_(view), reader_(reader) {}

  Sql OfProc(const ruby::Proc& proc, bool want) {
    const syntax::Node* code = proc.node;
    const syntax::Node* parameters = code->Field("parameters");
    const syntax::Node* body = code->Field("body");
    if (code->Is("lambda") && body != nullptr) body = body->Field("body");
    if (body == nullptr) return std::nullopt;
    std::set<std::string, std::less<>> records;
    if (parameters != nullptr && !parameters->children.empty()) {
      records.insert(std::string(parameters->children.front()->text));
    }
    return Within(*body, want, std::move(records), proc.frame);
  }

  Sql OfMethod(const std::string& name, bool want) {
    if (auto direct = Attribute(name, want)) return direct;
    const Code* method = reader_.InstanceMethod(view_.name(), name);
    const syntax::Node* body = method == nullptr ? nullptr : method->node->Field("body");
    if (body == nullptr || method->node->Field("parameters") != nullptr) return std::nullopt;
    return Within(*body, want, {},
                  ruby::MakeFrame(method->file, method->nesting, {ruby::Constant{view_.name()}}));
  }

 private:
  Sql Within(const syntax::Node& body, bool want, std::set<std::string, std::less<>> records,
             ruby::FramePtr frame) {
    if (++depth_ > kMaxConditionDepth) return std::nullopt;
    std::swap(records, records_);
    std::swap(frame, frame_);
    Sql sql = Of(body, want);
    std::swap(records, records_);
    std::swap(frame, frame_);
    return sql;
  }

  Sql Of(const syntax::Node& node, bool want) {
    if (++depth_ > kMaxConditionDepth * 4) return std::nullopt;
    if (node.Is("body_statement") || node.Is("block_body") || node.Is("parenthesized_statements")) {
      return node.children.size() == 1 ? Of(*node.children.front(), want) : std::nullopt;
    }
    if (node.Is("unary") && (node.op == "!" || node.op == "not")) {
      const syntax::Node* operand = node.Field("operand");
      return operand == nullptr ? std::nullopt : Of(*operand, !want);
    }
    if (node.Is("binary")) return Binary(node, want);
    if (node.Is("identifier")) return OfMethod(std::string(node.text), want);
    if (node.Is("call")) return OfCall(node, want);
    return std::nullopt;
  }

  Sql Binary(const syntax::Node& node, bool want) {
    const syntax::Node* left = node.Field("left");
    const syntax::Node* right = node.Field("right");
    if (left == nullptr || right == nullptr) return std::nullopt;
    const bool conjunction = node.op == "&&" || node.op == "and";
    if (conjunction || node.op == "||" || node.op == "or") {
      Sql a = Of(*left, want);
      Sql b = a ? Of(*right, want) : std::nullopt;
      if (!b) return std::nullopt;
      return "(" + *a + (conjunction == want ? " AND " : " OR ") + *b + ")";
    }
    std::string op(node.op);
    std::string column = ColumnIn(*left);
    const syntax::Node* literal = right;
    if (column.empty()) {
      column = ColumnIn(*right);
      literal = left;
      static const std::map<std::string, std::string> kMirror = {
          {"<", ">"}, {">", "<"}, {"<=", ">="}, {">=", "<="}};
      if (auto mirrored = kMirror.find(op); mirrored != kMirror.end()) op = mirrored->second;
    }
    return column.empty() ? std::nullopt : Compare(column, op, reader_.Eval(*literal, frame_), want);
  }

  Sql Compare(const std::string& column, const std::string& op, const ruby::Value& literal, bool want) {
    const std::string name = QuoteName(column);
    if (op == "==" || op == "!=") {
      const bool equal = (op == "==") == want;
      if (literal.Is<ruby::Nil>()) return name + (equal ? " IS NULL" : " IS NOT NULL");
      auto value = Literal(column, literal);
      if (!value) return std::nullopt;
      if (equal) return name + " = " + *value;
      return "(" + name + " <> " + *value + " OR " + name + " IS NULL)";
    }
    static const std::map<std::string, std::string> kOpposite = {
        {"<", ">="}, {">", "<="}, {"<=", ">"}, {">=", "<"}};
    auto opposite = kOpposite.find(op);
    if (opposite == kOpposite.end() || !(literal.Is<std::int64_t>() || literal.Is<double>()))
      return std::nullopt;
    const TypeClass type = ClassOfType(view_.FindColumn(column)->type);
    if (type != TypeClass::kInteger && type != TypeClass::kNumber) return std::nullopt;
    auto value = Literal(column, literal);
    if (!value) return std::nullopt;
    return name + " " + (want ? op : opposite->second) + " " + *value;
  }

  // A literal that the column can hold, in the form in which it holds it.
  Sql Literal(const std::string& column, const ruby::Value& literal) {
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

  [[nodiscard]] bool FitsColumn(const std::string& column, const Value& value) const {
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

  Sql OfCall(const syntax::Node& node, bool want) {
    const syntax::Node* method = node.Field("method");
    const syntax::Node* receiver = node.Field("receiver");
    const syntax::Node* arguments = node.Field("arguments");
    if (method == nullptr || node.Field("block") != nullptr) return std::nullopt;
    const std::string name(method->text);
    const std::size_t count = arguments == nullptr ? 0 : arguments->children.size();
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

  Sql In(const syntax::Node& element, const syntax::Node& list, bool want) {
    const std::string column = ColumnIn(element);
    auto items = column.empty() ? std::nullopt : ruby::Items(reader_.Eval(list, frame_));
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
  Sql Question(const syntax::Node& receiver, const std::string& question, bool want) {
    if (question != "nil?" && question != "present?" && question != "blank?") return std::nullopt;
    const bool empty = (question != "present?") == want;
    const std::string column = ColumnIn(receiver);
    if (column.empty()) {
      const Association* association = view_.FindAssociation(RecordCall(receiver));
      if (association == nullptr || !empty || association->polymorphic) return std::nullopt;
      const std::vector<std::string> keys = view_.KeyColumns(*association);
      return keys.size() == 1 ? Sql(QuoteName(keys[0]) + " IS NULL") : std::nullopt;
    }
    const std::string name = QuoteName(column);
    const TypeClass type = ClassOfType(view_.FindColumn(column)->type);
    if (question != "nil?" && type == TypeClass::kBoolean) return Truth(column, !empty);
    if (question != "nil?" && (type == TypeClass::kText || type == TypeClass::kOther)) {
      // Blank is more than NULL and '': white space too, and that has no SQL that is the same everywhere.
      if (!empty || type == TypeClass::kOther) return std::nullopt;
      return "(" + name + " IS NULL OR " + name + " = '')";
    }
    return name + (empty ? " IS NULL" : " IS NOT NULL");
  }

  Sql Truth(const std::string& column, bool want) {
    const std::string name = QuoteName(column);
    if (ClassOfType(view_.FindColumn(column)->type) == TypeClass::kBoolean) {
      return want ? name : "(" + name + " IS NULL OR NOT " + name + ")";
    }
    return name + (want ? " IS NOT NULL" : " IS NULL");
  }

  // `name` as a method of the record: a column, a column's question mark, an enum's question.
  Sql Attribute(const std::string& name, bool want) {
    if (reader_.InstanceMethod(view_.name(), name) != nullptr) return std::nullopt;
    if (std::string column = PlainColumn(name); !column.empty()) return Truth(column, want);
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

  Sql IsA(const syntax::Node& type, bool want) {
    const ruby::Value value = reader_.Eval(type, frame_);
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
    if (names.empty() || table != view_.table().name ||
        reader_.Superclass(constant->path) == "ApplicationRecord") {
      return std::nullopt;
    }
    return want ? "type IN (" + names + ")" : "(type NOT IN (" + names + ") OR type IS NULL)";
  }

  [[nodiscard]] bool IsRecord(const syntax::Node& node) const {
    return node.Is("self") || (node.Is("identifier") && records_.contains(node.text));
  }

  // The method that a node calls on the record; empty where it is something else.
  [[nodiscard]] std::string RecordCall(const syntax::Node& node) const {
    if (node.Is("identifier")) return records_.contains(node.text) ? "" : std::string(node.text);
    if (!node.Is("call") || node.Field("arguments") != nullptr) return "";
    const syntax::Node* receiver = node.Field("receiver");
    const syntax::Node* method = node.Field("method");
    const bool of_record = receiver != nullptr && method != nullptr && IsRecord(*receiver);
    return of_record ? std::string(method->text) : "";
  }

  // The column that a node reads off the record; empty where it is not one, or not plainly.
  [[nodiscard]] std::string ColumnIn(const syntax::Node& node) const {
    const std::string name = RecordCall(node);
    return name.empty() ? "" : PlainColumn(name);
  }

  [[nodiscard]] std::string PlainColumn(const std::string& name) const {
    const std::string column = view_.ColumnOf(name);
    if (column.empty() || !view_.WhyNotPlain(name).empty() || !view_.WhyTransformed(name).empty()) return "";
    return column;
  }

  const ModelView& view_;
  Reader& reader_;
  std::set<std::string, std::less<>> records_;  // local names of the record
  ruby::FramePtr frame_;
  int depth_ = 0;
};

// One `where`'s arguments.
Sql WhereToSql(const syntax::Node& arguments, bool negated, const ModelView& view, Reader& reader,
               const ruby::FramePtr& frame) {
  if (arguments.children.empty()) return std::nullopt;
  const syntax::Node& first = *arguments.children.front();
  if (!first.Is("pair") && !first.Is("hash")) {
    const ruby::Value text = reader.Eval(first, frame);
    const auto* sql = text.As<std::string>();
    if (sql == nullptr || negated || arguments.children.size() != 1) return std::nullopt;
    if (sql->find_first_of("?:;.\"`") != std::string::npos || sql->find("elect") != std::string::npos)
      return std::nullopt;
    return "(" + ruby::OneLine(*sql) + ")";
  }
  std::string all;
  const auto& pairs = first.Is("hash") ? first.children : arguments.children;
  if (negated && pairs.size() != 1) return std::nullopt;
  for (const syntax::Node* pair : pairs) {
    const syntax::Node* key = pair->Field("key");
    const syntax::Node* value_node = pair->Field("value");
    if (key == nullptr || value_node == nullptr) return std::nullopt;
    const std::string column = view.ColumnOf(reader.Eval(*key, frame).Name().value_or(""));
    if (column.empty()) return std::nullopt;
    const ruby::Value value = reader.Eval(*value_node, frame);
    std::vector<ruby::Value> items = {value};
    if (const auto* array = value.As<ruby::Array>()) items = array->items;
    std::string values;
    bool null = false;
    for (const ruby::Value& item : items) {
      std::optional<tacit::Value> sql = item.ToSql();
      if (const EnumMap* map = view.FindEnum(column)) {
        for (const auto& [name, stored] : map->values) {
          if (item.Name() == name) sql = stored;
        }
      }
      auto quoted = sql ? QuoteValue(*sql) : std::nullopt;
      if (!quoted) return std::nullopt;
      null |= *quoted == "NULL";
      if (*quoted != "NULL") values += (values.empty() ? "" : ", ") + *quoted;
    }
    const std::string name = QuoteName(column);
    if (null && !values.empty()) return std::nullopt;
    std::string term = name + (negated ? " IS NOT NULL" : " IS NULL");
    if (!null && items.size() == 1) term = name + (negated ? " <> " : " = ") + values;
    if (!null && items.size() != 1) term = name + (negated ? " NOT IN (" : " IN (") + values + ")";
    all += (all.empty() ? "" : " AND ") + term;
  }
  return all;
}

Sql ChainToSql(const syntax::Node& node, const ModelView& view, Reader& reader, const ruby::FramePtr& frame,
               int depth) {
  if (depth > kMaxConditionDepth) return std::nullopt;
  if (node.Is("block_body") || node.Is("body_statement")) {
    return node.children.size() == 1 ? ChainToSql(*node.children.front(), view, reader, frame, depth + 1)
                                     : std::nullopt;
  }
  const syntax::Node* method = node.Is("identifier") ? &node : node.Field("method");
  const syntax::Node* receiver = node.Field("receiver");
  const syntax::Node* arguments = node.Field("arguments");
  if (method == nullptr) return std::nullopt;
  std::string before;
  bool negated = false;
  if (method->text == "not" && receiver != nullptr && receiver->Field("method") != nullptr &&
      receiver->Field("method")->text == "where" && receiver->Field("arguments") == nullptr) {
    negated = true;
    receiver = receiver->Field("receiver");
  }
  if (receiver != nullptr) {
    auto inner = ChainToSql(*receiver, view, reader, frame, depth + 1);
    if (!inner) return std::nullopt;
    before = *inner + " AND ";
  }
  if ((method->text == "where" || negated) && arguments != nullptr) {
    auto own = WhereToSql(*arguments, negated, view, reader, frame);
    return own ? Sql(before + *own) : std::nullopt;
  }
  const ruby::Value* scope = arguments == nullptr ? view.FindScope(std::string(method->text)) : nullptr;
  if (scope == nullptr) return std::nullopt;
  auto own = RelationToSql(*scope, view, reader, depth + 1);
  return own ? Sql(before + *own) : std::nullopt;
}

}  // namespace

std::optional<std::string> GateToSql(const Gate& gate, const ModelView& view, Reader& reader) {
  Translator translator(view, reader);
  if (const auto* proc = gate.test.As<ruby::Proc>()) return translator.OfProc(*proc, !gate.negated);
  if (const auto* symbol = gate.test.As<ruby::Symbol>())
    return translator.OfMethod(symbol->name, !gate.negated);
  return std::nullopt;
}

std::optional<std::string> RelationToSql(const ruby::Value& relation, const ModelView& view, Reader& reader,
                                         int depth) {
  const auto* proc = relation.As<ruby::Proc>();
  if (proc == nullptr) return std::nullopt;
  const syntax::Node* body = proc->node->Field("body");
  if (proc->node->Is("lambda") && body != nullptr) body = body->Field("body");
  return body == nullptr ? std::nullopt : ChainToSql(*body, view, reader, proc->frame, depth);
}

}  // namespace tacit::analyze::rails

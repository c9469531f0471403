// Expressions.
#include "analyzer/python/evaluator.h"

#include <cstdlib>

namespace tacit::analyze::python {

namespace {

constexpr int kMaxSteps = 200'000;
constexpr int kMaxEvalDepth = 120;
constexpr std::size_t kMaxItems = 20'000;

std::string Digits(std::string_view text) {
  std::string digits;
  for (char c : text) {
    if (c != '_') digits += c;
  }
  return digits;
}

Value ReadInteger(std::string_view text) {
  const std::string digits = Digits(text);
  char* end = nullptr;
  errno = 0;
  const bool prefixed = digits.size() > 2 && digits[0] == '0';
  const char kind = prefixed ? digits[1] : '0';
  const int base = kind == 'x' || kind == 'X'   ? 16
                   : kind == 'b' || kind == 'B' ? 2
                   : kind == 'o' || kind == 'O' ? 8
                                                : 10;
  const char* begin = digits.c_str() + (base == 10 ? 0 : 2);
  const long long number = std::strtoll(begin, &end, base);
  if (end == begin || *end != '\0' || errno != 0) return MakeUnknown(text);
  return {static_cast<std::int64_t>(number)};
}

Value ReadFloat(std::string_view text) {
  const std::string digits = Digits(text);
  char* end = nullptr;
  const double number = std::strtod(digits.c_str(), &end);
  if (end == digits.c_str() || *end != '\0') return MakeUnknown(text);
  return {number};
}

void AppendUtf8(std::uint32_t code, std::string& into) {
  if (code < 0x80) {
    into += static_cast<char>(code);
  } else if (code < 0x800) {
    into += static_cast<char>(0xC0U | (code >> 6U));
    into += static_cast<char>(0x80U | (code & 0x3FU));
  } else if (code < 0x10000 && (code < 0xD800 || code > 0xDFFF)) {
    into += static_cast<char>(0xE0U | (code >> 12U));
    into += static_cast<char>(0x80U | ((code >> 6U) & 0x3FU));
    into += static_cast<char>(0x80U | (code & 0x3FU));
  } else if (code >= 0x10000 && code < 0x110000) {
    into += static_cast<char>(0xF0U | (code >> 18U));
    into += static_cast<char>(0x80U | ((code >> 12U) & 0x3FU));
    into += static_cast<char>(0x80U | ((code >> 6U) & 0x3FU));
    into += static_cast<char>(0x80U | (code & 0x3FU));
  } else {
    into += '?';
  }
}

std::string Unescaped(std::string_view escape) {
  if (escape.size() < 2) return std::string(escape);
  switch (escape[1]) {
    case 'n': return "\n";
    case 't': return "\t";
    case 'r': return "\r";
    case '\\': return "\\";
    case '\'': return "'";
    case '"': return "\"";
    case '\n': return "";
    case 'a': return "\a";
    case 'b': return "\b";
    case 'f': return "\f";
    case 'v': return "\v";
    case 'x':
    case 'u':
    case 'U': {
      std::string text;
      AppendUtf8(static_cast<std::uint32_t>(std::strtoul(std::string(escape.substr(2)).c_str(), nullptr, 16)),
                 text);
      return text;
    }
    default: break;
  }
  if (escape[1] >= '0' && escape[1] <= '7') {
    std::string text;
    AppendUtf8(static_cast<std::uint32_t>(std::strtoul(std::string(escape.substr(1)).c_str(), nullptr, 8)),
               text);
    return text;
  }
  return std::string(escape);
}

// Text between the node's children, as written; escapes where the string is not raw.
void AppendContent(const syntax::Node& content, bool raw, std::string& into) {
  if (raw) {
    into += content.text;
    return;
  }
  std::size_t at = 0;
  for (const syntax::Node* escape : content.children) {
    const auto begin = static_cast<std::size_t>(escape->text.data() - content.text.data());
    if (begin < at || begin > content.text.size()) continue;
    into += content.text.substr(at, begin - at);
    into += Unescaped(escape->text);
    at = begin + escape->text.size();
  }
  into += content.text.substr(at);
}

bool IsRaw(const syntax::Node& string) {
  const std::string_view start = string.children.empty() ? "" : string.children[0]->text;
  return start.find_first_of("rR") != std::string_view::npos;
}

}  // namespace

std::vector<std::string> Operators(const syntax::Node& comparison) {
  std::vector<std::string> operators;
  for (std::size_t i = 0; i + 1 < comparison.children.size(); ++i) {
    const char* begin = comparison.children[i]->text.data() + comparison.children[i]->text.size();
    const char* end = comparison.children[i + 1]->text.data();
    std::string text =
        begin < end ? OneLine(std::string_view(begin, static_cast<std::size_t>(end - begin))) : "";
    // Brackets around an operand are nodes of their own; only operators and comments stand between.
    if (text.find('#') != std::string::npos) text = comparison.op;
    operators.push_back(std::move(text));
    while (!operators.back().empty() && operators.back().front() == ' ') operators.back().erase(0, 1);
  }
  return operators;
}

std::optional<std::string> LiteralText(const syntax::Node& string) {
  std::string text;
  for (const syntax::Node* part : string.children) {
    if (part->Is("interpolation")) return std::nullopt;
    if (part->Is("string_content")) AppendContent(*part, IsRaw(string), text);
  }
  return text;
}

bool IsDocstring(const syntax::Node& statement) {
  return statement.Is("expression_statement") && statement.children.size() == 1 &&
         (statement.children[0]->Is("string") || statement.children[0]->Is("concatenated_string") ||
          statement.children[0]->Is("ellipsis"));
}

Value Evaluator::Eval(const syntax::Node& node, const Place& place) {
  if (++steps_ > kMaxSteps || depth_ > kMaxEvalDepth) return MakeUnknown(node.text);
  ++depth_;
  Value value = EvalKind(node, place);
  --depth_;
  if (const auto* sequence = value.As<Sequence>()) {
    if (sequence->items.size() > kMaxItems) return MakeUnknown(node.text);
  }
  return value;
}

Value Evaluator::EvalKind(const syntax::Node& node, const Place& place) {
  if (node.Is("identifier")) {
    if (place.locals != nullptr) {
      const auto local = place.locals->find(node.text);
      if (local != place.locals->end()) return local->second;
    }
    return Name(node.text, *place.scope);
  }
  if (node.Is("string") || node.Is("concatenated_string")) return EvalString(node, place);
  if (node.Is("integer")) return ReadInteger(node.text);
  if (node.Is("float")) return ReadFloat(node.text);
  if (node.Is("true")) return {true};
  if (node.Is("false")) return {false};
  if (node.Is("none")) return NoneValue();
  if (node.Is("tuple") || node.Is("list") || node.Is("set") || node.Is("expression_list"))
    return EvalSequence(node, place);
  if (node.Is("dictionary")) return EvalDict(node, place);
  if (node.Is("attribute")) {
    const syntax::Node* object = node.Field("object");
    const syntax::Node* name = node.Field("attribute");
    if (object == nullptr || name == nullptr) return MakeUnknown(node.text);
    Value value = Attribute(Eval(*object, place), name->text);
    return value.Is<Unknown>() ? MakeUnknown(node.text) : value;
  }
  if (node.Is("call")) return EvalCall(node, place);
  if (node.Is("lambda")) return {FunctionRef{&node, place.scope}};
  if (node.Is("binary_operator")) {
    const syntax::Node* left = node.Field("left");
    const syntax::Node* right = node.Field("right");
    if (left == nullptr || right == nullptr) return MakeUnknown(node.text);
    Value value = Binary(node.op, Eval(*left, place), Eval(*right, place));
    return value.Is<Unknown>() ? MakeUnknown(node.text) : value;
  }
  if (node.Is("unary_operator") || node.Is("not_operator")) return EvalUnary(node, place);
  if (node.Is("boolean_operator")) return EvalBoolean(node, place);
  if (node.Is("comparison_operator")) return EvalComparison(node, place);
  if (node.Is("conditional_expression")) return EvalConditional(node, place);
  if (node.Is("subscript")) return EvalSubscript(node, place);
  if (node.Is("list_comprehension") || node.Is("generator_expression") || node.Is("set_comprehension") ||
      node.Is("dictionary_comprehension"))
    return EvalComprehension(node, place);
  const bool wrapper = node.Is("parenthesized_expression") || node.Is("type");
  if (wrapper && node.children.size() == 1) return Eval(*node.children[0], place);
  return MakeUnknown(node.text);
}

Value Evaluator::EvalString(const syntax::Node& node, const Place& place) {
  std::string text;
  if (node.Is("concatenated_string")) {
    for (const syntax::Node* part : node.children) {
      const auto piece = Eval(*part, place).Text();
      if (!piece) return MakeUnknown(node.text);
      text += *piece;
    }
    return {std::move(text)};
  }
  const std::string_view start = node.children.empty() ? "" : node.children[0]->text;
  if (start.find_first_of("bB") != std::string_view::npos) return MakeUnknown(node.text);
  for (const syntax::Node* part : node.children) {
    if (part->Is("string_content")) AppendContent(*part, IsRaw(node), text);
    if (!part->Is("interpolation")) continue;
    // A format or a conversion may change the text.
    const auto piece = part->children.size() == 1 ? Eval(*part->children[0], place).Str() : std::nullopt;
    if (!piece) return MakeUnknown(node.text);
    text += *piece;
  }
  return {std::move(text)};
}

Value Evaluator::EvalSequence(const syntax::Node& node, const Place& place) {
  Sequence sequence{.tuple = node.Is("tuple") || node.Is("expression_list"), .items = {}};
  for (const syntax::Node* item : node.children) {
    if (!item->Is("list_splat")) {
      sequence.items.push_back(Eval(*item, place));
      continue;
    }
    const Value inner = item->children.empty() ? MakeUnknown(item->text) : Eval(*item->children[0], place);
    auto items = Items(inner);
    if (const auto* definition = inner.As<ClassRef>()) items = EnumMembers(*definition->definition);
    if (!items) return MakeUnknown(node.text);
    sequence.items.insert(sequence.items.end(), items->begin(), items->end());
  }
  return {std::move(sequence)};
}

Value Evaluator::EvalDict(const syntax::Node& node, const Place& place) {
  Dict dict;
  for (const syntax::Node* entry : node.children) {
    if (entry->Is("dictionary_splat") && !entry->children.empty()) {
      const Value inner = Eval(*entry->children[0], place);
      const auto* more = inner.As<Dict>();
      if (more == nullptr) return MakeUnknown(node.text);
      for (const DictEntry& pair : more->entries) dict.Set(pair.first, pair.second);
      continue;
    }
    const syntax::Node* key = entry->Field("key");
    const syntax::Node* value = entry->Field("value");
    if (key == nullptr || value == nullptr) return MakeUnknown(node.text);
    dict.Set(Eval(*key, place), Eval(*value, place));
  }
  return {std::move(dict)};
}

Value Evaluator::EvalUnary(const syntax::Node& node, const Place& place) {
  const syntax::Node* argument = node.Field("argument");
  if (argument == nullptr) return MakeUnknown(node.text);
  const Value value = Eval(*argument, place);
  if (node.Is("not_operator")) {
    const auto truth = value.Truth();
    return truth ? Value{!*truth} : MakeUnknown(node.text);
  }
  if (node.op == "~" && value.Is<Instance>()) {
    auto call = std::make_shared<CallData>();
    call->callee = {External{"operator.~"}};
    call->positional = {value};
    return {Instance{std::move(call)}};
  }
  if (node.op == "-") {
    if (const auto* whole = value.As<std::int64_t>(); whole != nullptr && *whole != INT64_MIN)
      return {-*whole};
    if (const auto* real = value.As<double>()) return {-*real};
  }
  if (node.op == "+" && (value.Is<std::int64_t>() || value.Is<double>())) return value;
  return MakeUnknown(node.text);
}

Value Evaluator::EvalBoolean(const syntax::Node& node, const Place& place) {
  const syntax::Node* left = node.Field("left");
  const syntax::Node* right = node.Field("right");
  if (left == nullptr || right == nullptr) return MakeUnknown(node.text);
  Value value = Eval(*left, place);
  const auto truth = value.Truth();
  if (!truth) return MakeUnknown(node.text);
  return *truth == (node.op == "or") ? value : Eval(*right, place);
}

Value Evaluator::EvalComparison(const syntax::Node& node, const Place& place) {
  const std::vector<std::string> operators = Operators(node);
  if (operators.size() != 1) return MakeUnknown(node.text);
  const Value a = Eval(*node.children[0], place);
  const Value b = Eval(*node.children[1], place);
  const std::string& op = operators[0];
  const bool negated = op == "!=" || op == "not in" || op == "is not";
  std::optional<bool> result;
  if (op == "==" || op == "!=") result = Equal(a, b);
  if ((op == "is" || op == "is not") && (b.Is<None>() || b.Is<bool>()) && a.known() && !a.Is<Instance>() &&
      !a.Is<External>())
    result = a.state.index() == b.state.index() && Equal(a, b) == true;
  if (op == "in" || op == "not in") {
    const auto items = Items(b);
    if (items) {
      result = false;
      for (const Value& item : *items) {
        const auto same = Equal(a, item);
        if (!same) return MakeUnknown(node.text);
        if (*same) result = true;
      }
    }
  }
  if (result) return {*result != negated};
  if (const auto x = a.Integer(), y = b.Integer(); x && y) {
    if (op == "<") return {*x < *y};
    if (op == "<=") return {*x <= *y};
    if (op == ">") return {*x > *y};
    if (op == ">=") return {*x >= *y};
  }
  return MakeUnknown(node.text);
}

Value Evaluator::EvalConditional(const syntax::Node& node, const Place& place) {
  if (node.children.size() != 3) return MakeUnknown(node.text);
  const auto truth = Eval(*node.children[1], place).Truth();
  if (!truth) return MakeUnknown(node.text);
  return Eval(*node.children[*truth ? 0 : 2], place);
}

Value Evaluator::EvalSubscript(const syntax::Node& node, const Place& place) {
  const syntax::Node* object = node.Field("value");
  const syntax::Node* key = node.Field("subscript");
  if (object == nullptr || key == nullptr) return MakeUnknown(node.text);
  const Value value = Eval(*object, place);
  if (const auto* dict = value.As<Dict>()) {
    const Value wanted = Eval(*key, place);
    for (const DictEntry& entry : dict->entries) {
      if (Equal(entry.first, wanted) == true) return entry.second;
    }
    return MakeUnknown(node.text);
  }
  const auto* sequence = value.As<Sequence>();
  if (sequence == nullptr || key->Is("slice")) return MakeUnknown(node.text);
  const auto index = Eval(*key, place).Integer();
  if (!index) return MakeUnknown(node.text);
  const auto size = static_cast<std::int64_t>(sequence->items.size());
  const std::int64_t at = *index < 0 ? *index + size : *index;
  if (at < 0 || at >= size) return MakeUnknown(node.text);
  return sequence->items[static_cast<std::size_t>(at)];
}

Value Evaluator::EvalComprehension(const syntax::Node& node, const Place& place) {
  const syntax::Node* body = node.Field("body");
  if (body == nullptr) return MakeUnknown(node.text);
  std::vector<const syntax::Node*> clauses;
  for (const syntax::Node* child : node.children) {
    if (child != body) clauses.push_back(child);
  }
  std::vector<Value> items;
  bool known = true;
  RunClauses(clauses, 0, *body, place, items, known);
  if (!known) return MakeUnknown(node.text);
  if (!node.Is("dictionary_comprehension")) return {Sequence{false, std::move(items)}};
  Dict dict;
  for (const Value& item : items) {
    const auto* pair = item.As<Sequence>();
    if (pair == nullptr || pair->items.size() != 2) return MakeUnknown(node.text);
    dict.Set(pair->items[0], pair->items[1]);
  }
  return {std::move(dict)};
}

void Evaluator::RunClauses(const std::vector<const syntax::Node*>& clauses, std::size_t at,
                           const syntax::Node& body, const Place& place, std::vector<Value>& into,
                           bool& known) {
  if (!known) return;
  if (into.size() > kMaxItems || ++steps_ > kMaxSteps) {
    known = false;
    return;
  }
  if (at == clauses.size()) {
    if (body.Is("pair")) {
      const syntax::Node* key = body.Field("key");
      const syntax::Node* value = body.Field("value");
      known = key != nullptr && value != nullptr;
      if (known) into.push_back({Sequence{true, {Eval(*key, place), Eval(*value, place)}}});
      return;
    }
    into.push_back(Eval(body, place));
    return;
  }
  const syntax::Node& clause = *clauses[at];
  if (clause.Is("if_clause")) {
    const auto truth = clause.children.empty() ? std::nullopt : Eval(*clause.children[0], place).Truth();
    known = truth.has_value();
    if (truth == true) RunClauses(clauses, at + 1, body, place, into, known);
    return;
  }
  const syntax::Node* target = clause.Field("left");
  const syntax::Node* source = clause.Field("right");
  known = target != nullptr && source != nullptr;
  if (!known) return;
  const Value over = Eval(*source, place);
  auto items = Items(over);
  if (const auto* definition = over.As<ClassRef>()) items = EnumMembers(*definition->definition);
  known = items.has_value();
  if (!known) return;
  for (const Value& item : *items) {
    Locals locals = place.locals == nullptr ? Locals() : *place.locals;
    if (target->Is("identifier")) {
      locals[std::string(target->text)] = item;
    } else {
      const auto parts = Items(item);
      if (!parts || parts->size() != target->children.size()) {
        known = false;
        return;
      }
      for (std::size_t i = 0; i < parts->size(); ++i)
        locals[std::string(target->children[i]->text)] = (*parts)[i];
    }
    RunClauses(clauses, at + 1, body, {place.scope, &locals}, into, known);
  }
}

}  // namespace tacit::analyze::python

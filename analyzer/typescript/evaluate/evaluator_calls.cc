// Calls: of the application's functions, of the language's own methods on known values, of libraries.
#include <algorithm>
#include <cmath>

#include "analyzer/typescript/evaluate/evaluator.h"

namespace tacit::analyze::typescript {

namespace {

using syntax::Node;

constexpr std::size_t kMaxItems = 10'000;

std::string Upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  return text;
}

bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

Value OnText(const std::string& text, std::string_view name) {
  if (name == "toLowerCase" && IsAscii(text)) return {LowerCase(text)};
  if (name == "toUpperCase" && IsAscii(text)) return {Upper(text)};
  if (name == "toString") return {text};
  if (name == "trim" && IsAscii(text)) {
    const std::size_t begin = std::min(text.find_first_not_of(" \t\r\n"), text.size());
    const std::size_t end = text.find_last_not_of(" \t\r\n");
    return {begin == text.size() ? std::string() : text.substr(begin, end - begin + 1)};
  }
  return {};
}

bool SameScalar(const Value& a, const Value& b) {
  const auto x = a.ToSql();
  return x && x == b.ToSql();
}

Value WithoutRepetition(const Array& array) {
  Array kept;
  kept.open = array.open;
  for (const Value& item : array.items) {
    if (!item.ToSql()) return {};
    const bool seen = std::any_of(kept.items.begin(), kept.items.end(),
                                  [&item](const Value& other) { return SameScalar(item, other); });
    if (!seen) kept.items.push_back(item);
  }
  return MakeArray(std::move(kept));
}

// Object.keys, values and entries. An enum with numbers has names among its values: not modelled.
Value Listed(const Object& object, std::string_view what) {
  if (object.open) return {};
  Array listed;
  for (const Property& property : object.properties) {
    if (object.is_enum && !property.value.Is<std::string>()) return {};
    const Value key{property.key, property.line};
    if (what == "keys") {
      listed.items.push_back(key);
    } else if (what == "values") {
      listed.items.push_back(property.value);
    } else {
      listed.items.push_back(MakeArray({{key, property.value}, false}));
    }
  }
  return MakeArray(std::move(listed));
}

}  // namespace

bool Evaluator::ReadArguments(const Node* arguments, const ScopePtr& scope, std::vector<Value>& values) {
  if (arguments == nullptr) return true;
  if (arguments->Is("template_string")) {  // sql`...`: its text, where it is known
    values.push_back(Eval(*arguments, scope));
    return true;
  }
  for (const Node* argument : arguments->children) {
    if (!argument->Is("spread_element")) {
      values.push_back(Eval(*argument, scope));
      continue;
    }
    const Value spread = argument->children.empty() ? Value() : Eval(*argument->children[0], scope);
    const Array* array = spread.AsArray();
    if (array == nullptr || array->open) return false;
    values.insert(values.end(), array->items.begin(), array->items.end());
  }
  return true;
}

Value Evaluator::EvalCall(const Node& node, const ScopePtr& scope) {
  const bool is_new = node.Is("new_expression");
  const Node* callee = node.Field(is_new ? "constructor" : "function");
  if (callee == nullptr) return {};
  Link call{"", true, {}, false, node.line};
  call.open = !ReadArguments(node.Field("arguments"), scope, call.arguments);
  if (!is_new && callee->Is("member_expression")) {
    const Node* object = callee->Field("object");
    const Node* property = callee->Field("property");
    if (object == nullptr || property == nullptr) return {};
    return CallMethod(Eval(*object, scope), property->text, std::move(call));
  }
  const Value called = Eval(*callee, scope);
  if (is_new && called.AsChain() == nullptr) return {};
  return CallValue(called, std::move(call));
}

Value Evaluator::CallValue(const Value& callee, Link call) {
  if (const auto* function = callee.As<Function>())
    return call.open ? Value() : Call(*function, call.arguments, {});
  const Chain* chain = callee.AsChain();
  if (chain == nullptr || chain->links.empty()) return {};
  if (chain->last().called) {  // pgEnum("role", [...])("role"): a link without a name
    Chain longer = *chain;
    longer.links.push_back(std::move(call));
    return MakeChain(std::move(longer));
  }
  if (chain->package.empty()) {
    Value known = CallGlobal(chain->Path(), call);
    if (!known.Is<Unknown>()) return known;
  }
  Chain longer = *chain;
  call.name = longer.links.back().name;
  longer.links.back() = std::move(call);
  return MakeChain(std::move(longer));
}

Value Evaluator::CallGlobal(const std::string& path, const Link& call) {
  if (call.open || call.arguments.empty()) return {};
  const Value& first = call.arguments[0];
  if (path == "Object.freeze" || path == "Object.seal") return first;
  if (path == "Object.keys" || path == "Object.values" || path == "Object.entries")
    return first.AsObject() == nullptr ? Value()
                                       : Listed(*first.AsObject(), std::string_view(path).substr(7));
  if (path == "Array.from" && first.AsArray() != nullptr) {
    if (call.arguments.size() == 1) return first;
    return MapOver(*first.AsArray(), call.arguments[1]);
  }
  if (path == "Array.of") return MakeArray({call.arguments, false});
  if (path == "Set") return first.AsArray() == nullptr ? Value() : WithoutRepetition(*first.AsArray());
  if (path == "String") return first.ToText() ? Value{*first.ToText()} : Value();
  if (path == "RegExp") {
    const std::string flags = call.arguments.size() < 2 ? "" : call.arguments[1].Text().value_or("?");
    if (const auto* regex = first.As<Regex>())
      return {Regex{regex->source, call.arguments.size() < 2 ? regex->flags : flags}};
    return first.Text() ? Value{Regex{*first.Text(), flags}} : Value();
  }
  if (path == "Math.max" || path == "Math.min" || path == "Math.pow") {
    std::vector<double> numbers;
    for (const Value& argument : call.arguments) {
      if (!argument.Is<double>()) return {};
      numbers.push_back(*argument.As<double>());
    }
    if (path == "Math.pow") return numbers.size() == 2 ? Value{std::pow(numbers[0], numbers[1])} : Value();
    return {path == "Math.max" ? *std::max_element(numbers.begin(), numbers.end())
                               : *std::min_element(numbers.begin(), numbers.end())};
  }
  return {};
}

Value Evaluator::MapOver(const Array& array, const Value& callback) {
  const auto* function = callback.As<Function>();
  if (function == nullptr || array.open || array.items.size() > kMaxItems) return {};
  Array mapped;
  for (const Value& item : array.items) mapped.items.push_back(Call(*function, {item}, {}));
  return MakeArray(std::move(mapped));
}

Value Evaluator::CallMethod(const Value& object, std::string_view name, Link call) {
  if (const auto* text = object.As<std::string>()) return OnText(*text, name);
  if (const Array* array = object.AsArray()) {
    if (name == "map" && !call.arguments.empty()) return MapOver(*array, call.arguments[0]);
    if (name == "slice" && call.arguments.empty()) return object;
    if (name == "concat" && !call.open) {
      Array joined = *array;
      for (const Value& argument : call.arguments) {
        const Array* other = argument.AsArray();
        joined.open = joined.open || other == nullptr || other->open;
        if (other != nullptr)
          joined.items.insert(joined.items.end(), other->items.begin(), other->items.end());
      }
      return MakeArray(std::move(joined));
    }
    if (name == "join" && !array->open) {
      const std::string between = call.arguments.empty() ? "," : call.arguments[0].Text().value_or(",");
      std::string joined;
      for (const Value& item : array->items) {
        const auto text = item.ToText();
        if (!text) return {};
        joined += (&item == array->items.data() ? "" : between) + *text;
      }
      return {joined};
    }
    if (name == "filter" && !array->open && !call.arguments.empty()) {
      const auto* function = call.arguments[0].As<Function>();
      Array kept;
      for (const Value& item : array->items) {
        const auto truth = function == nullptr ? std::nullopt : Call(*function, {item}, {}).Truth();
        if (!truth) return {};
        if (*truth) kept.items.push_back(item);
      }
      return MakeArray(std::move(kept));
    }
    return {};
  }
  const Value member = Member(object, name, call.line);
  if (const auto* function = member.As<Function>())
    return call.open ? Value() : Call(*function, call.arguments, object);
  return CallValue(member, std::move(call));
}

void Evaluator::Bind(const Node& pattern, const Value& value, const ScopePtr& scope) {
  if (pattern.Is("identifier")) {
    scope->locals[std::string(pattern.text)] = value;
  } else if (pattern.Is("assignment_pattern")) {
    const Node* left = pattern.Field("left");
    const Node* right = pattern.Field("right");
    if (left == nullptr || right == nullptr) return;
    Bind(*left, value.Is<Undefined>() ? Eval(*right, scope) : value, scope);
  } else if (pattern.Is("object_pattern")) {
    for (const Node* part : pattern.children) {
      if (part->Is("shorthand_property_identifier_pattern")) {
        scope->locals[std::string(part->text)] = Member(value, part->text, part->line);
      } else if (part->Is("object_assignment_pattern")) {
        const Node* left = part->Field("left");
        const Node* right = part->Field("right");
        if (left == nullptr || right == nullptr) continue;
        Value held = Member(value, left->text, part->line);
        scope->locals[std::string(left->text)] = held.Is<Undefined>() ? Eval(*right, scope) : std::move(held);
      } else if (part->Is("pair_pattern")) {
        const Node* key = part->Field("key");
        const Node* target = part->Field("value");
        const auto name = key == nullptr ? std::nullopt : LiteralText(*key);
        if (name && target != nullptr) Bind(*target, Member(value, *name, part->line), scope);
      } else if (!part->children.empty()) {
        scope->locals[std::string(part->children[0]->text)] = {};
      }
    }
  } else if (pattern.Is("array_pattern")) {
    const Array* array = value.AsArray();
    for (std::size_t i = 0; i < pattern.children.size(); ++i) {
      const bool known = array != nullptr && !array->open && i < array->items.size();
      Bind(*pattern.children[i], known ? array->items[i] : Value(), scope);
    }
  } else if (!pattern.children.empty()) {
    Bind(*pattern.children.back(), {}, scope);  // a rest parameter
  }
}

Value Evaluator::Call(const Function& function, const std::vector<Value>& arguments, const Value& self) {
  const auto scope = Inner(function.scope);
  const Node& node = *function.node;
  if (!node.Is("arrow_function")) scope->locals["this"] = self;
  if (const Node* one = node.Field("parameter"))
    Bind(*one, arguments.empty() ? Value{Undefined{}} : arguments[0], scope);
  if (const Node* parameters = node.Field("parameters")) {
    std::size_t at = 0;
    for (const Node* parameter : parameters->children) {
      const Node* pattern = parameter->Field("pattern");
      if (pattern == nullptr) pattern = parameter;
      if (pattern->Is("this")) continue;
      Value value = at < arguments.size() ? arguments[at] : Value{Undefined{}};
      ++at;
      const Node* initial = parameter->Field("value");
      if (initial != nullptr && value.Is<Undefined>()) value = Eval(*initial, scope);
      if (pattern->Is("rest_pattern")) value = {};
      Bind(*pattern, value, scope);
    }
  }
  const Node* body = node.Field("body");
  if (body == nullptr) return {};
  if (!body->Is("statement_block")) return Eval(*body, scope);
  std::optional<Value> result;
  if (!RunBlock(*body, scope, result)) return {};
  return result.value_or(Value{Undefined{}});
}

bool Evaluator::RunBlock(const Node& block, const ScopePtr& scope, std::optional<Value>& result) {
  for (const Node* statement : block.children) {
    if (!RunStatement(*statement, scope, result)) return false;
    if (result) return true;
  }
  return true;
}

bool Evaluator::RunStatement(const Node& statement, const ScopePtr& scope, std::optional<Value>& result) {
  if (statement.Is("return_statement")) {
    result = statement.children.empty() ? Value{Undefined{}} : Eval(*statement.children[0], scope);
    return true;
  }
  if (statement.Is("lexical_declaration") || statement.Is("variable_declaration")) {
    for (const Node* declarator : statement.children) {
      const Node* name = declarator->Field("name");
      const Node* value = declarator->Field("value");
      if (name != nullptr) Bind(*name, value == nullptr ? Value{Undefined{}} : Eval(*value, scope), scope);
    }
    return true;
  }
  if (statement.Is("function_declaration")) {
    if (const Node* name = statement.Field("name"))
      scope->locals[std::string(name->text)] = {Function{&statement, scope}};
    return true;
  }
  if (statement.Is("statement_block")) return RunBlock(statement, scope, result);
  if (statement.Is("if_statement")) {
    const Node* condition = statement.Field("condition");
    const auto truth = condition == nullptr ? std::nullopt : Eval(*condition, scope).Truth();
    if (!truth) return false;
    const Node* branch = statement.Field(*truth ? "consequence" : "alternative");
    if (branch != nullptr && branch->Is("else_clause"))
      branch = branch->children.empty() ? nullptr : branch->children[0];
    return branch == nullptr || RunStatement(*branch, scope, result);
  }
  if (statement.Is("expression_statement")) {
    // An assignment changes what is known; other calls are taken to change nothing that matters here.
    const Node* expression = statement.children.empty() ? nullptr : statement.children[0];
    if (expression == nullptr || !expression->kind.ends_with("assignment_expression")) return true;
    const Node* target = expression->Field("left");
    while (target != nullptr && !target->Is("identifier")) target = target->Field("object");
    if (target != nullptr) scope->locals[std::string(target->text)] = {};
    return true;
  }
  return statement.Is("interface_declaration") || statement.Is("type_alias_declaration") ||
         statement.Is("empty_statement");
}

}  // namespace tacit::analyze::typescript

// Calls: built-in functions, simple functions of the sources; the rest is kept as what it is, a call.
#include "analyzer/python/evaluator.h"

namespace tacit::analyze::python {

namespace {

constexpr int kMaxCalls = 12;  // in each other
constexpr std::size_t kMaxRange = 5'000;

bool IsTextWrapper(std::string_view name) {
  return IsOneOf(name, {"gettext", "gettext_lazy", "gettext_noop", "ugettext", "ugettext_lazy",
                        "ugettext_noop", "mark_safe", "format_lazy", "lazy_str"});
}

std::optional<Value> Range(const CallData& call) {
  std::vector<std::int64_t> bounds;
  for (const Value& argument : call.positional) {
    const auto bound = argument.Integer();
    if (!bound) return std::nullopt;
    bounds.push_back(*bound);
  }
  if (bounds.empty() || bounds.size() > 3) return std::nullopt;
  const std::int64_t begin = bounds.size() == 1 ? 0 : bounds[0];
  const std::int64_t end = bounds.size() == 1 ? bounds[0] : bounds[1];
  const std::int64_t step = bounds.size() == 3 ? bounds[2] : 1;
  constexpr std::int64_t kLargest = 1'000'000'000;
  if (step == 0 || std::abs(begin) > kLargest || std::abs(end) > kLargest || std::abs(step) > kLargest)
    return std::nullopt;
  Sequence sequence;
  for (std::int64_t i = begin; step > 0 ? i < end : i > end; i += step) {
    if (sequence.items.size() > kMaxRange) return std::nullopt;
    sequence.items.push_back({i});
  }
  return Value{std::move(sequence)};
}

std::optional<Value> Zipped(const CallData& call) {
  std::vector<std::vector<Value>> columns;
  for (const Value& argument : call.positional) {
    auto items = Items(argument);
    if (!items) return std::nullopt;
    columns.push_back(std::move(*items));
  }
  Sequence rows;
  for (std::size_t i = 0; !columns.empty(); ++i) {
    Sequence row{.tuple = true, .items = {}};
    for (const auto& column : columns) {
      if (i >= column.size()) return Value{std::move(rows)};
      row.items.push_back(column[i]);
    }
    rows.items.push_back({std::move(row)});
  }
  return Value{std::move(rows)};
}

std::optional<Value> Enumerated(const std::vector<Value>& items, std::int64_t first) {
  Sequence rows;
  for (const Value& item : items) rows.items.push_back({Sequence{true, {Value{first++}, item}}});
  return Value{std::move(rows)};
}

std::optional<Value> Extreme(const CallData& call, bool largest) {
  auto items = call.positional.size() == 1 ? Items(call.positional[0]) : std::optional(call.positional);
  if (!items || items->empty() || !call.keywords.empty()) return std::nullopt;
  std::optional<std::int64_t> best;
  for (const Value& item : *items) {
    const auto number = item.Integer();
    if (!number) return std::nullopt;
    if (!best || (largest ? *number > *best : *number < *best)) best = number;
  }
  return Value{*best};
}

}  // namespace

Value Evaluator::EvalCall(const syntax::Node& node, const Place& place) {
  const syntax::Node* function = node.Field("function");
  const syntax::Node* arguments = node.Field("arguments");
  if (function == nullptr || arguments == nullptr) return MakeUnknown(node.text);
  auto call = std::make_shared<CallData>();
  call->node = &node;
  call->module = place.scope->module;
  if (arguments->Is("generator_expression")) call->positional.push_back(Eval(*arguments, place));
  for (const syntax::Node* argument : arguments->children) {
    if (arguments->Is("generator_expression")) break;
    if (argument->Is("keyword_argument")) {
      const syntax::Node* name = argument->Field("name");
      const syntax::Node* value = argument->Field("value");
      if (name != nullptr && value != nullptr) call->keywords.emplace_back(name->text, Eval(*value, place));
    } else if (argument->Is("list_splat") || argument->Is("dictionary_splat")) {
      const Value inner = argument->children.empty() ? MakeUnknown("") : Eval(*argument->children[0], place);
      const auto* dict = inner.As<Dict>();
      const auto items = argument->Is("list_splat") ? Items(inner) : std::nullopt;
      if (items) call->positional.insert(call->positional.end(), items->begin(), items->end());
      if (dict != nullptr && argument->Is("dictionary_splat")) {
        for (const DictEntry& entry : dict->entries) {
          const auto key = entry.first.Text();
          if (key && call->Keyword(*key) == nullptr) call->keywords.emplace_back(*key, entry.second);
        }
      }
      if (!items && dict == nullptr) call->open = true;
    } else {
      call->positional.push_back(Eval(*argument, place));
    }
  }
  const std::string_view last = LastPart(function->text);
  if (kept_.contains(last)) {
    call->callee = {External{std::string(last)}};
    return {Instance{std::move(call)}};
  }
  // A method of a value that is known.
  if (function->Is("attribute") && function->Field("object") != nullptr) {
    const Value object = Eval(*function->Field("object"), place);
    if (const auto result = PureMethod(object, last, call->positional)) return *result;
    call->callee = Attribute(object, last);
    if (const auto* callee = call->callee.As<FunctionRef>()) {
      const bool of_class = object.Is<ClassRef>();
      return CallFunction(*callee, *call, of_class ? &object : nullptr);
    }
  } else {
    call->callee = Eval(*function, place);
  }
  if (const auto* callee = call->callee.As<FunctionRef>()) return CallFunction(*callee, *call, nullptr);
  if (const auto* callee = call->callee.As<External>()) return CallExternal(callee->path, std::move(call));
  if (call->callee.Is<ClassRef>()) return {Instance{std::move(call)}};
  // The receiver is not known, but the call may still be one that a host knows by its name.
  call->callee = MakeUnknown(function->text);
  return {Instance{std::move(call)}};
}

Value Evaluator::CallExternal(const std::string& path, std::shared_ptr<CallData> call) {
  const std::string_view name = LastPart(path);
  if (path.starts_with("builtins.")) {
    if (auto value = CallBuiltin(name, *call)) return *value;
  }
  if (IsTextWrapper(name) && !call->positional.empty()) return call->positional[0];
  if (IsOneOf(name, {"pgettext", "pgettext_lazy"}) && call->positional.size() > 1) return call->positional[1];
  if (name == "OrderedDict") {
    if (auto value = CallBuiltin("dict", *call)) return *value;
  }
  if (path == "itertools.chain") {
    Sequence all;
    for (const Value& argument : call->positional) {
      const auto items = Items(argument);
      if (!items) return MakeUnknown(path);
      all.items.insert(all.items.end(), items->begin(), items->end());
    }
    return {std::move(all)};
  }
  return {Instance{std::move(call)}};
}

std::optional<Value> Evaluator::CallBuiltin(std::string_view name, const CallData& call) {
  const Value* first = call.positional.empty() ? nullptr : &call.positional[0];
  if (name == "range") return Range(call);
  if (name == "zip") return Zipped(call);
  if (name == "max" || name == "min") return Extreme(call, name == "max");
  if (name == "dict" && !call.open) {
    Dict dict;
    if (first != nullptr) {
      if (const auto* other = first->As<Dict>()) dict = *other;
      const auto* pairs = first->As<Sequence>();
      if (!first->Is<Dict>() && pairs == nullptr) return std::nullopt;
      for (std::size_t i = 0; pairs != nullptr && i < pairs->items.size(); ++i) {
        const auto pair = Items(pairs->items[i]);
        if (!pair || pair->size() != 2) return std::nullopt;
        dict.Set((*pair)[0], (*pair)[1]);
      }
    }
    for (const auto& [key, value] : call.keywords) dict.Set({key}, value);
    return Value{std::move(dict)};
  }
  if (IsOneOf(name, {"tuple", "list", "set", "frozenset"}) && first == nullptr)
    return Value{Sequence{name == "tuple", {}}};
  if (first == nullptr) return std::nullopt;
  auto items = Items(*first);
  if (const auto* definition = first->As<ClassRef>()) items = EnumMembers(*definition->definition);
  if (IsOneOf(name, {"tuple", "list", "set", "frozenset"}) && items)
    return Value{Sequence{name == "tuple", std::move(*items)}};
  // The order of a list of choices says nothing.
  if ((name == "sorted" || name == "reversed") && items) return Value{Sequence{false, std::move(*items)}};
  if (name == "enumerate" && items) {
    const Value* start = call.Argument("start", 1);
    const auto from = start == nullptr ? std::optional<std::int64_t>(0) : start->Integer();
    return from ? Enumerated(*items, *from) : std::nullopt;
  }
  if (name == "len" && items) return Value{static_cast<std::int64_t>(items->size())};
  if (name == "len" && first->Text()) {
    const std::string text = *first->Text();
    const auto characters = std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
    return Value{static_cast<std::int64_t>(characters)};
  }
  if (name == "str") {
    if (auto text = first->Str()) return Value{*text};
  }
  if (name == "int") {
    if (auto whole = first->Integer()) return Value{*whole};
  }
  if (name == "bool") {
    if (auto truth = first->Truth()) return Value{*truth};
  }
  if (name == "getattr" && call.positional.size() >= 2) {
    const auto attribute = call.positional[1].Text();
    if (attribute) return Attribute(*first, *attribute);
  }
  return std::nullopt;
}

Value Evaluator::CallFunction(const FunctionRef& function, const CallData& call, const Value* self) {
  const Value unknown = MakeUnknown(call.node->text);
  const syntax::Node* parameters = function.node->Field("parameters");
  const syntax::Node* body = function.node->Field("body");
  if (body == nullptr || call.open || calls_ >= kMaxCalls || function.node->text.starts_with("async"))
    return unknown;
  Locals locals;
  std::vector<Value> arguments = call.positional;
  std::size_t at = 0;
  // A class method is given its class.
  const bool takes_class = parameters != nullptr && !parameters->children.empty() &&
                           parameters->children[0]->text == "cls" && self != nullptr;
  if (takes_class) arguments.insert(arguments.begin(), *self);
  for (const syntax::Node* parameter :
       parameters == nullptr ? std::vector<const syntax::Node*>() : parameters->children) {
    const syntax::Node* name = parameter->Is("identifier") ? parameter : parameter->Field("name");
    if (name == nullptr && parameter->Is("typed_parameter") && !parameter->children.empty())
      name = parameter->children[0];
    if (name == nullptr || !name->Is("identifier")) return unknown;
    const Value* keyword = call.Keyword(name->text);
    const syntax::Node* otherwise = parameter->Field("value");
    Value value = unknown;
    if (at < arguments.size()) {
      value = arguments[at++];
    } else if (keyword != nullptr) {
      value = *keyword;
    } else if (otherwise != nullptr) {
      value = Eval(*otherwise, {function.scope});
    }
    locals[std::string(name->text)] = std::move(value);
  }
  ++calls_;
  std::optional<Value> result;
  if (function.node->Is("lambda")) {
    result = Eval(*body, {function.scope, &locals});
  } else {
    result = RunBlock(*body, *function.scope, locals);
  }
  --calls_;
  return result.value_or(unknown);
}

std::optional<Value> Evaluator::RunBlock(const syntax::Node& block, const Scope& scope, Locals& locals) {
  for (const syntax::Node* statement : block.children) {
    if (IsDocstring(*statement) || statement->Is("pass_statement") || statement->Is("import_from_statement"))
      continue;
    if (statement->Is("return_statement")) {
      if (statement->children.empty()) return NoneValue();
      return Eval(*statement->children[0], {&scope, &locals});
    }
    if (statement->Is("if_statement")) {
      const syntax::Node* condition = statement->Field("condition");
      const syntax::Node* then = statement->Field("consequence");
      const auto truth = condition == nullptr ? std::nullopt : Eval(*condition, {&scope, &locals}).Truth();
      const syntax::Node* otherwise = statement->Field("alternative");
      const bool plain = otherwise == nullptr || otherwise->Is("else_clause");
      if (!truth || then == nullptr || !plain) return MakeUnknown(statement->text);
      const syntax::Node* chosen = *truth ? then : otherwise == nullptr ? nullptr : otherwise->Field("body");
      if (chosen == nullptr) continue;
      if (auto result = RunBlock(*chosen, scope, locals)) return result;
      continue;
    }
    if (!RunSimple(*statement, scope, locals)) return MakeUnknown(statement->text);
  }
  return std::nullopt;
}

bool Evaluator::RunSimple(const syntax::Node& statement, const Scope& scope, Locals& locals) {
  if (!statement.Is("expression_statement") || statement.children.empty()) return false;
  const syntax::Node& inner = *statement.children[0];
  if (inner.Is("assignment")) {
    const syntax::Node* left = inner.Field("left");
    const syntax::Node* right = inner.Field("right");
    if (left == nullptr || right == nullptr || !left->Is("identifier")) return false;
    Value value = Eval(*right, {&scope, &locals});
    locals[std::string(left->text)] = std::move(value);
    return true;
  }
  // list.append(x)
  const syntax::Node* function = inner.Is("call") ? inner.Field("function") : nullptr;
  const syntax::Node* arguments = inner.Field("arguments");
  if (function == nullptr || arguments == nullptr || !function->Is("attribute") ||
      arguments->children.size() != 1)
    return false;
  const syntax::Node* object = function->Field("object");
  const auto local = object == nullptr ? locals.end() : locals.find(object->text);
  auto* sequence = local == locals.end() ? nullptr : local->second.As<Sequence>();
  if (sequence == nullptr || LastPart(function->text) != "append") return false;
  Value item = Eval(*arguments->children[0], {&scope, &locals});
  sequence->items.push_back(std::move(item));
  return true;
}

}  // namespace tacit::analyze::python

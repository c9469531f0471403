#include "analyzer/typescript/evaluate/evaluator.h"

#include <charconv>
#include <cmath>
#include <limits>

namespace tacit::analyze::typescript {

namespace {

using syntax::Node;

constexpr int kMaxEvaluateDepth = 250;
constexpr int kMaxSteps = 400'000;
constexpr std::size_t kScopesBeforeSweep = 4096;
constexpr std::size_t kMaxText = 1 << 16;

Value ParseNumber(std::string_view text) {
  std::string digits;
  for (char c : text) {
    if (c != '_' && c != 'n') digits += c;
  }
  const char* end = digits.data() + digits.size();
  if (digits.size() > 2 && digits[0] == '0' &&
      std::string_view("xXoObB").find(digits[1]) != std::string::npos) {
    const int base = (digits[1] | 0x20) == 'x' ? 16 : (digits[1] | 0x20) == 'o' ? 8 : 2;
    std::uint64_t number = 0;
    const auto read = std::from_chars(digits.data() + 2, end, number, base);
    if (read.ec != std::errc() || read.ptr != end) return {};
    return {static_cast<double>(number)};
  }
  if (digits.starts_with(".")) digits.insert(0, "0");
  end = digits.data() + digits.size();
  double number = 0;
  const auto read = std::from_chars(digits.data(), end, number);
  if (read.ec != std::errc() || (read.ptr != end && read.ptr + 1 != end)) return {};
  return {number};
}

std::optional<bool> StrictlyEqual(const Value& a, const Value& b) {
  if (a.Is<Unknown>() || b.Is<Unknown>() || a.AsChain() != nullptr || b.AsChain() != nullptr)
    return std::nullopt;
  if (a.state.index() != b.state.index()) return false;
  if (const auto* text = a.As<std::string>()) return *text == *b.As<std::string>();
  if (const double* number = a.As<double>()) return *number == *b.As<double>();
  if (const bool* truth = a.As<bool>()) return *truth == *b.As<bool>();
  if (a.Is<Null>() || a.Is<Undefined>()) return true;
  return std::nullopt;
}

Value Arithmetic(std::string_view op, double a, double b) {
  if (op == "+") return {a + b};
  if (op == "-") return {a - b};
  if (op == "*") return {a * b};
  if (op == "/") return {a / b};
  if (op == "%") return {std::fmod(a, b)};
  if (op == "**") return {std::pow(a, b)};
  if (op == "<") return {a < b};
  if (op == "<=") return {a <= b};
  if (op == ">") return {a > b};
  if (op == ">=") return {a >= b};
  const bool small = std::abs(a) < 2147483648.0 && b >= 0 && b < 31;
  if (op == "<<" && small && std::trunc(a) == a) {
    const double shifted = a * std::pow(2, b);
    if (std::abs(shifted) < 2147483648.0) return {shifted};
  }
  return {};
}

}  // namespace

const Value* Scope::Find(std::string_view name) const {
  for (const Scope* scope = this; scope != nullptr; scope = scope->parent.get()) {
    const auto found = scope->locals.find(name);
    if (found != scope->locals.end()) return &found->second;
  }
  return nullptr;
}

ScopePtr Evaluator::ScopeOf(const Module& module) {
  ScopePtr& scope = scopes_[&module];
  if (scope == nullptr) {
    scope = Inner(nullptr);
    scope->module = &module;
  }
  return scope;
}

Evaluator::~Evaluator() {
  for (const std::weak_ptr<Scope>& made : made_) {
    const ScopePtr scope = made.lock();
    if (scope == nullptr) continue;
    scope->locals.clear();
    scope->self = {};
    scope->parent.reset();
  }
}

ScopePtr Evaluator::Inner(const ScopePtr& parent) {
  if (made_.size() >= most_made_) {
    std::erase_if(made_, [](const std::weak_ptr<Scope>& made) { return made.expired(); });
    most_made_ = std::max(kScopesBeforeSweep, 2 * made_.size());
  }
  auto scope = std::make_shared<Scope>();
  scope->module = parent == nullptr ? nullptr : parent->module;
  scope->parent = parent;
  made_.push_back(scope);
  return scope;
}

Value Evaluator::Eval(const Node& node, const ScopePtr& scope) {
  if (depth_ >= kMaxEvaluateDepth || steps_ >= kMaxSteps) return {};
  ++depth_;
  ++steps_;
  Value value = EvalKind(node, scope);
  --depth_;
  if (value.line == 0) value.line = node.line;
  return value;
}

Value Evaluator::EvalKind(const Node& node, const ScopePtr& scope) {
  const std::string_view kind = node.kind;
  if (kind == "string" || kind == "template_string") return EvalTemplate(node, scope);
  if (kind == "number") return ParseNumber(node.text);
  if (kind == "true") return {true};
  if (kind == "false") return {false};
  if (kind == "null") return {Null{}};
  if (kind == "undefined") return {Undefined{}};
  if (kind == "identifier" || kind == "shorthand_property_identifier") return EvalName(node.text, scope);
  if (kind == "this") return scope->Find("this") == nullptr ? scope->self : *scope->Find("this");
  if (kind == "object") return EvalObject(node, scope);
  if (kind == "array") return EvalArray(node, scope);
  if (kind == "regex") {
    const Node* pattern = node.Field("pattern");
    const Node* flags = node.Field("flags");
    if (pattern == nullptr) return {};
    return {Regex{std::string(pattern->text), flags == nullptr ? "" : std::string(flags->text)}};
  }
  if (kind == "arrow_function" || kind == "function_expression" || kind == "function_declaration" ||
      kind == "method_definition") {
    return {Function{&node, scope}};
  }
  if (kind == "class" || kind == "class_declaration" || kind == "abstract_class_declaration") {
    const Node* name = node.Field("name");
    return {ClassRef{&node, scope->module, name == nullptr ? "" : std::string(name->text)}};
  }
  if (kind == "enum_declaration") return EvalEnum(node, scope);
  if (kind == "parenthesized_expression" || kind == "as_expression" || kind == "satisfies_expression" ||
      kind == "non_null_expression" || kind == "await_expression") {
    return node.children.empty() ? Value() : Eval(*node.children[0], scope);
  }
  if (kind == "type_assertion") return node.children.empty() ? Value() : Eval(*node.children.back(), scope);
  if (kind == "member_expression") return EvalMember(node, scope);
  if (kind == "subscript_expression") return EvalSubscript(node, scope);
  if (kind == "binary_expression") return EvalBinary(node, scope);
  if (kind == "unary_expression") return EvalUnary(node, scope);
  if (kind == "call_expression" || kind == "new_expression") return EvalCall(node, scope);
  if (kind == "ternary_expression") {
    const Node* condition = node.Field("condition");
    const auto truth = condition == nullptr ? std::nullopt : Eval(*condition, scope).Truth();
    const Node* branch = !truth ? nullptr : node.Field(*truth ? "consequence" : "alternative");
    return branch == nullptr ? Value() : Eval(*branch, scope);
  }
  return {};
}

Value Evaluator::EvalName(std::string_view name, const ScopePtr& scope) {
  if (const Value* local = scope->Find(name)) return *local;
  return scope->module == nullptr ? Value() : Name(*scope->module, name);
}

Value Evaluator::Name(const Module& module, std::string_view name) {
  if (name == "undefined") return {Undefined{}};
  if (name == "Infinity") return {std::numeric_limits<double>::infinity()};
  if (const auto declared = module.declarations.find(name); declared != module.declarations.end())
    return Declared(module, std::string(name), declared->second);
  if (const auto import = module.imports.find(name); import != module.imports.end()) {
    // Medusa's data model language stands for itself, even in Medusa's own repository.
    const bool language =
        import->second.name == "model" && import->second.specifier.starts_with("@medusajs/");
    const Module* from = language ? nullptr : modules_.Resolve(import->second.specifier, module);
    if (from == nullptr) {
      const std::string& imported = import->second.name;
      const bool whole = imported == "*" || imported == "default";
      return MakeChain(
          {import->second.specifier, {{whole ? std::string(name) : imported, false, {}, false, 0}}});
    }
    if (import->second.name == "*") {
      if (from->default_value != nullptr && from->exports.empty()) return Exported(*from, "default");
      return MakeChain({"module:" + from->path, {}});
    }
    return Exported(*from, import->second.name);
  }
  return MakeChain({"", {{std::string(name), false, {}, false, 0}}});
}

Value Evaluator::Declared(const Module& module, const std::string& name, const Declaration& declaration) {
  const std::pair key(&module, name);
  if (const auto known = known_.find(key); known != known_.end()) return known->second;
  if (!under_way_.insert(key).second) return {};
  const Node& node = *declaration.node;
  Value value;
  const ScopePtr scope = ScopeOf(module);
  if (node.Is("variable_declarator")) {
    if (const Node* initial = node.Field("value")) value = Eval(*initial, scope);
    if (!declaration.member.empty()) value = Member(value, declaration.member, node.line);
  } else if (!node.Is("interface_declaration") && !node.Is("type_alias_declaration")) {
    value = Eval(node, scope);
  }
  under_way_.erase(key);
  if (steps_ < kMaxSteps) known_[key] = value;
  return value;
}

Value Evaluator::Exported(const Module& module, std::string_view name) {
  const std::pair key(&module, "export " + std::string(name));
  if (const auto known = known_.find(key); known != known_.end()) return known->second;
  if (!under_way_.insert(key).second) return {};
  Value value{Undefined{}};
  const auto local = module.exports.find(name);
  const auto again = module.reexports.find(name);
  if (local != module.exports.end()) {
    value = Name(module, local->second);
  } else if (again != module.reexports.end()) {
    const Module* from = modules_.Resolve(again->second.specifier, module);
    value = from == nullptr
                ? MakeChain({again->second.specifier, {{again->second.name, false, {}, false, 0}}})
            : again->second.name == "*" ? MakeChain({"module:" + from->path, {}})
                                        : Exported(*from, again->second.name);
  } else if (name == "default" && module.default_value != nullptr) {
    value = Eval(*module.default_value, ScopeOf(module));
  } else if (name == "default" || module.stars.empty()) {
    // CommonJS: a member of what module.exports holds.
    if (module.default_value != nullptr && name != "default")
      value = Member(Eval(*module.default_value, ScopeOf(module)), name, 0);
  } else {
    for (const std::string& star : module.stars) {
      const Module* from = modules_.Resolve(star, module);
      if (from != nullptr) value = Exported(*from, name);
      if (!value.Is<Undefined>()) break;
    }
  }
  under_way_.erase(key);
  // Nothing found in the middle of something else may be there when that is done.
  if ((!value.Is<Undefined>() && !value.Is<Unknown>()) || under_way_.empty()) known_[key] = value;
  return value;
}

Value Evaluator::EvalTemplate(const Node& node, const ScopePtr& scope) {
  if (auto literal = LiteralText(node)) return {std::move(*literal)};
  std::string text;
  bool holes = false;
  for (const Node* part : node.children) {
    std::optional<std::string> piece;
    if (part->Is("template_substitution")) {
      const Value held = part->children.empty() ? Value() : Eval(*part->children[0], scope);
      const Chain* chain = held.AsChain();
      // A column of a table that is being described stands for its name.
      piece = chain != nullptr && chain->package.starts_with("column:")
                  ? "\"" + chain->package.substr(7) + "\""
                  : held.ToText();
    } else {
      const std::string_view whole = part->text;
      piece = part->Is("escape_sequence") && whole == "\\n" ? "\n" : std::string(whole);
    }
    holes = holes || !piece;
    if (!piece) piece = std::string(1, kHole);
    if (text.size() + piece->size() > kMaxText) return {};
    text += *piece;
  }
  if (holes) return {Unknown{std::make_shared<const std::string>(std::move(text))}};
  return {std::move(text)};
}

Value Evaluator::EvalObject(const Node& node, const ScopePtr& scope) {
  Object object;
  for (const Node* part : node.children) {
    if (part->Is("shorthand_property_identifier")) {
      object.Set(std::string(part->text), Eval(*part, scope), part->line);
    } else if (part->Is("pair") || part->Is("method_definition")) {
      const Node* key = part->Field(part->Is("pair") ? "key" : "name");
      std::optional<std::string> name;
      if (key != nullptr && key->Is("computed_property_name") && !key->children.empty()) {
        const Value computed = Eval(*key->children[0], scope);
        name = computed.ToText();
        // Symbols of a library, [Op.gt]: by their path.
        if (!name && computed.AsChain() != nullptr) name = "[" + computed.AsChain()->Path() + "]";
      } else if (key != nullptr) {
        name = key->Is("number") ? ParseNumber(key->text).ToText() : LiteralText(*key);
      }
      if (!name) {
        object.open = true;
        continue;
      }
      const Node* value = part->Is("pair") ? part->Field("value") : part;
      object.Set(std::move(*name), value == nullptr ? Value() : Eval(*value, scope), part->line);
    } else if (part->Is("spread_element") && !part->children.empty()) {
      const Value spread = Eval(*part->children[0], scope);
      const Object* other = spread.AsObject();
      object.open =
          object.open || (other == nullptr ? !spread.Is<Undefined>() && !spread.Is<Null>() : other->open);
      if (other == nullptr) continue;
      for (const Property& property : other->properties)
        object.Set(property.key, property.value, property.line);
    }
  }
  return MakeObject(std::move(object));
}

Value Evaluator::EvalArray(const Node& node, const ScopePtr& scope) {
  Array array;
  for (const Node* part : node.children) {
    if (!part->Is("spread_element")) {
      array.items.push_back(Eval(*part, scope));
      continue;
    }
    const Value spread = part->children.empty() ? Value() : Eval(*part->children[0], scope);
    const Array* other = spread.AsArray();
    array.open = array.open || other == nullptr || other->open;
    if (other != nullptr) array.items.insert(array.items.end(), other->items.begin(), other->items.end());
  }
  return MakeArray(std::move(array));
}

Value Evaluator::EvalEnum(const Node& node, const ScopePtr& scope) {
  Object object;
  object.is_enum = true;
  const ScopePtr inner = Inner(scope);
  const Node* body = node.Field("body");
  if (body == nullptr) return {};
  std::optional<double> next = 0;
  for (const Node* member : body->children) {
    const Node* name = member->Is("enum_assignment") ? member->Field("name") : member;
    const auto key = name == nullptr ? std::nullopt : LiteralText(*name);
    if (!key) continue;
    Value value;
    if (member->Is("enum_assignment")) {
      if (const Node* assigned = member->Field("value")) value = Eval(*assigned, inner);
    } else if (next) {
      value = {*next};
    }
    const double* number = value.As<double>();
    next = number == nullptr ? std::nullopt : std::optional(*number + 1);
    inner->locals[*key] = value;
    object.Set(*key, value, member->line);
  }
  return MakeObject(std::move(object));
}

Value Evaluator::EvalMember(const Node& node, const ScopePtr& scope) {
  const Node* object = node.Field("object");
  const Node* property = node.Field("property");
  if (object == nullptr || property == nullptr) return {};
  return Member(Eval(*object, scope), property->text, node.line);
}

Value Evaluator::EvalSubscript(const Node& node, const ScopePtr& scope) {
  const Node* object = node.Field("object");
  const Node* index = node.Field("index");
  if (object == nullptr || index == nullptr) return {};
  const Value held = Eval(*object, scope);
  const Value at = Eval(*index, scope);
  if (const Array* array = held.AsArray()) {
    const auto position = at.Integer();
    if (!position || array->open || *position < 0) return {};
    const auto place = static_cast<std::size_t>(*position);
    return place < array->items.size() ? array->items[place] : Value{Undefined{}};
  }
  const auto name = at.ToText();
  return name ? Member(held, *name, node.line) : Value();
}

Value Evaluator::Member(const Value& object, std::string_view name, int line) {
  if (const Object* held = object.AsObject()) {
    if (const Value* value = held->Find(name)) return *value;
    return held->open ? Value() : Value{Undefined{}};
  }
  if (const auto* of = object.As<ClassRef>()) return Static(*of, name);
  if (const Chain* chain = object.AsChain()) {
    if (chain->package.starts_with("module:") && chain->links.empty()) {
      const Module* module = modules_.Load(chain->package.substr(7));
      return module == nullptr ? Value() : Exported(*module, name);
    }
    Chain longer = *chain;
    longer.links.push_back({std::string(name), false, {}, false, line});
    return MakeChain(std::move(longer));
  }
  if (const auto* text = object.As<std::string>(); text != nullptr && name == "length")
    return {static_cast<double>(text->size())};
  if (const auto* regex = object.As<Regex>(); regex != nullptr && name == "source") return {regex->source};
  if (const Array* array = object.AsArray(); array != nullptr && name == "length" && !array->open)
    return {static_cast<double>(array->items.size())};
  return {};
}

Value Evaluator::EvalUnary(const Node& node, const ScopePtr& scope) {
  const Node* argument = node.Field("argument");
  if (argument == nullptr) return {};
  const Value value = Eval(*argument, scope);
  if (node.op == "!") {
    const auto truth = value.Truth();
    return truth ? Value{!*truth} : Value();
  }
  const double* number = value.As<double>();
  if (number == nullptr) return {};
  return node.op == "-" ? Value{-*number} : node.op == "+" ? value : Value();
}

Value Evaluator::EvalBinary(const Node& node, const ScopePtr& scope) {
  const Node* left = node.Field("left");
  const Node* right = node.Field("right");
  if (left == nullptr || right == nullptr) return {};
  const Value a = Eval(*left, scope);
  if (node.op == "&&" || node.op == "||") {
    const auto truth = a.Truth();
    if (!truth) return {};
    return *truth == (node.op == "||") ? a : Eval(*right, scope);
  }
  if (node.op == "??") {
    if (a.Is<Unknown>() || a.AsChain() != nullptr) return {};
    return a.Is<Null>() || a.Is<Undefined>() ? Eval(*right, scope) : a;
  }
  const Value b = Eval(*right, scope);
  if (node.op == "===" || node.op == "!==") {
    const auto equal = StrictlyEqual(a, b);
    return equal ? Value{*equal == (node.op == "===")} : Value();
  }
  const double* x = a.As<double>();
  const double* y = b.As<double>();
  if (x != nullptr && y != nullptr) return Arithmetic(node.op, *x, *y);
  if (node.op != "+" || (!a.Is<std::string>() && !b.Is<std::string>())) return {};
  const auto first = a.ToText();
  const auto second = b.ToText();
  if (!first || !second || first->size() + second->size() > kMaxText) return {};
  return {*first + *second};
}

}  // namespace tacit::analyze::typescript

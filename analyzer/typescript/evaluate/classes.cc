#include "analyzer/typescript/evaluate/classes.h"

#include <algorithm>

namespace tacit::analyze::typescript {

namespace {

using syntax::Node;

constexpr std::size_t kMaxAncestors = 20;
constexpr int kMaxDecoratorDepth = 8;

// The text between a member's beginning and its name: modifiers and decorators.
std::string_view Before(const Node& member, const Node& name) {
  if (name.text.data() < member.text.data()) return {};
  return member.text.substr(0, static_cast<std::size_t>(name.text.data() - member.text.data()));
}

bool HasWord(std::string_view text, std::string_view word) {
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const bool begins = at == 0 || std::string_view(" \t\r\n").find(text[at - 1]) != std::string_view::npos;
    const std::size_t end = at + word.size();
    const bool ends =
        end == text.size() || std::string_view(" \t\r\n").find(text[end]) != std::string_view::npos;
    if (begins && ends) return true;
  }
  return false;
}

class DecoratorReader {
 public:
  // `name` is the decorator's, as it is written.
  DecoratorReader(Evaluator& evaluator, std::string name, std::string member, std::vector<Decorator>& into)
      : evaluator_(evaluator), name_(std::move(name)), member_(std::move(member)), into_(into) {}

  void Read(const Value& value, int line, int depth = 0) {
    if (depth > kMaxDecoratorDepth) return Doubt(line);
    if (const auto* function = value.As<Function>()) {
      // One of the application's: what it returns for this member or, where it returns nothing, what it does.
      const std::vector<Value> arguments = {{}, {member_}, {}};
      const Value returned = evaluator_.Call(*function, arguments, {});
      if (!returned.Is<Undefined>() && !returned.Is<Unknown>()) return Read(returned, line, depth + 1);
      return Run(*function, line, depth);
    }
    if (const Array* array = value.AsArray()) {
      for (const Value& item : array->items) Read(item, line, depth + 1);
      return;
    }
    const Chain* chain = value.AsChain();
    if (chain == nullptr || chain->links.empty() || chain->package.empty()) return Doubt(line);
    const Link& last = chain->last();
    if (last.name == "applyDecorators") {
      for (const Value& argument : last.arguments) Read(argument, line, depth + 1);
      return;
    }
    // Column(...)(target, name): the call that returned the decorator says it all.
    Decorator decorator{chain->package, last};
    decorator.link.line = line;
    into_.push_back(std::move(decorator));
  }

 private:
  void Doubt(int line) {
    Decorator decorator;
    decorator.link.name = name_;
    decorator.link.line = line;
    decorator.known = false;
    into_.push_back(std::move(decorator));
  }

  // (target, key) => { Column(options)(target, key); Index()(target, key); }
  void Run(const Function& function, int line, int depth) {
    const Node* body = function.node->Field("body");
    const auto scope = evaluator_.Inner(function.scope);
    const Node* parameters = function.node->Field("parameters");
    for (std::size_t i = 0; parameters != nullptr && i < parameters->children.size(); ++i) {
      const Node* parameter = parameters->children[i];
      const Node* pattern = parameter->Field("pattern");
      const std::string_view name = (pattern == nullptr ? parameter : pattern)->text;
      scope->locals[std::string(name)] = i == 1 ? Value{member_} : Value();
    }
    if (body == nullptr) return Doubt(line);
    RunStatement(*body, scope, line, depth);
  }

  void RunStatement(const Node& statement, const ScopePtr& scope, int line, int depth) {
    if (statement.Is("statement_block")) {
      for (const Node* one : statement.children) RunStatement(*one, scope, line, depth);
    } else if (statement.Is("if_statement")) {
      const Node* condition = statement.Field("condition");
      const auto truth = condition == nullptr ? std::nullopt : evaluator_.Eval(*condition, scope).Truth();
      if (!truth) return Doubt(line);
      const Node* branch = statement.Field(*truth ? "consequence" : "alternative");
      if (branch != nullptr && branch->Is("else_clause"))
        branch = branch->children.empty() ? nullptr : branch->children[0];
      if (branch != nullptr) RunStatement(*branch, scope, line, depth);
    } else if (statement.Is("expression_statement") && statement.children.size() == 1) {
      RunStatement(*statement.children[0], scope, line, depth);
    } else if (statement.Is("call_expression")) {
      const Node* callee = statement.Field("function");
      if (callee == nullptr) return Doubt(line);
      if (KeepsMetadata(callee->text)) return;
      Read(evaluator_.Eval(*callee, scope), line, depth + 1);
    } else if (!statement.Is("comment")) {
      Doubt(line);
    }
  }

  // What stores a note beside the property and does nothing else.
  static bool KeepsMetadata(std::string_view callee) {
    return callee == "Reflect.defineMetadata" || callee.starts_with("console.");
  }

  Evaluator& evaluator_;
  const std::string name_;
  const std::string member_;
  std::vector<Decorator>& into_;
};

void ReadDecorator(Evaluator& evaluator, const Node& node, const ScopePtr& scope, const std::string& member,
                   std::vector<Decorator>& into) {
  if (node.children.empty()) return;
  const Node* name = node.children[0];
  while (name->Is("call_expression") && name->Field("function") != nullptr) name = name->Field("function");
  DecoratorReader(evaluator, std::string(name->text), member, into)
      .Read(evaluator.Eval(*node.children[0], scope), node.line);
}

const Node* TypeOf(const Node& member) {
  const Node* type = member.Field("type");
  return type == nullptr ? member.Field("return_type") : type;
}

}  // namespace

const Value* Decorator::Argument(std::size_t i) const {
  return i < link.arguments.size() ? &link.arguments[i] : nullptr;
}

const Value* Decorator::Option(std::string_view key) const {
  for (const Value& argument : link.arguments) {
    if (argument.AsObject() != nullptr) return argument.Get(key);
  }
  return nullptr;
}

const Decorator* ClassMember::Find(std::string_view decorator) const {
  for (const Decorator& one : decorators) {
    if (one.known && one.link.name == decorator) return &one;
  }
  return nullptr;
}

const Decorator* ClassInfo::Find(std::string_view decorator) const {
  for (const Decorator& one : decorators) {
    if (one.known && one.link.name == decorator) return &one;
  }
  return nullptr;
}

ClassInfo ReadClass(Evaluator& evaluator, const ClassRef& ref) {
  ClassInfo info;
  info.ref = ref;
  const ScopePtr scope = evaluator.ScopeOf(*ref.module);
  if (const auto before = ref.module->decorators.find(ref.node); before != ref.module->decorators.end()) {
    for (const Node* decorator : before->second)
      ReadDecorator(evaluator, *decorator, scope, ref.name, info.decorators);
  }
  for (const Node* child : ref.node->children) {
    if (child->Is("decorator")) ReadDecorator(evaluator, *child, scope, ref.name, info.decorators);
  }
  const Node* body = ref.node->Field("body");
  if (body == nullptr) return info;
  std::vector<const Node*> waiting;  // decorators before a method stand beside it
  for (const Node* child : body->children) {
    if (child->Is("decorator")) {
      waiting.push_back(child);
      continue;
    }
    const Node* name = child->Field("name");
    const bool is_method = child->Is("method_definition");
    if (name == nullptr || (!is_method && !child->Is("public_field_definition"))) {
      waiting.clear();
      continue;
    }
    ClassMember member;
    member.name = LiteralText(*name).value_or(std::string(name->text));
    member.node = child;
    member.type = TypeOf(*child);
    member.module = ref.module;
    const std::string_view before = Before(*child, *name);
    member.is_static = HasWord(before, "static");
    const bool accessor = HasWord(before, "get") || HasWord(before, "set");
    member.is_method = is_method && !accessor;
    const std::string_view after = child->text.substr(before.size() + name->text.size());
    member.optional = after.starts_with("?");
    for (const Node* decorator : waiting)
      ReadDecorator(evaluator, *decorator, scope, member.name, member.decorators);
    for (const Node* part : child->children) {
      if (part->Is("decorator")) ReadDecorator(evaluator, *part, scope, member.name, member.decorators);
    }
    waiting.clear();
    info.members.push_back(std::move(member));
  }
  return info;
}

std::vector<ClassInfo> WithAncestors(Evaluator& evaluator, const ClassRef& ref) {
  std::vector<ClassInfo> line;
  ClassRef current = ref;
  while (line.size() < kMaxAncestors) {
    line.push_back(ReadClass(evaluator, current));
    const Value parent = evaluator.Parent(current);
    if (const Chain* chain = parent.AsChain(); chain != nullptr && !chain->links.empty())
      line.back().library_parent = chain->last().name;
    const auto* next = parent.As<ClassRef>();
    if (next == nullptr || next->node == current.node) break;
    current = *next;
  }
  std::reverse(line.begin(), line.end());
  return line;
}

std::vector<ClassRef> ClassesOf(const Module& module) {
  std::vector<ClassRef> classes;
  const auto add = [&](const Node& node) {
    if (!node.Is("class_declaration") && !node.Is("abstract_class_declaration")) return;
    const Node* name = node.Field("name");
    classes.push_back({&node, &module, name == nullptr ? "" : std::string(name->text)});
  };
  for (const Node* statement : module.tree->root().children) {
    add(*statement);
    const Node* declaration = statement->Is("export_statement") ? statement->Field("declaration") : nullptr;
    if (declaration != nullptr) add(*declaration);
  }
  return classes;
}

std::string TypeName(const Node* type) {
  while (type != nullptr && (type->Is("type_annotation") || type->Is("parenthesized_type"))) {
    type = type->children.empty() ? nullptr : type->children[0];
  }
  if (type == nullptr) return "";
  if (type->Is("union_type")) {
    for (const Node* part : type->children) {
      const std::string name = TypeName(part);
      if (!name.empty() && name != "null" && name != "undefined") return name;
    }
    return "";
  }
  if (type->Is("generic_type")) {
    const Node* name = type->Field("name");
    return name == nullptr ? "" : std::string(name->text);
  }
  const bool named = type->Is("predefined_type") || type->Is("type_identifier");
  return named ? std::string(type->text) : "";
}

bool AllowsNull(const Node* type) {
  if (type == nullptr) return false;
  if (type->Is("literal_type")) return type->text == "null" || type->text == "undefined";
  if (type->Is("predefined_type")) return type->text == "undefined" || type->text == "any";
  if (!type->Is("type_annotation") && !type->Is("union_type") && !type->Is("parenthesized_type"))
    return false;
  return std::any_of(type->children.begin(), type->children.end(), AllowsNull);
}

Value Thunk(Evaluator& evaluator, const Value& value) {
  if (const auto* function = value.As<Function>()) return evaluator.Call(*function, {}, {});
  return value;
}

std::string KeyOf(const ClassRef& ref) { return ref.module->path + "#" + ref.name; }

}  // namespace tacit::analyze::typescript

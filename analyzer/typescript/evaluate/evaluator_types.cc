// Classes, and types that list their values.
#include <algorithm>

#include "analyzer/typescript/evaluate/evaluator.h"

namespace tacit::analyze::typescript {

namespace {

using syntax::Node;

constexpr int kMaxTypeDepth = 40;
constexpr int kMaxTypeAncestors = 30;
constexpr std::size_t kMaxLiterals = 1000;

bool IsStatic(const Node& member, const Node& name) {
  if (name.text.data() < member.text.data()) return false;
  const std::string_view before =
      member.text.substr(0, static_cast<std::size_t>(name.text.data() - member.text.data()));
  return before.ends_with("static ") || before.find("static ") != std::string_view::npos;
}

}  // namespace

Value Evaluator::Parent(const ClassRef& of) {
  for (const Node* child : of.node->children) {
    if (!child->Is("class_heritage")) continue;
    for (const Node* clause : child->children) {
      if (!clause->Is("extends_clause") && child->children.size() > 1) continue;
      const Node* value = clause->Is("extends_clause") ? clause->Field("value") : clause;
      if (value == nullptr) continue;
      const ScopePtr scope = ScopeOf(*of.module);
      const Value parent = Eval(*value, scope);
      return parent;
    }
  }
  return {Undefined{}};
}

Value Evaluator::Static(const ClassRef& of, std::string_view name) {
  ClassRef current = of;
  for (int depth = 0; depth < kMaxTypeAncestors; ++depth) {
    const Node* body = current.node->Field("body");
    for (const Node* member : body == nullptr ? std::vector<const Node*>() : body->children) {
      const Node* label = member->Field("name");
      if (label == nullptr || label->text != name || !IsStatic(*member, *label)) continue;
      const ScopePtr scope = ScopeOf(*current.module);
      if (member->Is("method_definition")) {
        // A getter is a value, which a call would have to make.
        const std::string_view before =
            member->text.substr(0, static_cast<std::size_t>(label->text.data() - member->text.data()));
        if (before.ends_with("get ")) return Call({member, scope}, {}, {of});
        return {Function{member, scope}};
      }
      const Node* value = member->Field("value");
      if (value == nullptr) return {};
      const auto inner = Inner(scope);
      inner->locals["this"] = {of};
      return Eval(*value, inner);
    }
    const Value parent = Parent(current);
    const auto* next = parent.As<ClassRef>();
    // A library's class may have any static member.
    if (next == nullptr) return parent.Is<Undefined>() ? parent : Value();
    current = *next;
  }
  return {};
}

std::optional<std::vector<tacit::Value>> Evaluator::LiteralsOf(const Node& type, const Module& module) {
  std::vector<tacit::Value> values;
  if (!CollectLiterals(type, module, values, 0) || values.empty()) return std::nullopt;
  return values;
}

bool Evaluator::CollectLiterals(const Node& type, const Module& module, std::vector<tacit::Value>& values,
                                int depth) {
  if (depth > kMaxTypeDepth || values.size() > kMaxLiterals) return false;
  const auto add = [&values](const Value& value) {
    auto scalar = value.ToSql();
    if (!scalar) return false;
    if (std::find(values.begin(), values.end(), *scalar) == values.end())
      values.push_back(std::move(*scalar));
    return true;
  };
  const auto add_list = [&](const Value& value) {
    const Array* array = value.AsArray();
    return array != nullptr && !array->open && std::all_of(array->items.begin(), array->items.end(), add);
  };
  if (type.Is("type_annotation") || type.Is("parenthesized_type") || type.Is("union_type")) {
    return std::all_of(type.children.begin(), type.children.end(),
                       [&](const Node* part) { return CollectLiterals(*part, module, values, depth + 1); });
  }
  if (type.Is("literal_type")) {
    const Node* literal = type.children.empty() ? nullptr : type.children[0];
    if (literal == nullptr) return false;
    if (literal->Is("null") || literal->Is("undefined")) return true;
    return add(Eval(*literal, ScopeOf(module)));
  }
  if (type.Is("lookup_type")) {  // (typeof LIST)[number]
    const Node* query = type.children.empty() ? nullptr : type.children[0];
    while (query != nullptr && query->Is("parenthesized_type") && !query->children.empty())
      query = query->children[0];
    if (query == nullptr || !query->Is("type_query") || query->children.empty() ||
        type.children.back()->text != "number") {
      return false;
    }
    return add_list(Eval(*query->children[0], ScopeOf(module)));
  }
  if (!type.Is("type_identifier")) return false;
  const auto declared = module.declarations.find(type.text);
  if (declared != module.declarations.end()) {
    const Node& node = *declared->second.node;
    if (node.Is("type_alias_declaration")) {
      const Node* value = node.Field("value");
      return value != nullptr && CollectLiterals(*value, module, values, depth + 1);
    }
    if (!node.Is("enum_declaration")) return false;
    const Value listed = Eval(node, ScopeOf(module));
    const Object* members = listed.AsObject();
    return members != nullptr && std::all_of(members->properties.begin(), members->properties.end(),
                                             [&](const Property& property) { return add(property.value); });
  }
  // An imported type: where it is declared, by the name that it has there.
  std::string name(type.text);
  const Module* at = &module;
  for (int hop = 0; hop < kMaxTypeDepth && at != nullptr; ++hop) {
    if (at->declarations.contains(name) && (hop > 0 || at != &module)) {
      // A node of that name in its own module; any identifier node of it will do.
      const Node& node = *at->declarations.find(name)->second.node;
      const Node* label = node.Field("name");
      Node named;
      named.kind = "type_identifier";
      named.text = label == nullptr ? std::string_view() : label->text;
      return label != nullptr && CollectLiterals(named, *at, values, depth + 1);
    }
    const Import* import = nullptr;
    if (const auto found = at->imports.find(name); found != at->imports.end()) import = &found->second;
    if (const auto found = at->reexports.find(name); import == nullptr && found != at->reexports.end())
      import = &found->second;
    if (import != nullptr) {
      const Module* from = modules_.Resolve(import->specifier, *at);
      name = import->name;
      if (from != nullptr && name == "default") {
        const auto exported = from->exports.find("default");
        if (exported == from->exports.end()) return false;
        name = exported->second;
      }
      at = from;
      continue;
    }
    const Module* next = nullptr;
    for (const std::string& star : at->stars) {
      const Module* from = modules_.Resolve(star, *at);
      if (from != nullptr &&
          (from->exports.contains(name) || from->reexports.contains(name) || !from->stars.empty()))
        next = from;
      if (next != nullptr && next->exports.contains(name)) break;
    }
    at = next;
  }
  return false;
}

Value Evaluator::TypeTarget(const Node& type, const Module& module) {
  if (type.Is("type_annotation") || type.Is("parenthesized_type") || type.Is("array_type") ||
      type.Is("readonly_type")) {
    return type.children.empty() ? Value() : TypeTarget(*type.children[0], module);
  }
  if (type.Is("union_type")) {
    for (const Node* part : type.children) {
      if (part->Is("literal_type") || part->Is("predefined_type")) continue;
      return TypeTarget(*part, module);
    }
    return {};
  }
  if (type.Is("generic_type")) {
    const Node* name = type.Field("name");
    const Node* arguments = type.Field("type_arguments");
    static constexpr std::string_view kWrappers[] = {
        "Promise", "Array", "Relation", "Ref", "Loaded", "Partial", "Collection", "Readonly", "NonAttribute"};
    const bool wraps =
        name != nullptr && arguments != nullptr && !arguments->children.empty() &&
        std::find(std::begin(kWrappers), std::end(kWrappers), name->text) != std::end(kWrappers);
    if (wraps) return TypeTarget(*arguments->children[0], module);
    return name == nullptr ? Value() : TypeTarget(*name, module);
  }
  if (type.Is("type_identifier")) return Name(module, type.text);
  return {};
}

}  // namespace tacit::analyze::typescript

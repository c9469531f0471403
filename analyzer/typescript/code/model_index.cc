#include "analyzer/typescript/code/model_index.h"

#include <algorithm>

#include "analyzer/typescript/names.h"

namespace tacit::analyze::typescript {

namespace {

using syntax::Node;

constexpr int kMaxLinks = 12;

// Calls that give the same model with other scopes, or a builder of its queries.
bool KeepsModel(std::string_view method) {
  static constexpr std::string_view kNames[] = {"scope", "unscoped", "withScope", "schema", "extend", "with"};
  return std::find(std::begin(kNames), std::end(kNames), method) != std::end(kNames);
}

bool NamesEntity(std::string_view method) {
  return method == "getRepository" || method == "getTreeRepository" || method == "getCustomRepository" ||
         method == "getMongoRepository";
}

// Variables with the calls that they are declared with, parameters with their types.
void Collect(const Node& node, std::multimap<std::string, const Node*, std::less<>>& locals, int depth) {
  if (depth > 300) return;
  if (node.Is("variable_declarator")) {
    const Node* name = node.Field("name");
    const Node* value = node.Field("value");
    while (value != nullptr && value->Is("await_expression") && !value->children.empty())
      value = value->children[0];
    if (name != nullptr && name->Is("identifier") && value != nullptr) locals.emplace(name->text, value);
  } else if (node.Is("required_parameter") || node.Is("optional_parameter")) {
    const Node* name = node.Field("pattern");
    const Node* type = node.Field("type");
    if (name != nullptr && name->Is("identifier") && type != nullptr && !type->children.empty())
      locals.emplace(name->text, type);
  }
  for (const Node* child : node.children) Collect(*child, locals, depth + 1);
}

// The type arguments of what a class extends: Repository<User>.
const Node* InheritedArgument(const Node& class_node) {
  for (const Node* heritage : class_node.children) {
    if (!heritage->Is("class_heritage")) continue;
    for (const Node* clause : heritage->children) {
      const Node* arguments = clause->Is("extends_clause") ? clause->Field("type_arguments") : nullptr;
      if (arguments != nullptr && !arguments->children.empty()) return arguments->children[0];
    }
  }
  return nullptr;
}

}  // namespace

ModelIndex::ModelIndex(Evaluator& evaluator, const std::vector<Model>& models) : evaluator_(evaluator) {
  std::map<std::string, int> seen;
  for (const Model& model : models) {
    if (model.declaration) by_class_[model.declaration->node] = &model;
    if (model.orm == Orm::kPrisma) {
      by_client_[LowerFirst(model.name)] = &model;
    } else {
      ++seen[model.name];
      by_name_[model.name] = &model;
      const std::string variable = model.key.substr(model.key.rfind('#') + 1);
      if (variable != model.name && ++seen[variable] == 1) by_name_[variable] = &model;
    }
  }
  std::erase_if(by_name_, [&](const auto& entry) { return seen[entry.first] > 1; });
}

const Model* ModelIndex::OfClass(const Node* class_node) const {
  const auto found = by_class_.find(class_node);
  return found == by_class_.end() ? nullptr : found->second;
}

const Model* ModelIndex::OfValue(const Value& value) const {
  const auto* of = value.As<ClassRef>();
  return of == nullptr ? nullptr : OfClass(of->node);
}

const Model* ModelIndex::Named(const Node& node, const Place& place) {
  if (node.Is("identifier")) {
    if (const Model* model = OfValue(evaluator_.Eval(node, place.scope))) return model;
    const auto named = by_name_.find(node.text);
    // A class of this name that is no model hides it.
    const bool hidden = place.scope->module->declarations.contains(node.text) && named != by_name_.end() &&
                        named->second->declaration && named->second->file != place.scope->module->path;
    return named == by_name_.end() || hidden ? OfLocal(node.text, place) : named->second;
  }
  if (!node.Is("member_expression")) return nullptr;
  if (const Model* model = OfValue(evaluator_.Eval(node, place.scope))) return model;
  const Node* property = node.Field("property");
  const auto named = property == nullptr ? by_name_.end() : by_name_.find(property->text);
  return named == by_name_.end() ? nullptr : named->second;
}

const Model* ModelIndex::OfLocal(std::string_view name, const Place& place) {
  const Module& module = *place.scope->module;
  const auto [entry, fresh] = locals_.try_emplace(&module);
  if (fresh) Collect(module.tree->root(), entry->second, 0);
  if (depth_ > kMaxLinks) return nullptr;
  ++depth_;
  const Model* model = nullptr;
  const auto [begin, end] = entry->second.equal_range(name);
  for (auto at = begin; at != end; ++at) {
    const Model* one = at->second->Is("type_annotation") ? OfType(*at->second->children[0], module)
                                                         : OfReceiver(*at->second, place);
    if (one == nullptr || (model != nullptr && one != model)) {
      model = nullptr;
      break;
    }
    model = one;
  }
  --depth_;
  return model;
}

const Model* ModelIndex::OfType(const Node& type, const Module& module) {
  if (type.Is("generic_type")) {
    const Node* name = type.Field("name");
    const Node* arguments = type.Field("type_arguments");
    const bool repository = name != nullptr && (name->text.ends_with("Repository") || name->text == "Model" ||
                                                name->text == "ModelStatic" || name->text == "ModelCtor");
    if (repository && arguments != nullptr && !arguments->children.empty())
      return OfType(*arguments->children[0], module);
  }
  if (type.Is("type_query") && !type.children.empty())
    return OfValue(evaluator_.Name(module, type.children[0]->text));
  const Value target = evaluator_.TypeTarget(type, module);
  if (const Model* model = OfValue(target)) return model;
  // class UserRepository extends Repository<User>
  const auto* of = target.As<ClassRef>();
  const Node* inherited = of == nullptr ? nullptr : InheritedArgument(*of->node);
  return inherited == nullptr ? nullptr : OfValue(evaluator_.TypeTarget(*inherited, *of->module));
}

// this.users, where the class has a member or a constructor's parameter of that name.
const Model* ModelIndex::OfMember(const Node& class_node, std::string_view name, const Module& module) {
  const Node* body = class_node.Field("body");
  if (body == nullptr) return nullptr;
  const auto of_annotation = [&](const Node& declares) -> const Model* {
    const Node* type = declares.Field("type");
    return type == nullptr || type->children.empty() ? nullptr : OfType(*type->children[0], module);
  };
  for (const Node* member : body->children) {
    const Node* label = member->Field("name");
    if (label == nullptr) continue;
    if (member->Is("public_field_definition") && label->text == name) {
      if (const Model* model = of_annotation(*member)) return model;
      const Node* value = member->Field("value");
      return value == nullptr ? nullptr : OfReceiver(*value, {evaluator_.ScopeOf(module), &class_node});
    }
    if (label->text != "constructor") continue;
    const Node* parameters = member->Field("parameters");
    for (const Node* parameter : parameters == nullptr ? std::vector<const Node*>() : parameters->children) {
      const Node* pattern = parameter->Field("pattern");
      if (pattern != nullptr && pattern->text == name) return of_annotation(*parameter);
    }
  }
  return nullptr;
}

const Model* ModelIndex::OfReceiver(const Node& receiver, const Place& place) {
  const Node* node = &receiver;
  for (int hop = 0; hop < kMaxLinks; ++hop) {
    if (node->Is("parenthesized_expression") || node->Is("await_expression") ||
        node->Is("non_null_expression") || node->Is("as_expression")) {
      if (node->children.empty()) return nullptr;
      node = node->children[0];
    } else if (node->Is("call_expression")) {
      const Node* callee = node->Field("function");
      const Node* arguments = node->Field("arguments");
      if (callee == nullptr) return nullptr;
      const Node* method = callee->Is("member_expression") ? callee->Field("property") : callee;
      if (method != nullptr && NamesEntity(method->text)) {
        return arguments == nullptr || arguments->children.empty() ? nullptr
                                                                   : Named(*arguments->children[0], place);
      }
      const Node* object = callee->Is("member_expression") ? callee->Field("object") : nullptr;
      if (object == nullptr || method == nullptr || !KeepsModel(method->text)) return nullptr;
      node = object;
    } else {
      break;
    }
  }
  if (node->Is("this")) return OfClass(place.in_class);
  if (node->Is("member_expression")) {
    const Node* object = node->Field("object");
    const Node* property = node->Field("property");
    if (object == nullptr || property == nullptr) return nullptr;
    if (object->Is("this") && place.in_class != nullptr) {
      if (const Model* model = OfMember(*place.in_class, property->text, *place.scope->module)) return model;
    }
    const auto client = by_client_.find(property->text);
    if (client != by_client_.end()) {
      // prisma.user, this.prisma.user, tx.user, prisma.client.user: anything but an application's own object.
      const std::string text = LowerCase(object->text);
      static constexpr std::string_view kClients[] = {"prisma", "tx", "db", "client", "trx", "transaction"};
      const bool likely = std::any_of(std::begin(kClients), std::end(kClients),
                                      [&](std::string_view name) { return text.ends_with(name); });
      if (likely) return client->second;
    }
  }
  return Named(*node, place);
}

}  // namespace tacit::analyze::typescript

// Names: what a scope binds, what an import means, what a class inherits.
#include "analyzer/python/evaluator.h"

namespace tacit::analyze::python {

namespace {

constexpr int kMaxInheritance = 40;

bool IsDecoratedAway(const std::vector<const syntax::Node*>& decorators) {
  return std::any_of(decorators.begin(), decorators.end(), [](const syntax::Node* decorator) {
    const std::string_view name = LastPart(decorator->text.substr(0, decorator->text.find('(')));
    return !IsOneOf(name, {"staticmethod", "classmethod", "lru_cache", "cache"});
  });
}

std::string_view FirstPart(std::string_view path) { return path.substr(0, path.find('.')); }

}  // namespace

std::optional<Value> Evaluator::NameIn(const Scope& scope, std::string_view name) {
  const auto found = scope.names.find(name);
  if (found == scope.names.end()) return Starred(scope, name);
  const std::pair key(&scope, std::string(name));
  const auto known = known_.find(key);
  if (known != known_.end()) return known->second;
  if (!under_way_.insert(key).second) return MakeUnknown(name);
  Value value = Combined(found->second, scope, name);
  under_way_.erase(key);
  return known_.emplace(key, std::move(value)).first->second;
}

Value Evaluator::Combined(const std::vector<Binding>& bindings, const Scope& scope, std::string_view name) {
  std::optional<Value> value;
  for (const Binding& binding : bindings) {
    if (binding.kind == Binding::Kind::kAugment) {
      const syntax::Node* right = binding.node->Field("right");
      std::string_view op = binding.node->op;
      op = op.substr(0, op.size() - std::min<std::size_t>(op.size(), 1));
      value = !value || binding.maybe || right == nullptr ? MakeUnknown(name)
                                                          : Binary(op, *value, Eval(*right, {&scope}));
      continue;
    }
    Value next = ValueOf(binding, scope, name);
    if (!binding.maybe || !value || !value->known() || value->Is<None>()) {
      if (!binding.maybe || !value || next.known()) value = std::move(next);
    } else if (Equal(*value, next) != true && !value->Is<ClassRef>() && !value->Is<External>() &&
               !value->Is<ModuleRef>()) {
      value = MakeUnknown(name);
    }
  }
  return value.value_or(MakeUnknown(name));
}

Value Evaluator::ValueOf(const Binding& binding, const Scope& scope, std::string_view name) {
  switch (binding.kind) {
    case Binding::Kind::kAssign: {
      Value value = Eval(*binding.node, {&scope});
      for (const std::size_t at : binding.path) {
        const auto items = Items(value);
        if (!items || at >= items->size()) return MakeUnknown(name);
        value = (*items)[at];
      }
      return value;
    }
    case Binding::Kind::kImport:
    case Binding::Kind::kImportFrom: return Imported(binding, scope);
    case Binding::Kind::kClass: return {ClassRef{binding.definition}};
    case Binding::Kind::kFunction:
      if (IsDecoratedAway(binding.decorators)) return MakeUnknown(name);
      return {FunctionRef{binding.node, &scope}};
    case Binding::Kind::kAugment: break;
  }
  return MakeUnknown(name);
}

Value Evaluator::Imported(const Binding& binding, const Scope& scope) {
  if (binding.kind == Binding::Kind::kImport) {
    const Module* module = program_.Import(binding.name, *scope.module);
    if (module != nullptr) return {ModuleRef{module}};
    return {External{binding.name}};
  }
  const syntax::Node* from = binding.node->Field("module_name");
  if (from == nullptr) return MakeUnknown(binding.name);
  const Module* module = program_.Import(from->text, *scope.module);
  if (module != nullptr && module != scope.module) {
    Value member = ModuleMember(*module, binding.name);
    if (member.known()) return member;
  }
  // `from package import module`
  const std::string separator = from->text.ends_with('.') ? "" : ".";
  const Module* inner = program_.Import(std::string(from->text) + separator + binding.name, *scope.module);
  if (inner != nullptr) return {ModuleRef{inner}};
  if (module != nullptr) return MakeUnknown(binding.name);
  return {External{AbsoluteName(from->text, *scope.module) + "." + binding.name}};
}

Value Evaluator::ModuleMember(const Module& module, std::string_view name) {
  return NameIn(module.scope, name).value_or(MakeUnknown(name));
}

std::optional<Value> Evaluator::Starred(const Scope& scope, std::string_view name) {
  for (const syntax::Node* import : scope.star_imports) {
    const syntax::Node* from = import->Field("module_name");
    const Module* module = from == nullptr ? nullptr : program_.Import(from->text, *scope.module);
    if (module == nullptr || module == scope.module) continue;
    const std::pair key(&scope, "*" + std::string(name) + "@" + module->name);
    if (!under_way_.insert(key).second) continue;
    auto value = NameIn(module->scope, name);
    under_way_.erase(key);
    if (value) return value;
  }
  return std::nullopt;
}

Value Evaluator::Name(std::string_view name, const Scope& scope) {
  if (auto value = NameIn(scope, name)) return *value;
  if (scope.owner != nullptr) {
    if (auto value = NameIn(scope.module->scope, name)) return *value;
  }
  if (name == "_") return {External{"django.utils.translation.gettext"}};
  return {External{"builtins." + std::string(name)}};
}

Value Evaluator::Attribute(const Value& object, std::string_view name) {
  if (const auto* module = object.As<ModuleRef>()) {
    Value member = ModuleMember(*module->module, name);
    if (member.known()) return member;
    const Module* inner = program_.Import("." + std::string(name), *module->module);
    return inner != nullptr ? Value{ModuleRef{inner}} : member;
  }
  if (const auto* external = object.As<External>()) {
    const std::string path = external->path + "." + std::string(name);
    if (FirstPart(external->path) == "builtins") return MakeUnknown(path);
    // `import a.b` binds a, of which b may be one of the sources.
    return {External{path}};
  }
  if (const auto* definition = object.As<ClassRef>()) {
    if (IsEnum(*definition->definition)) return EnumAttribute(*definition->definition, name);
    if (name == "__name__") return {definition->definition->name};
    return ClassAttribute(*definition->definition, name).value_or(MakeUnknown(name));
  }
  if (const auto* instance = object.As<Instance>()) {
    // A row has what it was made with.
    if (const Value* given = instance->call->Keyword(name)) return *given;
  }
  if (const auto* member = object.As<EnumMember>()) {
    if (name == "value") return *member->value;
    if (name == "name") return {member->name};
  }
  return MakeUnknown(name);
}

const std::vector<Ancestor>& Evaluator::Mro(const Class& definition) {
  const auto found = mro_.find(&definition);
  if (found != mro_.end()) return found->second;
  std::vector<Ancestor> all;
  AddAncestors(definition, all, 0);
  // Of a class that is reached in several ways, the last place counts: what inherits from it comes before.
  std::vector<Ancestor> once;
  std::set<std::pair<const Class*, std::string>> seen;
  for (auto ancestor = all.rbegin(); ancestor != all.rend(); ++ancestor) {
    if (seen.emplace(ancestor->definition, ancestor->external).second) once.push_back(*ancestor);
  }
  std::reverse(once.begin(), once.end());
  return mro_.emplace(&definition, std::move(once)).first->second;
}

void Evaluator::AddAncestors(const Class& definition, std::vector<Ancestor>& into, int depth) {
  constexpr std::size_t kMaxAncestors = 2000;
  if (depth > kMaxInheritance || into.size() > kMaxAncestors) return;
  into.push_back({&definition, ""});
  const syntax::Node* bases = definition.node->Field("superclasses");
  if (bases == nullptr) return;
  const Scope& around =
      definition.outer == nullptr ? definition.scope.module->scope : definition.outer->scope;
  for (const syntax::Node* base : bases->children) {
    if (base->Is("keyword_argument")) continue;
    const Value value = Eval(
        base->Is("subscript") && base->Field("value") != nullptr ? *base->Field("value") : *base, {&around});
    if (const auto* known = value.As<ClassRef>()) {
      if (known->definition != &definition) AddAncestors(*known->definition, into, depth + 1);
    } else if (const auto* external = value.As<External>()) {
      into.push_back({nullptr, external->path});
    } else {
      into.push_back({nullptr, std::string(base->text)});
    }
  }
}

std::optional<Value> Evaluator::ClassAttribute(const Class& definition, std::string_view name) {
  for (const Ancestor& ancestor : Mro(definition)) {
    if (ancestor.definition == nullptr || !ancestor.definition->scope.names.contains(name)) continue;
    return NameIn(ancestor.definition->scope, name);
  }
  return std::nullopt;
}

std::pair<const syntax::Node*, const Class*> Evaluator::Method(const Class& definition,
                                                               std::string_view name) {
  for (const Ancestor& ancestor : Mro(definition)) {
    if (ancestor.definition == nullptr) continue;
    const auto found = ancestor.definition->scope.names.find(name);
    if (found == ancestor.definition->scope.names.end()) continue;
    const Binding& binding = found->second.back();
    if (binding.kind != Binding::Kind::kFunction) return {nullptr, nullptr};
    return {binding.node, ancestor.definition};
  }
  return {nullptr, nullptr};
}

bool Evaluator::InheritsExternal(const Class& definition, std::string_view last_part) {
  const auto& mro = Mro(definition);
  return std::any_of(mro.begin(), mro.end(), [last_part](const Ancestor& ancestor) {
    return ancestor.definition == nullptr && LastPart(ancestor.external) == last_part;
  });
}

bool Evaluator::IsEnum(const Class& definition) {
  for (std::string_view name :
       {"TextChoices", "IntegerChoices", "Choices", "Enum", "IntEnum", "StrEnum", "Flag", "IntFlag"}) {
    if (InheritsExternal(definition, name)) return true;
  }
  return false;
}

std::optional<std::vector<Value>> Evaluator::EnumMembers(const Class& definition) {
  if (!IsEnum(definition)) return std::nullopt;
  std::vector<Value> members;
  for (const std::string& name : definition.scope.order) {
    if (name.starts_with('_')) continue;
    const auto& bindings = definition.scope.names.find(name)->second;
    if (bindings.back().kind != Binding::Kind::kAssign) continue;
    Value member = EnumAttribute(definition, name);
    if (!member.Is<EnumMember>()) return std::nullopt;
    members.push_back(std::move(member));
  }
  return members;
}

Value Evaluator::EnumAttribute(const Class& definition, std::string_view name) {
  if (IsOneOf(name, {"choices", "values", "names", "labels"})) {
    auto members = EnumMembers(definition);
    if (!members) return MakeUnknown(definition.name + "." + std::string(name));
    Sequence sequence;
    for (Value& member : *members) {
      const auto* data = member.As<EnumMember>();
      Value label = {data->name};
      if (name == "choices") sequence.items.push_back({Sequence{true, {*data->value, label}}});
      if (name == "values") sequence.items.push_back(*data->value);
      if (name == "names" || name == "labels") sequence.items.push_back(label);
    }
    return {std::move(sequence)};
  }
  for (const Ancestor& ancestor : Mro(definition)) {
    if (ancestor.definition == nullptr) continue;
    const auto found = ancestor.definition->scope.names.find(name);
    if (found == ancestor.definition->scope.names.end()) continue;
    auto value = NameIn(ancestor.definition->scope, name);
    if (!value || !value->known() || found->second.back().kind != Binding::Kind::kAssign)
      return value.value_or(MakeUnknown(name));
    // A pair is value and label where the class is one of Django's choices.
    const auto* pair = value->As<Sequence>();
    const bool labelled = InheritsExternal(definition, "TextChoices") ||
                          InheritsExternal(definition, "IntegerChoices") ||
                          InheritsExternal(definition, "Choices");
    if (pair != nullptr && pair->tuple && labelled && pair->items.size() > 1) {
      Value plain = pair->items.size() == 2
                        ? pair->items[0]
                        : Value{Sequence{true, {pair->items.begin(), pair->items.end() - 1}}};
      value = std::move(plain);
    }
    if (!value->ToSql()) return MakeUnknown(name);
    return {EnumMember{std::string(name), std::make_shared<const Value>(std::move(*value))}};
  }
  return MakeUnknown(name);
}

}  // namespace tacit::analyze::python

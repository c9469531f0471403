#include "analyzer/rails/queries/world.h"

#include <algorithm>

#include "analyzer/rails/queries/relation.h"

namespace tacit::analyze::rails::queries {

namespace {

constexpr int kMaxAncestry = 20;  // of ancestors

// `include A, B` in the body of a class or module.
void AddIncludes(const Code& body, std::vector<std::pair<std::string, const Code*>>& names) {
  for (const syntax::Node* child : body.node->children) {
    const syntax::Node* method = child->Field("method");
    const syntax::Node* arguments = child->Field("arguments");
    if (!child->Is("call") || method == nullptr || arguments == nullptr ||
        child->Field("receiver") != nullptr)
      continue;
    if (method->text != "include" && method->text != "helper" && method->text != "prepend") continue;
    for (const syntax::Node* argument : arguments->children) {
      if (argument->Is("constant") || argument->Is("scope_resolution"))
        names.emplace_back(std::string(argument->text), &body);
    }
  }
}

}  // namespace

World::World(const Reader& reader, const Schema& schema, const ClassTable& others)
    : reader_(reader), schema_(schema), others_(others) {
  for (const auto& [name, model] : reader.models()) {
    const auto table = reader.TableOf(name);
    const Table* found = table ? schema.Find(*table) : nullptr;
    if (found != nullptr) tables_[name] = found;
  }
  AddModules(reader.classes());
  AddModules(others);
  for (const ClassTable* classes : {&reader.classes(), &others}) {
    for (const auto& [name, module] : classes->modules()) {
      if (!ancestors_.contains(name)) AddAncestors(name, ancestors_[name], 0);
    }
  }
  AddTypeTests();
  for (const auto& [name, model] : reader.models()) AddAssociations(model);
  for (const auto& [name, ancestors] : ancestors_) AddNames(name);
}

void World::AddNames(const std::string& path) {
  Names& names = names_[path];
  const Table* table = TableOf(path);
  for (const std::string& up : Ancestors(path)) {
    for (const Module* module : Bodies(up)) {
      for (const auto& [name, code] : module->methods) names.instance.try_emplace(name, Method{&code, up});
      for (const auto& [name, code] : module->singleton) names.singleton.try_emplace(name, Method{&code, up});
    }
    AddModelNames(up, table, names);
  }
  if (table == nullptr) return;
  for (const Column& column : table->columns) names.columns.try_emplace(column.name, &column);
  for (const std::string& up : Ancestors(path)) {
    const Model* model = ModelOf(up);
    if (model == nullptr) continue;
    for (const auto& [alias, name] : model->aliases) {
      if (auto column = names.columns.find(name); column != names.columns.end())
        names.columns[alias] = column->second;
    }
  }
}

void World::AddModelNames(const std::string& up, const Table* table, Names& names) {
  const Model* model = ModelOf(up);
  if (model == nullptr) return;
  for (auto path = model->class_method_modules.rbegin(); path != model->class_method_modules.rend(); ++path) {
    for (const Module* module : Bodies(*path)) {
      for (const auto& [name, code] : module->methods)
        names.singleton.try_emplace(name, Method{&code, *path});
    }
  }
  if (table != nullptr) {
    for (const AssociationInfo& info : AssociationsOf(up)) names.associations.try_emplace(info.name, &info);
  }
  for (auto call = model->calls.rbegin(); call != model->calls.rend(); ++call) {
    if (call->name == "scope" && call->arguments.size() == 2) {
      if (auto name = call->arguments[0].Name()) names.scopes.try_emplace(*name, &call->arguments[1]);
    }
    const ruby::Value* to = call->name == "delegate" ? call->options.Find("to") : nullptr;
    if (to == nullptr || call->options.Find("prefix") != nullptr) continue;
    for (const ruby::Value& name : call->arguments) {
      if (name.Name() && to->Name()) names.delegates.try_emplace(*name.Name(), *to->Name());
    }
  }
}

const World::Names& World::NamesOf(const std::string& path) const {
  static const Names kNone;
  auto found = names_.find(path);
  return found == names_.end() ? kNone : found->second;
}

// A class below another one with the same table has the rows that name it, or one below it.
void World::AddTypeTests() {
  std::map<std::string, std::vector<std::string>> families;
  for (const auto& [name, table] : tables_) {
    std::string up = name;
    for (int depth = 0; depth < kMaxAncestry && TableOf(up) == table; ++depth, up = reader_.Superclass(up)) {
      families[up].push_back(name);
    }
  }
  for (const auto& [name, table] : tables_) {
    const std::string parent = reader_.Superclass(name);
    if (TableOf(parent) != table || reader_.IsAbstract(parent)) continue;
    const ruby::Value* set = reader_.Setting(name, "inheritance_column");
    const std::string column = set == nullptr ? "type" : set->Name().value_or("");
    if (table->ColumnOrdinal(column) >= 0) type_tests_[name] = {column, families[name]};
  }
}

void World::AddModules(const ClassTable& classes) {
  for (const auto& [name, module] : classes.modules()) {
    std::vector<std::pair<std::string, const Code*>> names;
    for (const Code& body : module.bodies) AddIncludes(body, names);
    for (auto include = names.rbegin(); include != names.rend(); ++include) {
      const std::string path = Resolve(include->first, include->second->nesting);
      if (!path.empty()) includes_[name].push_back(path);
    }
    if (module.file == nullptr || module.file->find("app/helpers/") == std::string::npos) continue;
    for (const auto& [method, code] : module.methods) {
      if (!helpers_.try_emplace(method, Method{&code, name}).second) ambiguous_helpers_.insert(method);
    }
  }
}

void World::AddAncestors(const std::string& path, std::vector<std::string>& ancestors, int depth) const {
  if (depth > kMaxAncestry || std::find(ancestors.begin(), ancestors.end(), path) != ancestors.end()) return;
  ancestors.push_back(path);
  if (const Model* model = ModelOf(path)) {
    for (auto module = model->included.rbegin(); module != model->included.rend(); ++module) {
      AddAncestors(*module, ancestors, depth + 1);
    }
  }
  if (auto found = includes_.find(path); found != includes_.end()) {
    for (const std::string& module : found->second) AddAncestors(module, ancestors, depth + 1);
  }
  const std::string up = Superclass(path);
  if (!up.empty()) AddAncestors(up, ancestors, depth + 1);
}

const std::vector<std::string>& World::Ancestors(const std::string& path) const {
  static const std::vector<std::string> kNone;
  auto found = ancestors_.find(path);
  return found == ancestors_.end() ? kNone : found->second;
}

std::string World::Superclass(const std::string& path) const {
  if (reader_.classes().Find(path) != nullptr) {
    const std::string& up = reader_.Superclass(path);
    if (!up.empty()) return up;
  }
  const Module* module = others_.Find(path);
  if (module == nullptr || !module->superclass) return "";
  return Resolve(module->superclass->node->text, module->superclass->nesting);
}

std::string World::Resolve(std::string_view path, const std::vector<std::string>& nesting) const {
  std::string found = reader_.classes().Resolve(path, nesting);
  return found.empty() ? others_.Resolve(path, nesting) : found;
}

const Table* World::TableOf(const std::string& model) const {
  auto found = tables_.find(model);
  return found == tables_.end() ? nullptr : found->second;
}

std::string World::PrimaryKey(const std::string& model) const {
  if (const ruby::Value* set = reader_.Setting(model, "primary_key")) return set->Name().value_or("");
  const Table* table = TableOf(model);
  if (table == nullptr) return "";
  if (table->primary_key.size() == 1) return table->primary_key[0];
  return table->primary_key.empty() && table->ColumnOrdinal("id") >= 0 ? "id" : "";
}

std::string World::TypeCondition(const std::string& model, const std::string& alias) const {
  auto found = type_tests_.find(model);
  if (found == type_tests_.end()) return "";
  std::string values;
  for (const std::string& name : found->second.classes) {
    values += (values.empty() ? "" : ", ") + *Literal(Value{name}, nullptr);
  }
  const std::string column = ColumnName(alias, found->second.column);
  return found->second.classes.size() == 1 ? column + " = " + values : column + " IN (" + values + ")";
}

std::string World::PolymorphicName(const std::string& model) const {
  std::string top = model;
  for (int depth = 0; depth < kMaxAncestry; ++depth) {
    const std::string up = reader_.Superclass(top);
    if (TableOf(up) == nullptr || reader_.IsAbstract(up)) break;
    top = up;
  }
  return top;
}

bool World::Descends(const std::string& path, const std::string& ancestor) const {
  const auto& up = Ancestors(path);
  return std::find(up.begin(), up.end(), ancestor) != up.end();
}

std::vector<const Module*> World::Bodies(const std::string& path) const {
  std::vector<const Module*> bodies;
  for (const ClassTable* classes : {&reader_.classes(), &others_}) {
    if (const Module* module = classes->Find(path)) bodies.push_back(module);
  }
  return bodies;
}

Method World::InstanceMethod(const std::string& path, const std::string& name) const {
  const Names& names = NamesOf(path);
  auto found = names.instance.find(name);
  return found == names.instance.end() ? Method{} : found->second;
}

Method World::ClassMethod(const std::string& path, const std::string& name) const {
  const Names& names = NamesOf(path);
  auto found = names.singleton.find(name);
  return found == names.singleton.end() ? Method{} : found->second;
}

Method World::SuperMethod(const std::string& path, const std::string& owner, const std::string& name,
                          bool of_class) const {
  bool beyond = false;
  const auto find = [&](const std::string& place, bool singleton) -> Method {
    if (beyond) {
      for (const Module* module : Bodies(place)) {
        const auto& methods = singleton ? module->singleton : module->methods;
        if (auto found = methods.find(name); found != methods.end()) return {&found->second, place};
      }
    }
    beyond = beyond || place == owner;
    return {};
  };
  for (const std::string& up : Ancestors(path)) {
    if (const Method own = find(up, of_class); own.code != nullptr) return own;
    const Model* model = of_class ? ModelOf(up) : nullptr;
    if (model == nullptr) continue;
    for (auto module = model->class_method_modules.rbegin(); module != model->class_method_modules.rend();
         ++module) {
      if (const Method own = find(*module, false); own.code != nullptr) return own;
    }
  }
  return {};
}

Method World::HelperMethod(const std::string& name) const {
  auto found = helpers_.find(name);
  return found == helpers_.end() || ambiguous_helpers_.contains(name) ? Method{} : found->second;
}

const Code* World::Constant(std::string_view path, const std::vector<std::string>& nesting) const {
  const std::size_t at = path.rfind("::");
  const std::string name(at == std::string_view::npos ? path : path.substr(at + 2));
  std::vector<std::string> scopes;
  if (at != std::string_view::npos) {
    const std::string scope = Resolve(path.substr(0, at), nesting);
    if (scope.empty()) return nullptr;
    scopes = Ancestors(scope);
  } else {
    scopes.assign(nesting.rbegin(), nesting.rend());
    if (!nesting.empty()) {
      const auto& up = Ancestors(nesting.back());
      scopes.insert(scopes.end(), up.begin(), up.end());
    }
    scopes.emplace_back("Object");
  }
  for (const std::string& scope : scopes) {
    for (const Module* module : Bodies(scope)) {
      auto found = module->constants.find(name);
      if (found != module->constants.end()) return found->second.size() == 1 ? &found->second[0] : nullptr;
    }
  }
  return nullptr;
}

std::optional<Value> World::FindScope(const std::string& model, const std::string& name) const {
  const Names& names = NamesOf(model);
  auto found = names.scopes.find(name);
  return found == names.scopes.end() ? std::nullopt : std::optional(FromBody(*found->second));
}

const AssociationInfo* World::FindAssociation(const std::string& model, std::string_view name) const {
  const Names& names = NamesOf(model);
  auto found = names.associations.find(name);
  return found == names.associations.end() ? nullptr : found->second;
}

std::vector<Value> World::DefaultScopes(const std::string& model) const {
  std::vector<Value> scopes;
  for (const std::string& up : Ancestors(model)) {
    const Model* found = ModelOf(up);
    if (found == nullptr) continue;
    for (const ClassCall& call : found->calls) {
      if (call.name != "default_scope") continue;
      scopes.push_back(FromBody(call.arguments.empty() ? call.block : call.arguments[0]));
    }
  }
  return scopes;
}

const EnumMap* World::FindEnum(const std::string& model, const std::string& attribute) const {
  for (const std::string& up : Ancestors(model)) {
    const Model* found = ModelOf(up);
    if (found == nullptr) continue;
    if (auto map = found->enums.find(attribute); map != found->enums.end()) return &map->second;
  }
  return nullptr;
}

const Column* World::FindColumn(const std::string& model, const std::string& attribute) const {
  const Names& names = NamesOf(model);
  auto found = names.columns.find(attribute);
  return found == names.columns.end() ? nullptr : found->second;
}

std::string World::DelegateOf(const std::string& model, const std::string& method) const {
  const Names& names = NamesOf(model);
  auto found = names.delegates.find(method);
  return found == names.delegates.end() ? "" : found->second;
}

}  // namespace tacit::analyze::rails::queries

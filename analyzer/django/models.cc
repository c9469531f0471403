#include "analyzer/django/models.h"

#include <algorithm>
#include <set>

#include "analyzer/django/fields.h"

namespace tacit::analyze::django {

namespace {

using Family = FieldType::Family;
using python::LastPart;
using python::Value;

constexpr std::string_view kMetaOptions[] = {"app_label",
                                             "db_table",
                                             "unique_together",
                                             "constraints",
                                             "indexes",
                                             "ordering",
                                             "managed",
                                             "proxy",
                                             "swappable",
                                             "index_together",
                                             "default_manager_name",
                                             "order_with_respect_to"};

bool IsDjangoModel(const python::Ancestor& ancestor) {
  return ancestor.definition == nullptr && (ancestor.external == "django.db.models.Model" ||
                                            ancestor.external == "django.db.models.base.Model" ||
                                            ancestor.external == "django.contrib.gis.db.models.Model");
}

// A base class of another library that may be a model.
bool MayBeModel(const python::Ancestor& ancestor) {
  if (ancestor.definition != nullptr || ancestor.external.starts_with("django.")) return false;
  const std::string_view name = LastPart(ancestor.external);
  return name.ends_with("Model") || name.ends_with("Page") || name.ends_with("Node") ||
         name.ends_with("Base") || name.ends_with("Mixin");
}

bool IsOfDjango(const Value& field) {
  const auto* instance = field.As<python::Instance>();
  const auto* callee = instance == nullptr ? nullptr : instance->call->callee.As<python::External>();
  return callee != nullptr && callee->path.starts_with("django.") &&
         callee->path.find("models") != std::string::npos && FindFieldType(LastPart(callee->path)) != nullptr;
}

}  // namespace

void AddAutomaticKey(Model& model, const std::string& auto_field) {
  if (model.PrimaryKey() != nullptr || model.proxy) return;
  const FieldType* type = FindFieldType(auto_field);
  Field id;
  id.name = id.column = "id";
  id.type = type == nullptr ? FindFieldType("AutoField") : type;
  id.primary_key = id.implicit = true;
  model.fields.insert(model.fields.begin(), std::move(id));
}

ModelTable::ModelTable(Project& project) : project_(project) {
  for (const python::Module* module : project.program().loaded()) {
    if (IsMigration(module->file) || IsTest(module->file)) continue;
    for (const auto& definition : module->classes) {
      project.evaluator().Restart();
      if (IsModel(*definition) && !IsAbstract(*definition)) Read(*definition);
    }
  }
  for (const auto& model : models_) Complete(*model);
  DropUnused();
  std::sort(models_.begin(), models_.end(), [](const auto& a, const auto& b) { return a->label < b->label; });
}

bool ModelTable::IsModel(const python::Class& definition) {
  const auto found = is_model_.find(&definition);
  if (found != is_model_.end()) return found->second;
  python::Evaluator& evaluator = project_.evaluator();
  const auto& mro = evaluator.Mro(definition);
  bool model = std::any_of(mro.begin(), mro.end(), IsDjangoModel);
  if (!model && std::any_of(mro.begin(), mro.end(), MayBeModel)) {
    for (const python::Ancestor& ancestor : mro) {
      if (ancestor.definition == nullptr || model) continue;
      for (const std::string& name : ancestor.definition->scope.order) {
        const auto value = evaluator.NameIn(ancestor.definition->scope, name);
        if (value && IsOfDjango(*value)) model = true;
      }
    }
  }
  return is_model_[&definition] = model;
}

const python::Class* ModelTable::MetaOf(const python::Class& definition) {
  for (const python::Ancestor& ancestor : project_.evaluator().Mro(definition)) {
    if (ancestor.definition == nullptr || !ancestor.definition->scope.names.contains("Meta")) continue;
    // Options of a concrete parent are its own.
    if (ancestor.definition != &definition &&
        (!IsModel(*ancestor.definition) || !IsAbstract(*ancestor.definition)))
      continue;
    const auto meta = project_.evaluator().NameIn(ancestor.definition->scope, "Meta");
    const auto* found = meta ? meta->As<python::ClassRef>() : nullptr;
    if (found != nullptr) return found->definition;
  }
  return nullptr;
}

bool ModelTable::IsAbstract(const python::Class& definition) {
  if (!definition.scope.names.contains("Meta")) return false;
  const auto meta = project_.evaluator().NameIn(definition.scope, "Meta");
  const auto* found = meta ? meta->As<python::ClassRef>() : nullptr;
  if (found == nullptr) return false;
  const auto abstract = project_.evaluator().NameIn(found->definition->scope, "abstract");
  return abstract && abstract->Truth() == true;
}

void ModelTable::Read(const python::Class& definition) {
  auto model = std::make_unique<Model>();
  const App app = project_.AppOf(*definition.scope.module);
  model->app = app.label;
  model->name = definition.name;
  model->definition = &definition;
  model->of_framework = definition.scope.module->file.empty();
  ReadMeta(definition, *model);
  if (const auto label = model->meta.find("app_label"); label != model->meta.end())
    model->app = label->second.Text().value_or(model->app);
  model->label = Lower(model->app + "." + model->name);
  if (by_label_.contains(model->label)) return;
  model->table = model->app + "_" + Lower(model->name);
  if (const auto table = model->meta.find("db_table"); table != model->meta.end())
    model->table = table->second.Text().value_or(model->table);
  ReadFields(definition, *model);
  if (model->parents.empty())
    AddAutomaticKey(*model, app.auto_field.empty() ? project_.auto_field() : app.auto_field);
  by_label_[model->label] = model.get();
  by_class_[&definition] = model.get();
  models_.push_back(std::move(model));
}

void ModelTable::ReadMeta(const python::Class& definition, Model& model) {
  const python::Class* meta = MetaOf(definition);
  if (meta == nullptr) return;
  python::Evaluator& evaluator = project_.evaluator();
  for (std::string_view option : kMetaOptions) {
    auto value = evaluator.ClassAttribute(*meta, option);
    if (!value) continue;
    for (const python::Ancestor& ancestor : evaluator.Mro(*meta)) {
      if (ancestor.definition == nullptr) continue;
      const auto found = ancestor.definition->scope.names.find(option);
      if (found == ancestor.definition->scope.names.end()) continue;
      model.meta_places[std::string(option)] = {ancestor.definition->scope.module->file,
                                                found->second.back().node->line, ""};
      break;
    }
    model.meta[std::string(option)] = std::move(*value);
  }
  const auto is = [&](std::string_view option, bool otherwise) {
    const auto found = model.meta.find(option);
    return found == model.meta.end() ? otherwise : found->second.Truth().value_or(otherwise);
  };
  model.proxy = is("proxy", false);
  model.managed = is("managed", true);
}

void ModelTable::ReadFields(const python::Class& definition, Model& model) {
  python::Evaluator& evaluator = project_.evaluator();
  std::set<const python::Class*> of_parents;
  const auto mro = evaluator.Mro(definition);
  for (const python::Ancestor& ancestor : mro) {
    const python::Class* parent = ancestor.definition;
    if (parent == nullptr || parent == &definition || of_parents.contains(parent) || !IsModel(*parent) ||
        IsAbstract(*parent))
      continue;
    for (const python::Ancestor& further : evaluator.Mro(*parent)) of_parents.insert(further.definition);
    model.parents.push_back(parent->path);  // the label, once all are read
  }
  for (auto ancestor = mro.rbegin(); ancestor != mro.rend(); ++ancestor) {
    const python::Class* source = ancestor->definition;
    if (source == nullptr || of_parents.contains(source) || !IsModel(*source)) continue;
    for (const std::string& name : source->scope.order) {
      const auto value = evaluator.NameIn(source->scope, name);
      std::erase_if(model.fields, [&](const Field& field) { return field.name == name; });
      auto field = value ? ReadField(name, *value, evaluator) : std::nullopt;
      if (!field) continue;
      field->declared_in = source;
      model.fields.push_back(std::move(*field));
    }
  }
}

void ModelTable::Complete(Model& model) {
  std::vector<std::string> labels;
  for (const std::string& path : model.parents) {
    for (const auto& [definition, parent] : by_class_) {
      if (definition->path != path) continue;
      labels.push_back(parent->label);
      const bool linked = std::any_of(model.fields.begin(), model.fields.end(), [&](const Field& field) {
        return field.Is(Family::kOneToOne) && field.parent_link;
      });
      if (model.proxy) {
        model.table = parent->table;
        break;
      }
      if (linked) break;
      Field link;
      link.name = Lower(parent->name) + "_ptr";
      link.column = link.name + "_id";
      link.type = FindFieldType("OneToOneField");
      link.target = parent->label;
      link.primary_key = model.PrimaryKey() == nullptr;
      link.unique = link.implicit = link.parent_link = true;
      link.on_delete = "CASCADE";
      model.fields.insert(model.fields.begin(), std::move(link));
      break;
    }
  }
  model.parents = std::move(labels);
  for (Field& field : model.fields) {
    if (!field.target.empty()) continue;
    if (const Value* to = field.Option("to")) field.target = LabelOf(*to, model.app, model.label);
    if (const Value* through = field.Option("through"))
      field.through = LabelOf(*through, model.app, model.label);
    if (field.parent_link && field.Is(Family::kOneToOne) && model.PrimaryKey() == nullptr)
      field.primary_key = true;
  }
}

// Tables of the framework that the application does not use are not there.
void ModelTable::DropUnused() {
  std::set<std::string> wanted;
  std::vector<const Model*> open;
  const auto want = [&](std::string_view label) {
    const Model* model = OfLabel(label);
    if (model != nullptr && wanted.insert(model->label).second) open.push_back(model);
  };
  for (const auto& model : models_) {
    const std::string& module = model->definition->scope.module->name;
    const bool swapped =
        model->meta.contains("swappable") && model->of_framework && model->label != project_.user_label();
    const std::string app = module.substr(0, module.rfind('.'));
    if (!model->of_framework || (!swapped && project_.Installed(app))) want(model->label);
  }
  while (!open.empty()) {
    const Model* model = open.back();
    open.pop_back();
    for (const Field& field : model->fields) {
      want(field.target);
      want(field.through);
    }
  }
  std::erase_if(models_, [&](const auto& model) {
    if (wanted.contains(model->label)) return false;
    by_label_.erase(model->label);
    by_class_.erase(model->definition);
    return true;
  });
}

const Model* ModelTable::OfLabel(std::string_view label) const {
  const auto found = by_label_.find(Lower(label));
  return found == by_label_.end() ? nullptr : found->second;
}

const Model* ModelTable::OfTable(std::string_view table) const {
  for (const auto& model : models_) {
    if (model->table == table && !model->proxy) return model.get();
  }
  return nullptr;
}

const Model* ModelTable::OfClass(const python::Class& definition) const {
  const auto found = by_class_.find(&definition);
  return found == by_class_.end() ? nullptr : found->second;
}

std::vector<const Model*> ModelTable::Descendants(const python::Class& definition) const {
  std::vector<const Model*> found;
  for (const auto& model : models_) {
    const auto& mro = project_.evaluator().Mro(*model->definition);
    const bool inherits = std::any_of(mro.begin(), mro.end(), [&](const python::Ancestor& ancestor) {
      return ancestor.definition == &definition;
    });
    if (inherits) found.push_back(model.get());
  }
  return found;
}

std::pair<const Model*, const Field*> ModelTable::FindField(const Model& model, std::string_view name) const {
  return FindFieldIn(model, name, 0);
}

std::pair<const Model*, const Field*> ModelTable::FindFieldIn(const Model& model, std::string_view name,
                                                              int depth) const {
  constexpr int kMaxParents = 10;
  if (depth > kMaxParents) return {nullptr, nullptr};
  if (const Field* field = model.ByAttribute(name)) return {&model, field};
  for (const std::string& label : model.parents) {
    const Model* parent = OfLabel(label);
    if (parent == nullptr || parent == &model) continue;
    const auto found = FindFieldIn(*parent, name, depth + 1);
    if (found.second != nullptr) return found;
  }
  return {nullptr, nullptr};
}

std::string ModelTable::LabelOf(const Value& value, std::string_view app, std::string_view self) const {
  if (const auto text = value.Text()) {
    if (*text == "self") return std::string(self);
    if (text->find('.') != std::string::npos) return Lower(*text);
    return Lower(std::string(app) + "." + *text);
  }
  if (const auto* definition = value.As<python::ClassRef>()) {
    const Model* model = OfClass(*definition->definition);
    return model == nullptr ? "" : model->label;
  }
  const auto* external = value.As<python::External>();
  const auto* unknown = value.As<python::Unknown>();
  std::string_view path;
  if (external != nullptr) path = external->path;
  if (unknown != nullptr) path = unknown->text;
  if (LastPart(path) == "AUTH_USER_MODEL") return project_.user_label();
  // Of an app that is not among the sources: "other.models.Thing".
  if (external != nullptr) {
    const std::size_t models = path.find(".models.");
    if (models != std::string_view::npos)
      return Lower(std::string(LastPart(path.substr(0, models))) + "." + std::string(LastPart(path)));
  }
  const auto* instance = value.As<python::Instance>();
  const auto* callee = instance == nullptr ? nullptr : instance->call->callee.As<python::External>();
  if (callee == nullptr) return "";
  const auto& arguments = instance->call->positional;
  if (callee->path == "get_user_model") return project_.user_label();
  if (LastPart(callee->path) == "swappable_dependency") return project_.user_label();
  if (callee->path == "get_model" && !arguments.empty()) {
    const auto first = arguments[0].Text();
    const auto second = arguments.size() > 1 ? arguments[1].Text() : std::optional<std::string>("");
    if (!first || !second) return "";
    return Lower(second->empty() ? *first : *first + "." + *second);
  }
  return "";
}

}  // namespace tacit::analyze::django

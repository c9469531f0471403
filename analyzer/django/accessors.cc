#include "analyzer/django/accessors.h"

#include <algorithm>

namespace tacit::analyze::django {

namespace {

using Family = FieldType::Family;

// "OrderLine" as a variable would be called: "order_line".
std::string SnakeCase(std::string_view name) {
  std::string snake;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const bool upper = name[i] >= 'A' && name[i] <= 'Z';
    if (upper && i > 0 && !(name[i - 1] >= 'A' && name[i - 1] <= 'Z')) snake += '_';
    snake += upper ? static_cast<char>(name[i] - 'A' + 'a') : name[i];
  }
  return snake;
}

// related_name of a relation; empty: none.
std::string RelatedName(const Model& model, const Field& field) {
  const python::Value* told = field.Option("related_name");
  const auto text = told == nullptr ? std::nullopt : told->Text();
  if (told != nullptr && !told->Is<python::None>() && !text) return "";
  if (!text) return Lower(model.name) + (field.Is(Family::kOneToOne) ? "" : "_set");
  if (text->ends_with('+')) return "";
  std::string name = *text;
  for (const auto& [from, to] : {std::pair<std::string, std::string>("%(class)s", Lower(model.name)),
                                 std::pair<std::string, std::string>("%(app_label)s", model.app)}) {
    for (std::size_t at = name.find(from); at != std::string::npos; at = name.find(from, at + to.size()))
      name.replace(at, from.size(), to);
  }
  return name;
}

// Whether a value is a manager that gives all rows; nothing where it is no manager.
std::optional<bool> PlainManager(const python::Value& value, python::Evaluator& evaluator) {
  const auto* instance = value.As<python::Instance>();
  if (instance == nullptr) return std::nullopt;
  const python::Value& callee = instance->call->callee;
  if (const auto* external = callee.As<python::External>()) {
    if (external->path == "django.db.models.Manager") return true;
    if (external->path.find("Manager") != std::string::npos) return false;
    return std::nullopt;
  }
  const auto* definition = callee.As<python::ClassRef>();
  if (definition == nullptr) {
    // X.as_manager(), Manager.from_queryset(X)(): a query set's methods, but all rows.
    const auto* unknown = callee.As<python::Unknown>();
    const bool manager =
        unknown != nullptr && python::LastPart(unknown->text).find("Manager") != std::string::npos;
    if (manager && unknown->text.find("(") == std::string::npos) return false;
    const bool made = unknown != nullptr && (unknown->text.find("as_manager") != std::string::npos ||
                                             unknown->text.find("from_queryset") != std::string::npos);
    return made ? std::optional(unknown->text.find("as_manager") != std::string::npos) : std::nullopt;
  }
  bool manager = false;
  for (const python::Ancestor& ancestor : evaluator.Mro(*definition->definition)) {
    if (ancestor.definition == nullptr)
      manager = manager || ancestor.external.find("Manager") != std::string::npos;
    if (ancestor.definition != nullptr && ancestor.definition->scope.names.contains("get_queryset"))
      return false;
  }
  if (!manager) return std::nullopt;
  const auto& mro = evaluator.Mro(*definition->definition);
  return std::all_of(mro.begin(), mro.end(), [](const python::Ancestor& ancestor) {
    return ancestor.definition != nullptr || ancestor.external.starts_with("django.db.models") ||
           ancestor.external == "builtins.object";
  });
}

// The names of the classes that a manager is made of: `X()`, `X.as_manager()`, `M.from_queryset(X)()`.
std::vector<std::string> ClassesOf(const python::Value& value) {
  const auto* instance = value.As<python::Instance>();
  if (instance == nullptr) return {};
  if (const auto* callee = instance->call->callee.As<python::ClassRef>()) return {callee->definition->name};
  const std::string_view text = instance->call->node == nullptr ? "" : instance->call->node->text;
  const std::size_t end = text.find(".as_manager");
  if (end == std::string_view::npos) return {};
  return {std::string(python::LastPart(text.substr(0, end)))};
}

}  // namespace

Accessors::Accessors(Project& project, const ModelTable& models) {
  for (const auto& model : models.models()) {
    if (model->proxy) continue;
    auto [found, added] = by_variable_.try_emplace(SnakeCase(model->name), model.get());
    if (!added) found->second = nullptr;
    for (const Field& field : model->fields) {
      if (!field.relation() || field.target.empty()) continue;
      const std::string name = RelatedName(*model, field);
      if (!name.empty()) reverse_.try_emplace({field.target, name}, model.get(), &field);
    }
    project.evaluator().Restart();
    ReadManagers(project, *model);
  }
  if (!by_variable_.contains("user")) by_variable_["user"] = models.OfLabel(project.user_label());
}

void Accessors::ReadManagers(Project& project, const Model& model) {
  Managers& managers = managers_[&model];
  if (model.definition == nullptr) return;
  python::Evaluator& evaluator = project.evaluator();
  for (const python::Ancestor& ancestor : evaluator.Mro(*model.definition)) {
    if (ancestor.definition == nullptr) continue;
    for (const std::string& name : ancestor.definition->scope.order) {
      const python::Binding& binding = ancestor.definition->scope.names.find(name)->second.back();
      const bool made = binding.kind == python::Binding::Kind::kAssign && binding.node->Is("call");
      const auto value = made ? evaluator.NameIn(ancestor.definition->scope, name) : std::nullopt;
      const auto plain = value ? PlainManager(*value, evaluator) : std::nullopt;
      if (!plain) continue;
      managers.plain.try_emplace(name, *plain);
      managers.all_plain = managers.all_plain && *plain;
      for (const std::string& used : ClassesOf(*value)) {
        auto [found, added] = managed_.try_emplace(used, &model);
        if (!added && found->second != &model) found->second = nullptr;
      }
    }
  }
}

const Model* Accessors::ByVariable(std::string_view name) const {
  const auto found = by_variable_.find(name);
  return found == by_variable_.end() ? nullptr : found->second;
}

std::pair<const Model*, const Field*> Accessors::Reverse(const Model& row, std::string_view name) const {
  const auto found = reverse_.find({row.label, std::string(name)});
  return found == reverse_.end() ? std::pair<const Model*, const Field*>() : found->second;
}

std::optional<bool> Accessors::Plain(const Model& model, std::string_view name) const {
  const auto managers = managers_.find(&model);
  if (managers == managers_.end()) return std::nullopt;
  const auto found = managers->second.plain.find(name);
  if (found != managers->second.plain.end()) return found->second;
  return name == "objects" ? std::optional(true) : std::nullopt;
}

bool Accessors::AllPlain(const Model& model) const {
  const auto managers = managers_.find(&model);
  return managers != managers_.end() && managers->second.all_plain;
}

const Model* Accessors::ManagedBy(const python::Class& definition) const {
  const auto found = managed_.find(definition.name);
  return found == managed_.end() ? nullptr : found->second;
}

}  // namespace tacit::analyze::django

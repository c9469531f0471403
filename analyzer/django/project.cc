#include "analyzer/django/project.h"

#include "analyzer/django/framework_sources.h"
#include "analyzer/django/model.h"

namespace tacit::analyze::django {

namespace {

std::string_view FolderOf(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? "" : path.substr(0, slash);
}

std::string_view NameOf(std::string_view path) { return path.substr(path.rfind('/') + 1); }

// Worth parsing: it may declare, write or query models.
bool MayMatter(std::string_view text) {
  for (std::string_view word : {"django", "models", "objects", "_manager", ".filter(", "AppConfig",
                                "Migration", "AUTH_USER_MODEL", "get_model", ".get(", "save("}) {
    if (text.find(word) != std::string_view::npos) return true;
  }
  return false;
}

}  // namespace

bool IsTest(std::string_view path) {
  if (HasPart(path, "tests") || HasPart(path, "test") || HasPart(path, "testing")) return true;
  const std::string_view name = NameOf(path);
  return name.starts_with("test_") || name.ends_with("_test.py") || name.ends_with("_tests.py") ||
         name == "tests.py" || name == "conftest.py";
}

bool IsMigration(std::string_view path) { return HasPart(FolderOf(path), "migrations"); }

Project::Project(const SourceTree& tree)
    : tree_(tree),
      program_(std::make_unique<python::Program>(tree)),
      evaluator_(std::make_unique<python::Evaluator>(*program_)) {
  for (const FrameworkSource& source : FrameworkSources())
    program_->AddText(std::string(source.module), std::string(source.text));
  std::vector<std::string> files;
  for (const SourceEntry& file : tree.files()) {
    if (file.path.ends_with(".py") && !IsTest(file.path)) files.push_back(file.path);
  }
  program_->Load(files, MayMatter);
  for (std::string_view name : {"get_model", "get_user_model"}) evaluator_->KeepCallsOf(std::string(name));
  for (const python::Module* module : program_->loaded()) {
    if (module->file.empty()) continue;
    (IsMigration(module->file) ? migrations_ : code_).push_back(module);
  }
  FindApps();
  FindSettings();
}

void Project::FindApps() {
  for (const SourceEntry& file : tree_.files()) {
    if (!file.path.ends_with(".py") || IsTest(file.path)) continue;
    const std::string_view folder = FolderOf(file.path);
    if (NameOf(file.path) == "models.py" && NameOf(folder) != "models") app_folders_.emplace(folder);
    if (NameOf(folder) == "models" || NameOf(folder) == "migrations") app_folders_.emplace(FolderOf(folder));
  }
  for (const python::Module* module : code_) {
    for (const auto& definition : module->classes) {
      // Libraries have configurations of their own to derive from; in apps.py nothing else has a label.
      const bool configures =
          evaluator_->InheritsExternal(*definition, "AppConfig") || NameOf(module->file) == "apps.py";
      if (definition->outer != nullptr || !configures) continue;
      const auto name = evaluator_->ClassAttribute(*definition, "name");
      const auto label = evaluator_->ClassAttribute(*definition, "label");
      const auto auto_field = evaluator_->ClassAttribute(*definition, "default_auto_field");
      const auto name_text = name ? name->Text() : std::nullopt;
      const auto label_text = label ? label->Text() : std::nullopt;
      if (!name_text && !label_text) continue;
      // A configuration may stand in another folder than its app: then its name tells.
      std::string folder(FolderOf(module->file));
      App app{.label = label_text.value_or(std::string(python::LastPart(name_text.value_or("")))),
              .auto_field = auto_field ? std::string(python::LastPart(auto_field->Text().value_or(""))) : ""};
      apps_.try_emplace(std::move(folder), std::move(app));
    }
  }
}

void Project::FindSettings() {
  for (const python::Module* module : code_) {
    const auto binds = [module](std::string_view name) { return module->scope.names.contains(name); };
    if (binds("INSTALLED_APPS") || binds("DEFAULT_AUTO_FIELD")) settings_.push_back(module);
    const auto text = [&](std::string_view name) {
      const auto value = binds(name) ? evaluator_->NameIn(module->scope, name) : std::nullopt;
      return value ? value->Text() : std::nullopt;
    };
    // Elsewhere than in settings the name is only handed on.
    if (const auto user = binds("INSTALLED_APPS") ? text("AUTH_USER_MODEL") : std::nullopt)
      user_label_ = Lower(*user);
    if (const auto field = text("DEFAULT_AUTO_FIELD")) auto_field_ = python::LastPart(*field);
  }
}

App Project::AppOf(const python::Module& module) const {
  if (module.file.empty()) {
    for (const FrameworkSource& source : FrameworkSources()) {
      if (source.module == module.name) return {std::string(source.app), "AutoField"};
    }
  }
  for (std::string_view folder = FolderOf(module.file);; folder = FolderOf(folder)) {
    const auto app = apps_.find(folder);
    if (app != apps_.end()) return app->second;
    if (app_folders_.contains(folder)) return {std::string(NameOf(folder)), ""};
    if (folder.empty()) return {std::string(NameOf(FolderOf(module.file))), ""};
  }
}

bool Project::Installed(std::string_view app) const {
  for (const python::Module* module : settings_) {
    if (module->tree->root().text.find(app) != std::string_view::npos) return true;
  }
  return false;
}

}  // namespace tacit::analyze::django

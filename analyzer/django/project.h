// The application: its Python files, its apps and their labels, the settings that matter.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/files/source_tree.h"
#include "analyzer/python/evaluator.h"

namespace tacit::analyze::django {

// A folder that is an app.
struct App {
  std::string label;
  std::string auto_field;  // default_auto_field; empty: the project's
};

class Project {
 public:
  explicit Project(const SourceTree& tree);
  Project(const Project&) = delete;
  Project& operator=(const Project&) = delete;

  [[nodiscard]] python::Evaluator& evaluator() { return *evaluator_; }
  [[nodiscard]] python::Program& program() { return *program_; }
  [[nodiscard]] const SourceTree& tree() const { return tree_; }
  // Modules of the application, without tests and migrations, in order of file.
  [[nodiscard]] const std::vector<const python::Module*>& code() const { return code_; }
  // Modules of migrations, in order of file.
  [[nodiscard]] const std::vector<const python::Module*>& migrations() const { return migrations_; }
  // The app that a file belongs to. A framework's module has its own label.
  [[nodiscard]] App AppOf(const python::Module& module) const;
  // "app.model" of AUTH_USER_MODEL, lower case.
  [[nodiscard]] const std::string& user_label() const { return user_label_; }
  // The project's DEFAULT_AUTO_FIELD: the class's name.
  [[nodiscard]] const std::string& auto_field() const { return auto_field_; }
  // Whether settings name the app ("django.contrib.sites").
  [[nodiscard]] bool Installed(std::string_view app) const;

 private:
  void FindApps();
  void FindSettings();

  const SourceTree& tree_;
  std::unique_ptr<python::Program> program_;
  std::unique_ptr<python::Evaluator> evaluator_;
  std::vector<const python::Module*> code_;
  std::vector<const python::Module*> migrations_;
  std::map<std::string, App, std::less<>> apps_;    // by folder
  std::set<std::string, std::less<>> app_folders_;  // with models or migrations, but no configuration
  std::vector<const python::Module*> settings_;
  std::string user_label_ = "auth.user";
  std::string auto_field_ = "AutoField";
};

// Whether a file is of tests: what they declare says nothing of the application.
[[nodiscard]] bool IsTest(std::string_view path);
[[nodiscard]] bool IsMigration(std::string_view path);

}  // namespace tacit::analyze::django

// The models that the classes of an application declare, as Django would make them.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/django/model.h"
#include "analyzer/django/project.h"

namespace tacit::analyze::django {

class ModelTable {
 public:
  explicit ModelTable(Project& project);

  // Concrete models and proxies, in order of label; those of the framework only where something refers to
  // them or settings install them.
  [[nodiscard]] const std::vector<std::unique_ptr<Model>>& models() const { return models_; }
  // By "app.model" in any case; null where there is none.
  [[nodiscard]] const Model* OfLabel(std::string_view label) const;
  [[nodiscard]] const Model* OfTable(std::string_view table) const;
  // The model of a class; of an abstract one: null.
  [[nodiscard]] const Model* OfClass(const python::Class& definition) const;
  // The models whose class is the class or inherits from it.
  [[nodiscard]] std::vector<const Model*> Descendants(const python::Class& definition) const;
  // Whether a class is a model, abstract or not.
  [[nodiscard]] bool IsModel(const python::Class& definition);
  // Its field, or that of a parent that it inherits from (by the table of its parent).
  [[nodiscard]] std::pair<const Model*, const Field*> FindField(const Model& model,
                                                                std::string_view name) const;
  // The label that a value names: "app.Model", a class, get_model(...), settings.AUTH_USER_MODEL; empty where
  // it names none. `app` and `self` say where it stands.
  [[nodiscard]] std::string LabelOf(const python::Value& value, std::string_view app,
                                    std::string_view self) const;

 private:
  [[nodiscard]] std::pair<const Model*, const Field*> FindFieldIn(const Model& model, std::string_view name,
                                                                  int depth) const;
  [[nodiscard]] bool IsAbstract(const python::Class& definition);
  [[nodiscard]] const python::Class* MetaOf(const python::Class& definition);
  void Read(const python::Class& definition);
  void ReadFields(const python::Class& definition, Model& model);
  void ReadMeta(const python::Class& definition, Model& model);
  void Complete(Model& model);
  void DropUnused();

  Project& project_;
  std::vector<std::unique_ptr<Model>> models_;
  std::map<std::string, Model*, std::less<>> by_label_;
  std::map<const python::Class*, Model*> by_class_;
  std::map<const python::Class*, bool> is_model_;
};

// What a database-wide rule needs besides the classes: names of keys that Django makes.
void AddAutomaticKey(Model& model, const std::string& auto_field);

}  // namespace tacit::analyze::django

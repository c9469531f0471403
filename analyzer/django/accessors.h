// The names by which code reaches models: variables called like them, the other sides of references,
// managers.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/django/models.h"

namespace tacit::analyze::django {

// Made once for all models; immutable after that. The models must outlive it.
class Accessors {
 public:
  Accessors(Project& project, const ModelTable& models);

  // The one model that is called like the variable ("order_line"); null where there is none, or more.
  [[nodiscard]] const Model* ByVariable(std::string_view name) const;
  // What `row.NAME` reads on the other side of a reference to the row's model: the model that refers, by
  // which field; {null, null} where there is none of that name.
  [[nodiscard]] std::pair<const Model*, const Field*> Reverse(const Model& row, std::string_view name) const;
  // Whether the model's manager of that name gives all rows; nothing where it has none of that name.
  [[nodiscard]] std::optional<bool> Plain(const Model& model, std::string_view name) const;
  // Whether all managers of the model do.
  [[nodiscard]] bool AllPlain(const Model& model) const;
  // The one model whose manager or query set a class is; null where there is none, or more.
  [[nodiscard]] const Model* ManagedBy(const python::Class& definition) const;

 private:
  struct Managers {
    std::map<std::string, bool, std::less<>> plain;  // by name
    bool all_plain = true;
  };

  void ReadManagers(Project& project, const Model& model);

  std::map<std::string, const Model*, std::less<>> by_variable_;  // null: several
  std::map<std::pair<std::string, std::string>, std::pair<const Model*, const Field*>> reverse_;
  std::map<const Model*, Managers> managers_;
  std::map<std::string, const Model*, std::less<>>
      managed_;  // by the class's name where it stands; null: several
};

}  // namespace tacit::analyze::django

// class Child < Parent on one table: the classes that the type column can name. The condition of what a child
// declares is made by Facts::WhenOf.
#include <algorithm>

#include "analyzer/rails/facts.h"
#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

namespace {

void DeriveTypeColumn(const ModelView& view, const Model& declares, Facts& facts) {
  const Reader& reader = facts.reader();
  const std::string column = facts.hierarchy().InheritanceColumn(view);
  if (declares.name != view.name() || column.empty() || !facts.hierarchy().HasHeirs(view.name()) ||
      facts.hierarchy().IsHeir(view.name()) || reader.ClassMethodExists(view.name(), "sti_name") ||
      reader.ClassMethodExists(view.name(), "find_sti_class")) {
    return;
  }
  const Module* module = reader.classes().Find(view.name());
  if (module == nullptr || module->file == nullptr) return;
  ValuesDetail detail{facts.hierarchy().TypeNames(view.name())};
  // A row that the base class itself writes keeps the column's default.
  const auto& written = view.FindColumn(column)->default_sql;
  const bool blank = written == "''";
  if (!blank && written && written->size() >= 2 && written->front() == '\'' && written->back() == '\'') {
    detail.values.emplace_back(written->substr(1, written->size() - 2));
  }
  std::sort(detail.values.begin(), detail.values.end());
  detail.values.erase(std::unique(detail.values.begin(), detail.values.end()), detail.values.end());
  Declared declared;
  declared.evidence.push_back({*module->file, module->line, "sti"});
  Constraint types = BeginConstraint(ConstraintKind::kOneOf, view, {column}, declared);
  types.detail = std::move(detail);
  if (blank) types.nulls = NullPolicy::kBlankAllowed;
  facts.Add(std::move(types), {}, Soundness::kC);
}

}  // namespace

const Pattern kSti = {
    .doc = {.name = "sti",
            .summary = "Classes that share a table, told apart by its type column.",
            .code = R"(class Vehicle < ApplicationRecord; end
class Car < Vehicle
  validates :doors, presence: true
end)",
            .states = "type IN ('Car', 'Vehicle'); doors is NOT NULL on the rows WHERE type IN ('Car').",
            .soundness = "C: a class that is not among the sources may add its name. The rules of a subclass "
                         "hold under its condition.",
            .caveat = "NULL is allowed: rows of the base class may have none. Not claimed where the class "
                      "computes the names it stores."},
    .derive = DeriveTypeColumn};

}  // namespace tacit::analyze::rails

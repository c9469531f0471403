// belongs_to :a, polymorphic: true, and the classes that have it `as: :a`. The reference itself is made by
// Maker::AddAssociation in constraints.cc.
#include <algorithm>

#include "analyzer/facts/identity.h"
#include "analyzer/rails/patterns/association.h"
#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

namespace {

// The base classes that declare `as: NAME` of rows of this table; nothing where one of them cannot be known.
std::optional<std::vector<Value>> ClassesBehind(const std::string& name, const ModelView& view,
                                                const Facts& facts) {
  std::vector<Value> classes;
  for (const auto& [model_name, model] : facts.reader().models()) {
    for (const Association& association : model.associations) {
      if (association.as != name || association.through) continue;
      const auto side = FindFarSide(association, facts);
      if (!association.known) return std::nullopt;
      if (!side || side->table != &view.table()) continue;
      if (facts.reader().ClassMethodExists(model_name, "polymorphic_name")) return std::nullopt;
      if (!facts.reader().IsAbstract(model_name)) classes.emplace_back(side->base_name);
    }
  }
  std::sort(classes.begin(), classes.end());
  classes.erase(std::unique(classes.begin(), classes.end()), classes.end());
  return classes;
}

void DeriveTypes(const ModelView& view, const Model& declares, Facts& facts) {
  for (const Association& association : declares.associations) {
    const std::vector<std::string> columns = view.KeyColumns(association);
    if (!association.polymorphic || columns.size() != 2) continue;
    auto classes = ClassesBehind(association.name, view, facts);
    if (!classes || classes->empty()) continue;
    const When when = facts.WhenOf(association.declared, view);
    Constraint key = BeginConstraint(ConstraintKind::kForeignKey, view, columns, association.declared);
    key.detail = ForeignKeyDetail{"", {}, columns.back()};
    Constraint types = BeginConstraint(ConstraintKind::kOneOf, view, {columns.back()}, association.declared);
    types.detail = ValuesDetail{*std::move(classes)};
    types.derived_from = Identity(key, when.ToCondition());
    facts.Add(std::move(types), when, Soundness::kC);
  }
}

}  // namespace

const Pattern kBelongsToPolymorphic = {
    .doc = {.name = "belongs-to-polymorphic",
            .summary = "A reference to rows of several tables: `belongs_to` with `polymorphic: true`.",
            .code = R"(belongs_to :subject, polymorphic: true
# class Post; has_many :notes, as: :subject)",
            .states = "(subject_type, subject_id) -> the row that the two name; subject_type IN ('Post', "
                      "...), the classes that have it `as: :subject`.",
            .soundness = "C: any class may be written there, and classes outside of the sources may join in.",
            .caveat =
                "A class that inherits its table is kept by the name of its base class. Not claimed where a "
                "class has a `polymorphic_name` of its own, or one of the other sides is computed."},
    .derive = DeriveTypes};

}  // namespace tacit::analyze::rails

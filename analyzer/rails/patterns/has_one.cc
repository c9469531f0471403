// has_one :a
#include "analyzer/rails/condition.h"
#include "analyzer/rails/patterns/association.h"
#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

namespace {

// A class that has many of them as well does not mean one; nor one that has a certain one of them besides.
bool HasManyToo(const Association& association, const FarSide& side, const Facts& facts) {
  const bool picks = !association.scope.Is<ruby::Nil>();
  for (const auto& [name, model] : facts.reader().models()) {
    for (const Association& other : model.associations) {
      const bool scoped_one =
          !picks && other.kind == Association::Kind::kHasOne && !other.scope.Is<ruby::Nil>();
      if (other.kind != Association::Kind::kHasMany && !scoped_one) continue;
      const auto far = FindFarSide(other, facts);
      if (far && far->table == side.table && far->key == side.key) return true;
    }
  }
  return false;
}

// Picks one of many: the newest, the cheapest.
bool Picks(const ruby::Value& scope) {
  const auto* proc = scope.As<ruby::Proc>();
  if (proc == nullptr) return !scope.Is<ruby::Nil>();
  for (std::string_view word : {"order", "limit", "first", "last", "offset", "newest", "latest", "oldest"}) {
    if (proc->node->text.find(word) != std::string_view::npos) return true;
  }
  return false;
}

void DeriveOne(const ModelView& view, const Model& declares, Facts& facts) {
  for (const Association& association : declares.associations) {
    if (association.kind != Association::Kind::kHasOne || Picks(association.scope)) continue;
    const auto side = FindFarSide(association, facts);
    if (!side || HasManyToo(association, *side, facts) || side->table->primary_key == side->key) continue;
    const ModelView far(facts.reader(), facts.schema(), side->model, *side->table);
    When when = facts.WhenOf(association.declared, far);
    if (!side->base_name.empty()) {
      when.sql.push_back(QuoteName(side->key.back()) + " = " + *QuoteValue(Value(side->base_name)));
    }
    if (facts.hierarchy().IsHeir(view.name())) when.opaque.push_back("it belongs to a " + view.name());
    Declared declared = association.declared;
    if (association.scope.Is<ruby::Proc>()) {
      CallIt(declared, kHasOneScoped);
      if (auto sql = RelationToSql(association.scope, far, facts.reader())) {
        when.sql.push_back(*sql);
      } else {
        when.opaque.push_back("it is the " + association.name + " of its " + view.name());
      }
    }
    const Hint hint = facts.AddHint(HintKind::kAssumesOne, side->table->name, side->key,
                                    "has_one " + association.name + " of " + view.name(), declared);
    facts.AddInferred(Follows(hint, ConstraintKind::kUnique, UniqueDetail{}, NullPolicy::kAllowed), when);
  }
}

void HasOne(const Use& use, Model& model) {
  auto association = ReadAssociation(use, Association::Kind::kHasOne);
  if (association) model.associations.push_back(*std::move(association));
}

}  // namespace

const Pattern kHasOne = {
    .doc =
        {.name = "has-one",
         .summary = "At most one row on the other side: `has_one`.",
         .code = R"(class User < ApplicationRecord
  has_one :profile
end)",
         .states = "A hint that one row of profiles is assumed for a user_id; UNIQUE (profiles.user_id) "
                   "follows from it.",
         .soundness = "D: Rails reads the first row and checks nothing.",
         .caveat =
             "Through another association: nothing. Nor where some class has many of them over the same key, "
             "or the scope picks one of many by order. With `as:` it holds for the rows of that type."},
    .calls = {"has_one"},
    .apply = HasOne,
    .derive = DeriveOne};

}  // namespace tacit::analyze::rails

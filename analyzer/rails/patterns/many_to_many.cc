// has_and_belongs_to_many :tags
#include "analyzer/rails/patterns/association.h"
#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

namespace {

std::string KeyOf(const std::string& model, const Facts& facts) {
  return facts.reader().inflector().UnderscoreName(ruby::Demodulize(model)) + "_id";
}

void AddReference(const Table& join, const std::string& key, const Table& target, const Declared& declared,
                  Facts& facts) {
  if (join.ColumnOrdinal(key) < 0 || target.primary_key.size() != 1) return;
  const Hint hint = facts.AddHint(HintKind::kAssumesReference, join.name, {key}, target.name, declared);
  facts.AddInferred(
      Follows(hint, ConstraintKind::kForeignKey,
              ForeignKeyDetail{target.name, target.primary_key, std::nullopt}, NullPolicy::kAllowed),
      {});
}

void DeriveJoinTable(const ModelView& view, const Model& declares, Facts& facts) {
  const Reader& reader = facts.reader();
  for (const Association& association : declares.associations) {
    if (association.kind != Association::Kind::kManyToMany || !association.known) continue;
    const std::string written =
        association.class_name.empty()
            ? reader.inflector().CamelizeName(reader.inflector().Singularize(association.name))
            : association.class_name;
    const std::string model = reader.classes().Resolve(written, {association.declared.declarer});
    const auto far = model.empty() || !reader.IsRecord(model) ? std::nullopt : reader.TableOf(model);
    const Table* target = far ? facts.schema().Find(*far) : nullptr;
    if (target == nullptr) continue;
    const Table* join =
        facts.schema().Find(association.join_table.empty() ? DefaultJoinTable(view.table().name, target->name)
                                                           : association.join_table);
    if (join == nullptr || association.foreign_key.size() > 1) continue;
    Declared declared = association.declared;
    CallIt(declared, kManyToMany);
    AddReference(*join,
                 association.foreign_key.empty() ? KeyOf(association.declared.declarer, facts)
                                                 : association.foreign_key.front(),
                 view.table(), declared, facts);
    AddReference(*join, association.target_key.empty() ? KeyOf(model, facts) : association.target_key,
                 *target, declared, facts);
  }
}

void ManyToMany(const Use& use, Model& model) {
  auto association = ReadAssociation(use, Association::Kind::kManyToMany);
  if (association) model.associations.push_back(*std::move(association));
}

}  // namespace

const Pattern kManyToMany = {
    .doc = {.name = "many-to-many",
            .summary = "Rows of two tables paired in a third: `has_and_belongs_to_many`.",
            .code = "class Post < ApplicationRecord\n  has_and_belongs_to_many :tags\nend",
            .states =
                "Hints that posts_tags.post_id and posts_tags.tag_id are read as keys of posts and tags; "
                "the foreign keys follow from them.",
            .soundness = "D: Rails writes and deletes the pairs with the rows, and checks nothing.",
            .caveat =
                "A table of pairs that the schema lacks under Rails' name, or under `join_table:`, gives "
                "nothing. That no pair is there twice is not claimed: Rails adds it twice when told to."},
    .calls = {"has_and_belongs_to_many"},
    .apply = ManyToMany,
    .derive = DeriveJoinTable};

}  // namespace tacit::analyze::rails

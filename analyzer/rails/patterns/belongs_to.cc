// belongs_to :a, class_name:, foreign_key:, polymorphic:, optional:
#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

namespace {

// A name, or nothing where the option is not given. A value that is not literal makes the whole unusable.
std::string NameOption(const Use& use, std::string_view option, bool& known) {
  const ruby::Value* value = use.Option(option);
  if (value == nullptr || value->Is<ruby::Nil>()) return "";
  if (const auto* constant = value->As<ruby::Constant>()) return constant->path;
  auto name = value->Name();
  known = known && name.has_value();
  return name.value_or("");
}

bool IsRequired(const Use& use) {
  if (const ruby::Value* optional = use.Option("optional");
      optional != nullptr && !optional->Is<ruby::Nil>()) {
    return optional->Truth() == false;
  }
  if (const ruby::Value* required = use.Option("required");
      required != nullptr && !required->Is<ruby::Nil>()) {
    return required->Truth() == true;
  }
  return use.belongs_to_required;
}

void BelongsTo(const Use& use, Model& model) {
  const std::vector<std::string> names = use.Attributes();
  if (names.size() != 1) return;
  Association association;
  association.kind = Association::Kind::kBelongsTo;
  association.name = names[0];
  association.declared = use.declared;
  association.class_name = NameOption(use, "class_name", association.known);
  association.foreign_type = NameOption(use, "foreign_type", association.known);
  association.primary_key = NameOption(use, "primary_key", association.known);
  association.polymorphic = use.MayBeOn("polymorphic");
  association.required = IsRequired(use);
  const ruby::Value* key = use.Option("foreign_key");
  if (key == nullptr) key = use.Option("query_constraints");
  if (key != nullptr && !key->Is<ruby::Nil>()) {
    auto columns = ruby::Names(*key);
    association.known = association.known && columns.has_value();
    association.foreign_key = columns.value_or(std::vector<std::string>());
  }
  for (const auto& [option, value] : use.options.entries) {
    if (option.Is<ruby::Unknown>()) association.known = false;
  }
  model.associations.push_back(std::move(association));
}

}  // namespace

const Pattern kBelongsTo = {
    .doc = {.name = "belongs-to",
            .summary = "A reference to another row: `belongs_to`.",
            .code = R"(belongs_to :author, class_name: "User"
belongs_to :subject, polymorphic: true, optional: true)",
            .states = "author_id -> users(id), and NOT NULL where belongs_to is required; (subject_type, "
                      "subject_id) -> the row that the two name.",
            .soundness = "B where required: every validated write sees the row. C where optional, or under a "
                         "condition. A with a foreign key.",
            .caveat =
                "Required since Rails 5 where `load_defaults` or `belongs_to_required_by_default` says so, "
                "and `optional: true` is not given. Deleting the parent past its callbacks leaves dangling "
                "keys. A key that a polymorphic reference shares is claimed only for the rows of its type."},
    .calls = {"belongs_to", "belongs_to_required"},
    .apply = BelongsTo};

}  // namespace tacit::analyze::rails

#include "analyzer/rails/patterns/association.h"

#include <algorithm>

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

// `counter_cache: true`, `counter_cache: :name`, `counter_cache: {column: :name}`
std::optional<std::string> CounterOption(const Use& use) {
  const ruby::Value* value = use.Option("counter_cache");
  if (const auto* options = value == nullptr ? nullptr : value->As<ruby::Hash>()) {
    const ruby::Value* column = options->Find("column");
    return column == nullptr ? "" : column->Name();
  }
  if (value == nullptr || value->Truth() != true) return std::nullopt;
  return value->Is<bool>() ? "" : value->Name();
}

}  // namespace

std::optional<Association> ReadAssociation(const Use& use, Association::Kind kind) {
  auto name = use.arguments.empty() ? std::nullopt : use.arguments[0].Name();
  if (!name) return std::nullopt;
  Association association;
  association.kind = kind;
  association.name = *name;
  association.declared = use.declared;
  association.class_name = NameOption(use, "class_name", association.known);
  association.foreign_type = NameOption(use, "foreign_type", association.known);
  association.primary_key = NameOption(use, "primary_key", association.known);
  association.as = NameOption(use, "as", association.known);
  association.join_table = NameOption(use, "join_table", association.known);
  association.target_key = NameOption(use, "association_foreign_key", association.known);
  association.polymorphic = use.MayBeOn("polymorphic");
  association.through = use.MayBeOn("through");
  association.required = kind == Association::Kind::kBelongsTo && IsRequired(use);
  association.counter_cache = CounterOption(use);
  const ruby::Value* dependent = use.Option("dependent");
  if (dependent != nullptr) association.dependent = dependent->Name().value_or("");
  if (use.arguments.size() > 1) association.scope = use.arguments[1];
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
  return association;
}

std::string DefaultJoinTable(const std::string& a, const std::string& b) {
  const std::string& first = std::min(a, b);
  const std::string& second = std::max(a, b);
  std::size_t shared = 0;
  for (std::size_t i = 0; i < std::min(first.size(), second.size()) && first[i] == second[i]; ++i) {
    if (first[i] == '_') shared = i + 1;
  }
  return first + "_" + second.substr(shared);
}

std::optional<FarSide> FindFarSide(const Association& association, const Facts& facts) {
  const Reader& reader = facts.reader();
  if (!association.known || association.through || association.kind == Association::Kind::kManyToMany) {
    return std::nullopt;
  }
  const std::string single = association.kind == Association::Kind::kHasMany
                                 ? reader.inflector().Singularize(association.name)
                                 : association.name;
  const std::string written =
      association.class_name.empty() ? reader.inflector().CamelizeName(single) : association.class_name;
  FarSide side;
  side.model = reader.classes().Resolve(written, {association.declared.declarer});
  auto table = side.model.empty() || !reader.IsRecord(side.model) ? std::nullopt : reader.TableOf(side.model);
  side.table = table ? facts.schema().Find(*table) : nullptr;
  if (side.table == nullptr) return std::nullopt;
  side.key = association.foreign_key;
  const bool polymorphic = !association.as.empty();
  if (side.key.empty()) {
    const std::string own =
        reader.inflector().UnderscoreName(ruby::Demodulize(association.declared.declarer));
    side.key.push_back((polymorphic ? association.as : own) + "_id");
  }
  if (polymorphic) {
    side.key.push_back(association.foreign_type.empty() ? association.as + "_type"
                                                        : association.foreign_type);
    side.base_name = facts.hierarchy().BaseOf(association.declared.declarer);
  }
  const bool all = std::all_of(side.key.begin(), side.key.end(), [&](const std::string& column) {
    return side.table->ColumnOrdinal(column) >= 0;
  });
  return all ? std::optional(side) : std::nullopt;
}

}  // namespace tacit::analyze::rails

// Associations as their declarations and Rails' conventions make them.
#include <algorithm>

#include "analyzer/rails/patterns/association.h"
#include "analyzer/rails/queries/world.h"

namespace tacit::analyze::rails::queries {

namespace {

using Kind = AssociationInfo::Kind;

std::optional<Kind> KindOf(std::string_view macro) {
  if (macro == "belongs_to") return Kind::kBelongsTo;
  if (macro == "has_one") return Kind::kHasOne;
  if (macro == "has_many") return Kind::kHasMany;
  if (macro == "has_and_belongs_to_many") return Kind::kManyToMany;
  return std::nullopt;
}

// An option's name or class; empty where it is not given. What is not literal makes the whole unusable.
std::string Option(const ClassCall& call, std::string_view option, bool& known) {
  const ruby::Value* value = call.options.Find(option);
  if (value == nullptr || value->Is<ruby::Nil>()) return "";
  if (const auto* constant = value->As<ruby::Constant>()) return constant->path;
  const auto name = value->Name();
  known = known && name.has_value();
  return name.value_or("");
}

bool IsTrue(const ClassCall& call, std::string_view option) {
  const ruby::Value* value = call.options.Find(option);
  return value != nullptr && value->Truth() != false;
}

}  // namespace

void World::AddAssociations(const Model& model) {
  std::vector<AssociationInfo>& list = associations_[model.name];
  for (const ClassCall& call : model.calls) {
    auto info = ReadAssociation(model, call);
    if (!info) continue;
    std::erase_if(list, [&](const AssociationInfo& other) { return other.name == info->name; });
    list.push_back(std::move(*info));
  }
}

std::optional<AssociationInfo> World::ReadAssociation(const Model& model, const ClassCall& call) const {
  const auto kind = KindOf(call.name);
  if (!kind || call.arguments.empty() || !call.arguments[0].Name()) return std::nullopt;
  AssociationInfo info;
  info.kind = *kind;
  info.name = *call.arguments[0].Name();
  info.owner = model.name;
  info.file = call.file;
  info.line = call.line;
  info.scope = call.arguments.size() > 1 ? FromBody(call.arguments[1]) : MakeNil();
  if (!info.scope.Is<Nil>() && !info.scope.Is<Proc>()) return std::nullopt;
  bool known = std::none_of(call.options.entries.begin(), call.options.entries.end(),
                            [](const ruby::HashEntry& entry) { return entry.first.Is<ruby::Unknown>(); });
  info.through = Option(call, "through", known);
  info.source = Option(call, "source", known);
  info.source_type = Option(call, "source_type", known);
  info.dependent = Option(call, "dependent", known);
  std::string class_name = Option(call, "class_name", known);
  if (!known) return std::nullopt;
  if (*kind == Kind::kBelongsTo && IsTrue(call, "polymorphic"))
    return ReadKeys(call, info) ? std::optional(info) : std::nullopt;
  if (class_name.empty()) {
    class_name =
        inflector().CamelizeName(info.IsCollection() ? inflector().Singularize(info.name) : info.name);
  }
  info.target = Resolve(class_name, {model.name});
  if (info.through.empty() && TableOf(info.target) == nullptr) return std::nullopt;
  if (!info.through.empty()) return info;
  return ReadKeys(call, info) ? std::optional(info) : std::nullopt;
}

// Keys, by option or by convention. False where one is not known or no column.
bool World::ReadKeys(const ClassCall& call, AssociationInfo& info) const {
  bool known = true;
  const std::string own = ruby::Underscore(ruby::Demodulize(info.owner)) + "_id";
  const std::string as = Option(call, "as", known);
  info.foreign_key = Option(call, "foreign_key", known);
  info.primary_key = Option(call, "primary_key", known);
  info.type_column = Option(call, "foreign_type", known);
  info.join_table = Option(call, "join_table", known);
  info.target_key = Option(call, "association_foreign_key", known);
  const Table* table = TableOf(info.owner);
  if (!known || table == nullptr) return false;
  if (info.kind == AssociationInfo::Kind::kBelongsTo) {
    if (info.foreign_key.empty()) info.foreign_key = info.name + "_id";
    if (info.target.empty() && info.type_column.empty()) info.type_column = info.name + "_type";
    return table->ColumnOrdinal(info.foreign_key) >= 0;
  }
  if (info.kind == AssociationInfo::Kind::kManyToMany) {
    if (info.join_table.empty()) info.join_table = DefaultJoinTable(table->name, TableOf(info.target)->name);
    if (info.foreign_key.empty()) info.foreign_key = own;
    if (info.target_key.empty()) info.target_key = ruby::Underscore(ruby::Demodulize(info.target)) + "_id";
    const Table* join = schema_.Find(info.join_table);
    return join != nullptr && join->ColumnOrdinal(info.foreign_key) >= 0 &&
           join->ColumnOrdinal(info.target_key) >= 0;
  }
  if (!as.empty()) {
    if (info.type_column.empty()) info.type_column = as + "_type";
    if (info.foreign_key.empty()) info.foreign_key = as + "_id";
  }
  if (info.foreign_key.empty()) info.foreign_key = own;
  const Table* target = TableOf(info.target);
  return target->ColumnOrdinal(info.foreign_key) >= 0 &&
         (info.type_column.empty() || target->ColumnOrdinal(info.type_column) >= 0);
}

const std::vector<AssociationInfo>& World::AssociationsOf(const std::string& model) const {
  static const std::vector<AssociationInfo> kNone;
  auto found = associations_.find(model);
  return found == associations_.end() ? kNone : found->second;
}

}  // namespace tacit::analyze::rails::queries

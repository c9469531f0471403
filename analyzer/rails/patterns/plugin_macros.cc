// Macros of widely used plugins, by what they do to the table. A macro of the same name that the application
// itself defines is the application's own (Reader::OnClassCall).
#include <algorithm>

#include "analyzer/rails/columns.h"
#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

namespace {

std::string NameOr(const Use& use, std::initializer_list<std::string_view> options, std::string otherwise) {
  for (std::string_view option : options) {
    if (const ruby::Value* value = use.Option(option)) return value->Name().value_or("");
  }
  return otherwise;
}

bool HasArgument(const Use& use, std::string_view name) {
  return std::any_of(use.arguments.begin(), use.arguments.end(),
                     [name](const ruby::Value& argument) { return argument.Name() == name; });
}

// acts_as_tree, acts_as_nested_set, has_closure_tree: a parent in the same table.
void Tree(const Use& use, Model& model) {
  const std::string key = NameOr(use, {"foreign_key", "parent_column", "parent_column_name"}, "parent_id");
  const std::string fate = use.call == "acts_as_tree"       ? "destroy"
                           : use.call == "has_closure_tree" ? "nullify"
                                                            : "delete_all";
  Remark remark =
      use.MakeRemark(HintKind::kDependent, {key}, NameOr(use, {"dependent"}, fate) + " with its parent");
  remark.suggests = {ConstraintKind::kForeignKey};
  model.remarks.push_back(std::move(remark));
}

// acts_as_list: a place within a list, which two rows do not share but while they are moved.
void List(const Use& use, Model& model) {
  std::vector<std::string> columns = {NameOr(use, {"column"}, "position")};
  if (const ruby::Value* scope = use.Option("scope")) {
    auto names = scope->Is<std::string>() ? std::nullopt : ruby::Names(*scope);
    if (!names) return;
    columns.insert(columns.end(), names->begin(), names->end());
  }
  Remark remark = use.MakeRemark(HintKind::kAssumesOne, std::move(columns), "place in a list");
  remark.suggests = {ConstraintKind::kUnique};
  model.remarks.push_back(std::move(remark));
}

// acts_as_paranoid: rows are marked instead of deleted.
void Paranoid(const Use& use, Model& model) {
  const std::string column = NameOr(use, {"column"}, "deleted_at");
  const std::string type = NameOr(use, {"column_type"}, "time");
  if (column.empty() || type != "time" || use.MayBeOn("without_default_scope")) return;
  model.remarks.push_back(use.MakeRemark(HintKind::kDefaultScope, {column}, QuoteName(column) + " IS NULL"));
}

// devise: the columns by which rows are looked up.
void Devise(const Use& use, Model& model) {
  static constexpr std::pair<std::string_view, std::string_view> kTokens[] = {
      {"database_authenticatable", "email"},
      {"recoverable", "reset_password_token"},
      {"confirmable", "confirmation_token"},
      {"lockable", "unlock_token"}};
  for (const auto& [module, column] : kTokens) {
    if (!HasArgument(use, module)) continue;
    Remark remark =
        use.MakeRemark(HintKind::kAssumesOne, {std::string(column)}, "devise " + std::string(module));
    remark.suggests = {ConstraintKind::kUnique};
    model.remarks.push_back(std::move(remark));
  }
}

// friendly_id: rows are looked up by their slug.
void FriendlyId(const Use& use, Model& model) {
  const ruby::Value* modules = use.Option("use");
  auto names = modules == nullptr ? std::nullopt : ruby::Names(*modules);
  const auto has = [&](std::string_view name) {
    return names && std::find(names->begin(), names->end(), name) != names->end();
  };
  if (!has("slugged") && !has("scoped")) return;
  std::vector<std::string> columns = {NameOr(use, {"slug_column"}, "slug")};
  if (const ruby::Value* scope = use.Option("scope"); scope != nullptr && has("scoped")) {
    auto more = ruby::Names(*scope);
    if (!more) return;
    columns.insert(columns.end(), more->begin(), more->end());
  }
  Remark remark = use.MakeRemark(HintKind::kAssumesOne, std::move(columns), "friendly_id");
  remark.suggests = {ConstraintKind::kUnique};
  model.remarks.push_back(std::move(remark));
}

// enumerize :status, in: [...]: checked like an inclusion that lets nil pass.
void Enumerize(const Use& use, Model& model) {
  const ruby::Value* in = use.Option("in");
  if (in == nullptr || use.MayBeOn("multiple") || use.MayBeOn("skip_validations")) return;
  ValuesDetail detail;
  bool known = true;
  if (const auto* hash = in->As<ruby::Hash>()) {
    for (const auto& [name, value] : hash->entries) {
      auto sql = value.ToSql();
      known = known && sql.has_value();
      if (sql) detail.values.push_back(*sql);
    }
  } else {
    auto names = ruby::Names(*in);
    known = names.has_value();
    for (const std::string& name : names.value_or(std::vector<std::string>()))
      detail.values.emplace_back(name);
  }
  for (const std::string& attribute : use.Attributes()) {
    Rule rule = use.MakeRule(ConstraintKind::kOneOf, attribute);
    rule.detail = detail;
    if (!known || detail.values.empty()) rule.unknown = NotLiteral("in", in);
    model.rules.push_back(std::move(rule));
  }
}

// counter_culture :post: a counter cache by other means.
void CounterCulture(const Use& use, Model& model) {
  auto name = use.arguments.size() == 1 ? use.arguments[0].Name() : std::nullopt;
  const ruby::Value* column = use.Option("column_name");
  if (!name || (column != nullptr && !column->Name())) return;
  for (Association& association : model.associations) {
    if (association.name == *name) association.counter_cache = column == nullptr ? "" : column->Name();
  }
}

// acts_as_tenant(:account): every row is somebody's.
void Tenant(const Use& use, Model& model) {
  auto name = use.arguments.empty() ? std::nullopt : use.arguments[0].Name();
  const std::string key = name ? NameOr(use, {"foreign_key"}, *name + "_id") : "";
  if (key.empty()) return;
  Association association;
  association.name = *name;
  association.foreign_key = {key};
  association.declared = use.declared;
  model.associations.push_back(std::move(association));
}

struct Macro {
  std::string_view call;
  void (*apply)(const Use& use, Model& model);
};

constexpr Macro kMacros[] = {
    {"acts_as_tree", Tree},      {"acts_as_nested_set", Tree},   {"has_closure_tree", Tree},
    {"acts_as_list", List},      {"acts_as_paranoid", Paranoid}, {"devise", Devise},
    {"friendly_id", FriendlyId}, {"enumerize", Enumerize},       {"counter_culture", CounterCulture},
    {"acts_as_tenant", Tenant},
};

void PluginMacro(const Use& use, Model& model) {
  for (const Macro& macro : kMacros) {
    if (macro.call == use.call) macro.apply(use, model);
  }
}

}  // namespace

const Pattern kPluginMacros = {
    .doc = {.name = "plugin-macros",
            .summary = "Macros of widely used plugins that say something of a table: trees, lists, soft "
                       "deletion, devise, friendly_id, enumerize, ...",
            .code = R"(acts_as_tree
acts_as_list scope: :album
enumerize :size, in: %w[s m l])",
            .states = "parent_id -> the table itself; a hint that one row has a position within an album_id, "
                      "and UNIQUE (position, album_id) as a candidate; size IN ('s', 'm', 'l') or NULL.",
            .soundness = "B for enumerize, C for references and for devise's validations, D for what rows "
                         "are looked up by.",
            .caveat = "A macro of that name that the application itself defines is read as the application "
                      "has it. Macros that only add behaviour (paper_trail, kaminari, votes, tags, comments, "
                      "attachments) state nothing of the table."},
    .calls = {"acts_as_tree", "acts_as_nested_set", "has_closure_tree", "acts_as_list", "acts_as_paranoid",
              "devise", "friendly_id", "enumerize", "counter_culture", "acts_as_tenant"},
    .apply = PluginMacro};

}  // namespace tacit::analyze::rails

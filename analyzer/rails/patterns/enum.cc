// enum :a, {x: 0}; enum :a, [:x, :y]; enum a: {...}; enum :a, x: 0, y: 1
#include <algorithm>

#include "analyzer/rails/columns.h"
#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

namespace {

constexpr std::string_view kOptions[] = {"prefix",   "suffix",           "scopes",           "default",
                                         "validate", "_prefix",          "_suffix",          "_scopes",
                                         "_default", "instance_methods", "_instance_methods"};

bool IsOption(const ruby::Value& key) {
  auto name = key.Name();
  return name && std::find(std::begin(kOptions), std::end(kOptions), *name) != std::end(kOptions);
}

// Names with the values that stand for them in the column; nothing where one is not literal.
std::optional<std::vector<std::pair<std::string, tacit::Value>>> ReadValues(const ruby::Value& value) {
  std::vector<std::pair<std::string, tacit::Value>> values;
  if (const auto* hash = value.As<ruby::Hash>()) {
    for (const auto& [key, stored] : hash->entries) {
      auto name = key.Name();
      auto sql = stored.ToSql();
      if (!name || !sql) return std::nullopt;
      values.emplace_back(*name, *sql);
    }
    return values;
  }
  auto names = ruby::Names(value);
  if (!names || !value.Is<ruby::Array>()) return std::nullopt;
  std::int64_t next = 0;
  for (const std::string& name : *names) values.emplace_back(name, tacit::Value(next++));
  return values;
}

// An option, and no value of a mapping that was written as a hash of its own.
const ruby::Value* OptionOf(const Use& use, std::string_view name) {
  return use.braced && use.arguments.size() == 1 ? nullptr : use.Option(name);
}

std::string Affix(const Use& use, std::string_view option, const std::string& attribute) {
  const ruby::Value* value = OptionOf(use, option);
  if (value == nullptr) value = OptionOf(use, "_" + std::string(option));
  if (value == nullptr || value->Truth() != true) return "";
  return value->Is<bool>() ? attribute : value->Name().value_or("");
}

void Declare(const Use& use, const std::string& attribute, const ruby::Value& mapping, Model& model) {
  Rule rule = use.MakeRule(ConstraintKind::kOneOf, attribute);
  ValuesDetail detail;
  auto values = ReadValues(mapping);
  if (values) {
    EnumMap& map = model.enums[attribute];
    map.values = *values;
    map.prefix = Affix(use, "prefix", attribute);
    map.suffix = Affix(use, "suffix", attribute);
    for (const auto& [name, value] : *values) {
      if (!IsNull(value)) detail.values.push_back(value);
    }
  } else {
    rule.unknown = NotLiteral("enum", &mapping);
  }
  const ruby::Value* initial = OptionOf(use, "default");
  if (initial == nullptr) initial = OptionOf(use, "_default");
  if (auto name = initial == nullptr ? std::nullopt : initial->Name(); name && values) {
    for (const auto& [label, value] : *values) {
      if (label != *name) continue;
      if (auto text = QuoteValue(value)) {
        model.remarks.push_back(use.MakeRemark(HintKind::kDefault, {attribute}, *text));
      }
    }
  }
  const ruby::Value* validate = OptionOf(use, "validate");
  if (validate != nullptr && validate->Truth() == true) {
    const auto* options = validate->As<ruby::Hash>();
    const ruby::Value* nil = options == nullptr ? nullptr : options->Find("allow_nil");
    if (nil == nullptr || nil->Truth() == false) rule.nulls = NullPolicy::kRejected;
  }
  rule.detail = std::move(detail);
  model.rules.push_back(std::move(rule));
}

void EnumMacro(const Use& use, Model& model) {
  if (!use.arguments.empty()) {
    auto attribute = use.arguments[0].Name();
    if (!attribute) return;
    if (use.arguments.size() > 1) return Declare(use, *attribute, use.arguments[1], model);
    ruby::Hash mapping;
    for (const auto& entry : use.options.entries) {
      if (use.braced || !IsOption(entry.first)) mapping.entries.push_back(entry);
    }
    return Declare(use, *attribute, {std::move(mapping)}, model);
  }
  for (const auto& [key, mapping] : use.options.entries) {
    auto attribute = key.Name();
    if (attribute && !IsOption(key)) Declare(use, *attribute, mapping, model);
  }
}

}  // namespace

const Pattern kEnum = {
    .doc = {.name = "enum",
            .summary = "Named values of a column, in every syntax that `enum` ever had.",
            .code = "enum :status, {draft: 0, live: 1}, prefix: true",
            .states = "status IN (0, 1) or NULL; conditions may ask `status_draft?`.",
            .soundness = "B: assigning any other value raises. A where a check implies it.",
            .caveat =
                "NULL is rejected only with `validate: true`. A mapping that is computed makes it opaque."},
    .calls = {"enum"},
    .apply = EnumMacro};

}  // namespace tacit::analyze::rails

#include "analyzer/rails/patterns/pattern.h"

namespace tacit::analyze::rails {

std::vector<std::string> Use::Attributes() const {
  std::vector<std::string> names;
  for (const ruby::Value& argument : arguments) {
    if (auto list = ruby::Names(argument)) names.insert(names.end(), list->begin(), list->end());
  }
  return names;
}

bool Use::MayBeOn(std::string_view name) const {
  const ruby::Value* value = Option(name);
  return value != nullptr && value->Truth().value_or(true);
}

bool Use::IsOn(std::string_view name) const {
  const ruby::Value* value = Option(name);
  return value != nullptr && value->Truth().value_or(false);
}

NullPolicy Use::Nulls(NullPolicy otherwise) const {
  if (MayBeOn("allow_blank")) return NullPolicy::kBlankAllowed;
  return MayBeOn("allow_nil") ? NullPolicy::kAllowed : otherwise;
}

Remark Use::MakeRemark(HintKind kind, std::vector<std::string> attributes, std::string text) const {
  Remark remark;
  remark.kind = kind;
  remark.attributes = std::move(attributes);
  remark.text = std::move(text);
  remark.declared = declared;
  return remark;
}

void CallIt(Declared& declared, const Pattern& pattern) {
  for (Evidence& evidence : declared.evidence) evidence.pattern = pattern.doc.name;
}

Rule Use::MakeRule(ConstraintKind kind, const std::string& attribute) const {
  Rule rule;
  rule.kind = kind;
  rule.attribute = attribute;
  rule.declared = declared;
  return rule;
}

std::optional<LiteralSet> ReadSet(const ruby::Value& value) {
  auto items = ruby::Items(value);
  if (!items || value.Is<ruby::Hash>()) return std::nullopt;
  LiteralSet set;
  for (const ruby::Value& item : *items) {
    auto sql = item.ToSql();
    if (!sql) return std::nullopt;
    set.has_symbol |= item.Is<ruby::Symbol>();
    if (IsNull(*sql)) {
      set.has_null = true;
    } else {
      set.values.push_back(*sql);
    }
  }
  return set;
}

const ruby::Value* SetOption(const Use& use) {
  for (std::string_view key : {"in", "within"}) {
    if (const ruby::Value* value = use.Option(key)) return value;
  }
  return nullptr;
}

std::string NotLiteral(std::string_view option, const ruby::Value* value) {
  std::string text = "not given";
  if (value != nullptr) {
    text = "computed";
    if (const auto* unknown = value->As<ruby::Unknown>()) text = unknown->text;
    if (const auto* proc = value->As<ruby::Proc>()) text = ruby::OneLine(proc->node->text);
    if (const auto* constant = value->As<ruby::Constant>()) text = constant->path;
    if (const auto* symbol = value->As<ruby::Symbol>()) text = ":" + symbol->name;
  }
  return std::string(option) + ": " + text;
}

}  // namespace tacit::analyze::rails

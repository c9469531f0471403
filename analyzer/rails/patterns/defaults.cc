// attribute :a, :integer, default: 0; default_value_for :a, 1
#include "analyzer/rails/columns.h"
#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

namespace {

void Defaults(const Use& use, Model& model) {
  auto name = use.arguments.empty() ? std::nullopt : use.arguments[0].Name();
  if (!name) return;
  const ruby::Value* value = use.Option("default");
  if (use.call == "attribute") {
    // A plain symbol's type is the column's own form.
    if (use.arguments.size() > 1 && !use.arguments[1].Is<ruby::Symbol>()) {
      model.transformed[*name] = "attribute with a type of its own";
      return;
    }
  } else if (use.arguments.size() > 1) {
    value = &use.arguments[1];
  }
  auto sql = value == nullptr ? std::nullopt : value->ToSql();
  auto text = sql && !value->Is<ruby::Symbol>() ? QuoteValue(*sql) : std::nullopt;
  if (text && !IsNull(*sql)) model.remarks.push_back(use.MakeRemark(HintKind::kDefault, {*name}, *text));
}

}  // namespace

const Pattern kDefaults = {
    .doc = {.name = "defaults",
            .summary = "Values that a row gets unless told otherwise: `attribute ... default:`, "
                       "`default_value_for`, `enum ... default:`.",
            .code = "attribute :priority, :integer, default: 0",
            .states = "A hint that priority is 0 where it was not given: with a NOT NULL it is what old rows "
                      "could be filled with.",
            .soundness = "D: a value may be taken away again.",
            .caveat =
                "The schema's own defaults are in the schema. A default that is computed gives nothing."},
    .calls = {"attribute", "default_value_for", "attr_default"},
    .apply = Defaults};

}  // namespace tacit::analyze::rails

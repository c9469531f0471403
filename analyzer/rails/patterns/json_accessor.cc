// store_accessor :settings, :color; store :a, accessors: [...]; typed_store :a do |s| s.string :b end
#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

namespace {

// The names in the block of typed_store: `s.string :title`.
void AddBlockNames(const ruby::Value& block, Model& model) {
  const auto* proc = block.As<ruby::Proc>();
  const syntax::Node* body = proc == nullptr ? nullptr : proc->node->Field("body");
  if (body == nullptr) return;
  for (const syntax::Node* child : body->children) {
    const syntax::Node* arguments = child->Is("call") ? child->Field("arguments") : nullptr;
    if (arguments == nullptr || child->Field("receiver") == nullptr || arguments->children.empty()) continue;
    const syntax::Node& name = *arguments->children.front();
    if (name.Is("simple_symbol")) model.accessors.insert(std::string(name.text.substr(1)));
  }
}

void JsonAccessor(const Use& use, Model& model) {
  if (use.arguments.empty()) return;
  Use names = use;
  names.arguments.erase(names.arguments.begin());
  for (const std::string& name : names.Attributes()) model.accessors.insert(name);
  if (use.call == "store_accessor") return;
  if (auto column = use.arguments[0].Name()) model.transformed[*column] = use.call;
  const ruby::Value* accessors = use.Option("accessors");
  if (auto list = accessors == nullptr ? std::nullopt : ruby::Names(*accessors)) {
    model.accessors.insert(list->begin(), list->end());
  }
  for (const auto& [key, type] : use.options.entries) {  // jsonb_accessor :data, title: :string
    auto name = use.call == "jsonb_accessor" ? key.Name() : std::nullopt;
    if (name) model.accessors.insert(*name);
  }
  AddBlockNames(use.block, model);
}

}  // namespace

const Pattern kJsonAccessor = {
    .doc =
        {.name = "json-accessor",
         .summary = "Attributes that are kept inside of one column: `store_accessor`, `store`, "
                    "`typed_store`, `jsonb_accessor`.",
         .code = R"(store_accessor :settings, :color
validates :color, inclusion: {in: %w[red blue]})",
         .states =
             "Nothing of a column `color`, even where there is one: the rule is about a part of `settings`.",
         .soundness = "D: where a column of that name exists, the rule is kept with the reason as its opaque "
                      "condition."},
    .calls = {"store_accessor", "store", "typed_store", "jsonb_accessor", "hstore_accessor"},
    .apply = JsonAccessor};

}  // namespace tacit::analyze::rails

// aasm column: :status do state :a, initial: true; state :b, :c ... end
// state_machine :status, initial: :a do state :b ... event :go do transition a: :b end end
#include <algorithm>

#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

namespace {

// Names of symbols or strings in a literal; the name of a class of states or a variable makes it unknown.
void AddNames(const syntax::Node& node, std::vector<tacit::Value>& states, bool& known) {
  if (node.Is("simple_symbol")) {
    states.emplace_back(std::string(node.text.substr(1)));
  } else if (node.Is("bare_symbol") || node.Is("bare_string") || node.Is("hash_key_symbol")) {
    states.emplace_back(std::string(node.text));
  } else if (node.Is("array") || node.Is("symbol_array") || node.Is("string_array")) {
    for (const syntax::Node* child : node.children) AddNames(*child, states, known);
  } else if (!node.Is("pair") && !node.Is("block_argument")) {
    known = false;
  }
}

// `state` calls that stand directly in the block. States that are only named in transitions are declared
// too, so an `any` or a computed state ends what is known.
void ReadStates(const syntax::Node& body, std::vector<tacit::Value>& states, bool& known) {
  for (const syntax::Node* child : body.children) {
    const syntax::Node* method = child->Field("method");
    const syntax::Node* arguments = child->Field("arguments");
    if (method == nullptr || method->text != "state" || arguments == nullptr) {
      if (child->Is("if") || child->Is("unless") || (method != nullptr && method->text == "each"))
        known = false;
      continue;
    }
    for (const syntax::Node* argument : arguments->children) AddNames(*argument, states, known);
  }
}

void StateMachine(const Use& use, Model& model) {
  const auto* block = use.block.As<ruby::Proc>();
  const syntax::Node* body = block == nullptr ? nullptr : block->node->Field("body");
  if (body == nullptr) return;
  std::string attribute;
  const ruby::Value* column = use.Option("column");
  if (column != nullptr) attribute = column->Name().value_or("");
  const bool is_aasm = use.call == "aasm";
  if (column == nullptr && !use.arguments.empty() && !is_aasm)
    attribute = use.arguments[0].Name().value_or("");
  if (column == nullptr && attribute.empty()) attribute = is_aasm ? "aasm_state" : "state";
  if (attribute.empty() || use.MayBeOn("enum")) return;
  ValuesDetail detail;
  bool known = true;
  ReadStates(*body, detail.values, known);
  if (const ruby::Value* initial = use.Option("initial"); initial != nullptr && !is_aasm) {
    if (auto name = initial->Name()) detail.values.emplace_back(*name);
  }
  if (detail.values.empty()) return;
  std::sort(detail.values.begin(), detail.values.end());
  detail.values.erase(std::unique(detail.values.begin(), detail.values.end()), detail.values.end());
  Rule rule = use.MakeRule(ConstraintKind::kOneOf, attribute);
  rule.racy = true;  // whoever assigns the column itself goes past the machine
  if (!known) rule.unknown = "a state is known only at run time";
  rule.detail = std::move(detail);
  model.rules.push_back(std::move(rule));
}

}  // namespace

const Pattern kStateMachine = {
    .doc = {.name = "state-machine",
            .summary = "The states of a machine: `aasm`, `state_machine`.",
            .code = R"(aasm column: :status do
  state :new, initial: true
  state :sold, :gone
end)",
            .states = "status IN ('gone', 'new', 'sold').",
            .soundness = "C: whoever assigns the column goes past the machine. D where a state is computed.",
            .caveat = "NULL is allowed: a row may be older than its machine."},
    .calls = {"aasm", "state_machine"},
    .apply = StateMachine};

}  // namespace tacit::analyze::rails

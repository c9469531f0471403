// aasm column: :status do state :a, initial: true; event :go do transitions from: :a, to: :b end end
// state_machine :status, initial: :a do state :b; event :go do transition a: :b end end
// workflow do state :a do event :go, transitions_to: :b end end
// states :a, :b; event :go, from: :a, to: :b (simple_states)
#include <algorithm>
#include <set>

#include "analyzer/rails/facts.h"
#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

namespace {

struct Machine {
  std::set<std::string> states;
  std::set<std::string> transitions;  // "a -> b"
  std::string initial;
  bool known = true;                 // every state is literal
  bool transitions_declare = false;  // a state may be named in a transition only (state_machine)
};

// Names of symbols or strings in a literal; the name of a class of states or a variable makes it unknown.
void AddNames(const syntax::Node& node, std::vector<std::string>& names, bool& known) {
  if (node.Is("simple_symbol")) {
    names.emplace_back(node.text.substr(1));
  } else if (ruby::IsOneOf(node.kind, {"bare_symbol", "bare_string", "hash_key_symbol", "string_content"})) {
    names.emplace_back(node.text);
  } else if (ruby::IsOneOf(node.kind, {"array", "symbol_array", "string_array", "string"})) {
    for (const syntax::Node* child : node.children) AddNames(*child, names, known);
  } else if (!node.Is("pair") && !node.Is("block_argument")) {
    known = false;
  }
}

const syntax::Node* FindPair(const syntax::Node& arguments, std::initializer_list<std::string_view> keys) {
  for (const syntax::Node* argument : arguments.children) {
    const syntax::Node* key = argument->Is("pair") ? argument->Field("key") : nullptr;
    if (key == nullptr) continue;
    const std::string_view name = key->Is("simple_symbol") ? key->text.substr(1) : key->text;
    if (ruby::IsOneOf(name, keys)) return argument->Field("value");
  }
  return nullptr;
}

void AddTransition(const syntax::Node* from, const syntax::Node* to, Machine& machine) {
  std::vector<std::string> before;
  std::vector<std::string> after;
  bool known = true;
  if (from != nullptr) AddNames(*from, before, known);
  if (from == nullptr || !known) {  // any, all, any - :a
    before = {"*"};
    machine.known =
        machine.known && (!machine.transitions_declare || from == nullptr || from->Is("identifier"));
  }
  known = true;
  if (to != nullptr) AddNames(*to, after, known);
  if (!known) {
    machine.known = machine.known && (!machine.transitions_declare || to->text == "same");
    return;
  }
  if (machine.transitions_declare) {
    machine.states.insert(after.begin(), after.end());
    if (!before.empty() && before.front() != "*") machine.states.insert(before.begin(), before.end());
  }
  for (const std::string& a : before) {
    for (const std::string& b : after) machine.transitions.insert(a + " -> " + b);
  }
}

// The lines of an event: `transitions from: :a, to: :b`, `transition a: :b`, `transition [:a, :b] => :c`.
void ReadEvent(const syntax::Node& event, const std::string& state, Machine& machine) {
  const syntax::Node* arguments = event.Field("arguments");
  if (arguments != nullptr) {
    const syntax::Node* to = FindPair(*arguments, {"transitions_to", "transition_to", "to"});
    const syntax::Node* from = FindPair(*arguments, {"from"});
    if (to != nullptr && state.empty()) AddTransition(from, to, machine);
    if (to != nullptr && !state.empty()) {
      std::vector<std::string> after;
      bool known = true;
      AddNames(*to, after, known);
      for (const std::string& b : after) machine.transitions.insert(state + " -> " + b);
    }
  }
  const syntax::Node* block = event.Field("block");
  const syntax::Node* body = block == nullptr ? nullptr : block->Field("body");
  if (body == nullptr) return;
  for (const syntax::Node* line : body->children) {
    const syntax::Node* method = line->Is("call") ? line->Field("method") : nullptr;
    const syntax::Node* given = line->Field("arguments");
    if (method == nullptr || given == nullptr || !ruby::IsOneOf(method->text, {"transitions", "transition"}))
      continue;
    if (const syntax::Node* to = FindPair(*given, {"to"})) {
      AddTransition(FindPair(*given, {"from"}), to, machine);
      continue;
    }
    for (const syntax::Node* pair : given->children) {
      const syntax::Node* key = pair->Is("pair") ? pair->Field("key") : nullptr;
      const bool option =
          key != nullptr && ruby::IsOneOf(key->text, {"if", "unless", "on", ":if", ":unless", ":on"});
      if (key != nullptr && !option) AddTransition(key, pair->Field("value"), machine);
    }
  }
}

// `state` and `event` calls that stand directly in the block; what is computed ends what is known of the
// states.
void ReadBlock(const syntax::Node& body, Machine& machine) {
  for (const syntax::Node* child : body.children) {
    const syntax::Node* method = child->Field("method");
    const syntax::Node* arguments = child->Field("arguments");
    if (method != nullptr && method->text == "event") ReadEvent(*child, "", machine);
    if (method == nullptr || method->text != "state" || arguments == nullptr) {
      if (child->Is("if") || child->Is("unless") || (method != nullptr && method->text == "each"))
        machine.known = false;
      continue;
    }
    std::vector<std::string> names;
    for (const syntax::Node* argument : arguments->children) AddNames(*argument, names, machine.known);
    machine.states.insert(names.begin(), names.end());
    const syntax::Node* initial = FindPair(*arguments, {"initial"});
    if (initial != nullptr && initial->Is("true") && names.size() == 1) machine.initial = names[0];
    const syntax::Node* block = child->Field("block");
    const syntax::Node* inner = block == nullptr ? nullptr : block->Field("body");
    if (inner == nullptr || names.size() != 1) continue;
    for (const syntax::Node* line : inner->children) {
      const syntax::Node* event = line->Field("method");
      if (event != nullptr && event->text == "event") ReadEvent(*line, names[0], machine);
    }
  }
}

std::string ColumnOfMachine(const Use& use, const Model& model) {
  if (const ruby::Value* column = use.Option("column")) return column->Name().value_or("");
  if (use.call == "aasm") return "aasm_state";
  if (use.call == "workflow") {
    auto set = model.settings.find("workflow_column");
    return set == model.settings.end() ? "workflow_state" : set->second.Name().value_or("");
  }
  if (use.call == "states") return "state";
  return use.arguments.empty() ? "state" : use.arguments[0].Name().value_or("");
}

void AddMachine(const Use& use, const std::string& attribute, const Machine& machine, Model& model) {
  if (!machine.transitions.empty()) {
    std::string text;
    for (const std::string& transition : machine.transitions) text += (text.empty() ? "" : "; ") + transition;
    model.remarks.push_back(use.MakeRemark(HintKind::kTransition, {attribute}, text));
  }
  if (!machine.initial.empty()) {
    auto text = QuoteValue(Value(machine.initial));
    if (text) model.remarks.push_back(use.MakeRemark(HintKind::kDefault, {attribute}, *text));
  }
  if (machine.states.empty()) return;
  Rule rule = use.MakeRule(ConstraintKind::kOneOf, attribute);
  rule.racy = true;  // whoever assigns the column itself goes past the machine
  if (!machine.known) rule.unknown = "a state is known only at run time";
  ValuesDetail detail;
  for (const std::string& state : machine.states) detail.values.emplace_back(state);
  rule.detail = std::move(detail);
  model.rules.push_back(std::move(rule));
}

void StateMachine(const Use& use, Model& model) {
  if (use.call == "workflow_column") {
    if (!use.arguments.empty()) model.settings["workflow_column"] = use.arguments[0];
    return;
  }
  const std::string attribute = ColumnOfMachine(use, model);
  if (attribute.empty() || use.MayBeOn("enum")) return;
  Machine machine;
  if (use.call == "states") {  // of simple_states; other libraries have such names too
    if (!model.foreign_modules.contains("SimpleStates")) return;
    const std::vector<std::string> names = use.Attributes();
    machine.states.insert(names.begin(), names.end());
    machine.known = names.size() == use.arguments.size();
    return AddMachine(use, attribute, machine, model);
  }
  const auto* block = use.block.As<ruby::Proc>();
  const syntax::Node* body = block == nullptr ? nullptr : block->node->Field("body");
  if (body == nullptr) return;
  machine.transitions_declare = use.call == "state_machine";
  ReadBlock(*body, machine);
  if (const ruby::Value* initial = use.Option("initial"); initial != nullptr && use.call != "aasm") {
    machine.initial = initial->Name().value_or("");
    if (!machine.initial.empty()) machine.states.insert(machine.initial);
  }
  AddMachine(use, attribute, machine, model);
}

// Statesman keeps states in a table of transitions, and the machine in a class of its own: by its
// conventions, OrderStateMachine and OrderTransition.
void DeriveStatesman(const ModelView& view, const Model& declares, Facts& facts) {
  constexpr std::string_view kSuffix = "Transition";
  if (declares.name != view.name() || !view.name().ends_with(kSuffix) ||
      view.FindColumn("to_state") == nullptr)
    return;
  const std::string stem = view.name().substr(0, view.name().size() - kSuffix.size());
  const Module* module = facts.reader().classes().Find(stem + "StateMachine");
  if (module == nullptr) return;
  Machine machine;
  bool statesman = false;
  for (const Code& body : module->bodies) {
    ReadBlock(*body.node, machine);
    for (const syntax::Node* line : body.node->children) {
      const syntax::Node* method = line->Field("method");
      const syntax::Node* arguments = line->Field("arguments");
      if (method == nullptr || arguments == nullptr) continue;
      statesman |=
          method->text == "include" && arguments->text.find("Statesman::Machine") != std::string_view::npos;
      if (method->text == "transition") {
        AddTransition(FindPair(*arguments, {"from"}), FindPair(*arguments, {"to"}), machine);
      }
    }
  }
  if (!statesman || machine.states.empty() || !machine.known) return;
  Declared declared;
  declared.evidence.push_back({*module->file, module->line, std::string(kStateMachine.doc.name)});
  ValuesDetail detail;
  for (const std::string& state : machine.states) detail.values.emplace_back(state);
  Constraint states = BeginConstraint(ConstraintKind::kOneOf, view, {"to_state"}, declared);
  states.detail = std::move(detail);
  facts.Add(std::move(states), {}, Soundness::kC);
}

}  // namespace

const Pattern kStateMachine = {
    .doc = {.name = "state-machine",
            .summary = "The states of a machine and how they follow each other: `aasm`, `state_machine`, "
                       "`workflow`, statesman, simple_states.",
            .code = R"(aasm column: :status do
  state :new, initial: true
  state :sold
  event :sell do
    transitions from: :new, to: :sold
  end
end)",
            .states =
                "status IN ('new', 'sold'); hints at the default 'new' and at the transition new -> sold.",
            .soundness = "C: whoever assigns the column goes past the machine. D where a state is computed.",
            .caveat = "NULL is allowed: a row may be older than its machine. Transitions are about the "
                      "history of a row, not the row. Statesman keeps states in its table of transitions."},
    .calls = {"aasm", "state_machine", "workflow", "workflow_column", "states"},
    .apply = StateMachine,
    .derive = DeriveStatesman};

}  // namespace tacit::analyze::rails

#include "analyzer/rails/validation.h"

#include <algorithm>
#include <array>

namespace tacit::analyze::rails {

namespace {

constexpr int kMaxReadDepth = 60;
constexpr std::size_t kMaxDemandBytes = 2000;
constexpr int kMaxReadSteps = 1000;

// What a local variable stands for of which only that is known that it was set.
const syntax::Node kUnknown;

bool IsSequence(const syntax::Node& node) {
  return ruby::IsOneOf(node.kind,
                       {"body_statement", "block_body", "then", "else", "parenthesized_statements"});
}

bool Contains(const syntax::Node& node, std::initializer_list<std::string_view> kinds, int depth = 0) {
  if (depth > kMaxReadDepth || ruby::IsOneOf(node.kind, kinds)) return true;
  return std::any_of(node.children.begin(), node.children.end(),
                     [&](const syntax::Node* child) { return Contains(*child, kinds, depth + 1); });
}

// Tests of what a write changes, and not of the row: they say when a demand is made.
bool IsAboutChange(std::string_view text) {
  for (std::string_view word : {"_changed?", "new_record?", "persisted?", "will_save_change_to",
                                "saved_change_to", "changed?", "_was"}) {
    if (text.find(word) != std::string_view::npos) return text.find_first_of("&|(") == std::string_view::npos;
  }
  return false;
}

constexpr std::string_view kIsNull = " IS NULL";
constexpr std::string_view kIsNotNull = " IS NOT NULL";

// Whether one of the tests is the opposite of another: together they never hold, either always does.
bool AreOpposed(const std::vector<std::string>& tests) {
  return std::any_of(tests.begin(), tests.end(), [&](const std::string& test) {
    if (!test.ends_with(kIsNull)) return false;
    const std::string other = test.substr(0, test.size() - kIsNull.size()) + std::string(kIsNotNull);
    return std::find(tests.begin(), tests.end(), other) != tests.end();
  });
}

std::string Joined(const std::vector<std::string>& tests, std::string_view by) {
  std::string all;
  for (const std::string& test : tests) all += (all.empty() ? "" : std::string(by)) + test;
  return all;
}

}  // namespace

std::vector<Demand> Validation::Demands(const CodeBody& body, const std::string& value_parameter,
                                        const std::string& column, const std::vector<Test>& given) {
  demands_.clear();
  written_.clear();
  helpers_.clear();
  steps_ = 0;
  gives_up_ = body.rescues;  // where Ruby raises, the row might be saved all the same
  for (const syntax::Node* statement : body.statements) NoteWrites(*statement, body.names);
  State state;
  state.names = body.names;
  if (!value_parameter.empty()) state.names.columns[value_parameter] = column;
  for (const auto& [holds, fails] : given) state.steps.push_back({holds, fails, ""});
  RunAll(body.statements, state);
  if (gives_up_) demands_.clear();
  std::erase_if(demands_, [this](const Demand& demand) {
    return std::any_of(written_.begin(), written_.end(), [&](const std::string& attribute) {
      return MentionsName(demand.sql,
                          view_.ColumnOf(attribute).empty() ? attribute : view_.ColumnOf(attribute));
    });
  });
  return demands_;
}

// What the code changes of the record, itself or in the methods that it calls on it.
void Validation::NoteWrites(const syntax::Node& node, const Names& names) {
  if (std::string attribute = WrittenAttribute(node, names); !attribute.empty())
    written_.push_back(attribute);
  const syntax::Node* method = node.Is("call")         ? node.Field("method")
                               : node.Is("identifier") ? &node
                                                       : nullptr;
  if (method != nullptr &&
      ruby::IsOneOf(method->text, {"assign_attributes", "attributes=", "reload", "update_columns", "send",
                                   "public_send", "instance_eval", "eval"})) {
    gives_up_ = true;
  }
  const bool own = method != nullptr && (node.Is("identifier") || node.Field("receiver") == nullptr ||
                                         node.Field("receiver")->Is("self"));
  const Code* helper = own ? reader_.InstanceMethod(view_.name(), std::string(method->text)) : nullptr;
  if (helper != nullptr && helpers_.insert(helper).second) {
    const CodeBody body = BodyOf(*helper, view_.name());
    for (const syntax::Node* statement : body.statements) NoteWrites(*statement, body.names);
  }
  for (const syntax::Node* child : node.children) NoteWrites(*child, names);
}

bool Validation::RunAll(const std::vector<const syntax::Node*>& nodes, State& state) {
  for (const syntax::Node* node : nodes) {
    if (!Run(*node, state)) return false;
  }
  return true;
}

// False: what follows the statement is not reached.
bool Validation::Run(const syntax::Node& node, State& state) {
  if (gives_up_ || ++steps_ > kMaxReadSteps) {
    gives_up_ = true;
    return false;
  }
  if (IsSequence(node)) return RunAll(node.children, state);
  if (AddsError(node, state.names)) {
    Fail(state);
    return true;
  }
  const bool modifier = node.Is("if_modifier") || node.Is("unless_modifier");
  if (modifier || ruby::IsOneOf(node.kind, {"if", "unless", "elsif", "conditional"})) {
    const syntax::Node* condition = node.Field("condition");
    if (condition == nullptr) return RunLost(node, state);
    const bool negated = node.Is("unless") || node.Is("unless_modifier");
    return RunBranches(*condition, node.Field(modifier ? "body" : "consequence"), node.Field("alternative"),
                       negated, state);
  }
  if (node.Is("case")) return RunCase(node, state);
  if (node.Is("binary")) {
    const syntax::Node* left = node.Field("left");
    const syntax::Node* right = node.Field("right");
    const bool conjunction = node.op == "&&" || node.op == "and";
    if (left != nullptr && right != nullptr && (conjunction || node.op == "||" || node.op == "or")) {
      return RunBranches(*left, right, nullptr, !conjunction, state);
    }
    return RunLost(node, state);
  }
  if (ruby::IsOneOf(node.kind, {"return", "next", "break"})) {
    for (const syntax::Node* child : node.children) {
      for (const syntax::Node* value : child->children) Run(*value, state);
    }
    return false;
  }
  if (node.Is("assignment") || node.Is("operator_assignment")) {
    const syntax::Node* left = node.Field("left");
    const syntax::Node* right = node.Field("right");
    if (left == nullptr || right == nullptr || !left->Is("identifier")) return RunLost(node, state);
    const std::string name(left->text);
    const bool fresh = node.Is("assignment") && !state.names.aliases.contains(name) &&
                       !state.names.columns.contains(name) && !state.names.records.contains(name);
    state.names.columns.erase(name);
    state.names.records.erase(name);
    state.names.aliases[name] = fresh ? right : &kUnknown;
    return true;
  }
  if (node.Is("call") || node.Is("identifier")) return RunCall(node, state);
  return RunLost(node, state);
}

bool Validation::RunBranches(const syntax::Node& condition, const syntax::Node* consequence,
                             const syntax::Node* alternative, bool negated, State& state) {
  std::array<State, 2> after = {state, state};
  std::array<bool, 2> goes_on = {true, true};
  const std::array<const syntax::Node*, 2> branch = {consequence, alternative};
  for (std::size_t i : {0U, 1U}) {
    Push(condition, (i == 0) != negated, after[i]);
    if (branch[i] != nullptr) goes_on[i] = Run(*branch[i], after[i]);
  }
  if (!goes_on[0] && !goes_on[1]) return false;
  if (goes_on[0] != goes_on[1]) {
    state = after[goes_on[0] ? 0 : 1];
    return true;
  }
  // Both go on. Unless one of them ended somewhere inside, what follows is reached as before.
  const std::size_t untouched = state.steps.size() + 1;
  state.lost |= after[0].steps.size() != untouched || after[1].steps.size() != untouched || after[0].lost ||
                after[1].lost;
  for (const State& end : after) {
    for (const auto& [name, node] : end.names.aliases) {
      auto before = state.names.aliases.find(name);
      if (before != state.names.aliases.end() && before->second == node) continue;
      state.names.aliases[name] = &kUnknown;
    }
    std::erase_if(state.names.columns, [&](const auto& e) { return !end.names.columns.contains(e.first); });
  }
  return true;
}

// `case` without a subject is a chain of conditions; with one, what its branches demand is left out.
bool Validation::RunCase(const syntax::Node& node, State& state) {
  if (node.Field("value") != nullptr) return RunLost(node, state);
  State way = state;
  for (const syntax::Node* branch : node.children) {
    if (branch->Is("else")) {
      if (!Run(*branch, way)) state.lost = true;
      continue;
    }
    const syntax::Node* pattern = branch->Field("pattern");
    const syntax::Node* body = branch->Field("body");
    const bool single = std::count_if(branch->children.begin(), branch->children.end(),
                                      [](const syntax::Node* child) { return child->Is("pattern"); }) == 1;
    if (pattern == nullptr || pattern->children.empty() || !single) return RunLost(node, state);
    State taken = way;
    Push(*pattern->children.front(), true, taken);
    const std::size_t steps = taken.steps.size();
    if (body != nullptr && (!Run(*body, taken) || taken.steps.size() != steps)) state.lost = true;
    state.lost |= taken.lost;
    Push(*pattern->children.front(), false, way);
  }
  return true;
}

// Calls of the model's own methods without arguments are looked into; what stands in blocks is left out.
bool Validation::RunCall(const syntax::Node& node, State& state) {
  const syntax::Node* method = node.Is("identifier") ? &node : node.Field("method");
  if (method == nullptr) return RunLost(node, state);
  if (ruby::IsOneOf(method->text, {"raise", "throw", "fail"})) return false;
  const syntax::Node* receiver = node.Field("receiver");
  const bool own =
      node.Is("identifier") || ((receiver == nullptr || receiver->Is("self")) &&
                                node.Field("arguments") == nullptr && node.Field("block") == nullptr);
  const Code* helper = own ? reader_.InstanceMethod(view_.name(), std::string(method->text)) : nullptr;
  if (helper == nullptr || helper->node->Field("parameters") != nullptr || !state.names.self_is_record) {
    return RunLost(node, state);
  }
  CodeBody body = BodyOf(*helper, view_.name());
  if (body.rescues) return RunLost(node, state);
  State inner = state;
  inner.names = std::move(body.names);
  RunAll(body.statements, inner);  // where it ends, its caller goes on
  return true;
}

bool Validation::RunLost(const syntax::Node& node, State& state) {
  state.lost |= Contains(node, {"return", "next", "break", "rescue", "rescue_modifier", "ensure", "retry"});
  return true;
}

void Validation::Push(const syntax::Node& condition, bool want, State& state) {
  Step step;
  Predicate predicate(view_, reader_);
  predicate.LeaveOutAlternatives();
  step.holds = predicate.Of(condition, want, state.names);
  if (step.holds && predicate.exact()) {
    Predicate other(view_, reader_);
    auto fails = other.Of(condition, !want, state.names);
    if (fails && other.exact()) step.fails = fails;
  }
  // One of several tests may be about what the write changes: `if a && a_changed?`.
  const bool conjunction = want && condition.Is("binary") && (condition.op == "&&" || condition.op == "and");
  if (!step.holds && conjunction && condition.Field("left") != nullptr &&
      condition.Field("right") != nullptr) {
    Push(*condition.Field("left"), true, state);
    Push(*condition.Field("right"), true, state);
    // They count as one step, so that it can be seen where a branch ended.
    Step right = std::move(state.steps.back());
    state.steps.pop_back();
    Step& left = state.steps.back();
    const bool known = (left.holds || !left.change.empty()) && (right.holds || !right.change.empty());
    Step joined;
    if (known) {
      joined.change =
          left.change + (left.change.empty() || right.change.empty() ? "" : " AND ") + right.change;
      if (left.holds && right.holds) joined.holds = "(" + *left.holds + " AND " + *right.holds + ")";
      if (!joined.holds) joined.holds = left.holds ? left.holds : right.holds;
    }
    left = std::move(joined);
    return;
  }
  if (!step.holds && IsAboutChange(condition.text)) {
    step.change = (want ? "if " : "unless ") + ruby::OneLine(condition.text);
  }
  state.steps.push_back(std::move(step));
}

// An error is added here: a row on which all the steps hold does not pass.
void Validation::Fail(const State& state) {
  if (state.lost) return;
  Demand demand;
  std::vector<std::string> holds;
  std::vector<std::string> fails;
  for (const Step& step : state.steps) {
    if (!step.holds && step.change.empty()) return;
    if (!step.change.empty()) demand.when.push_back(step.change);
    if (!step.holds) continue;
    holds.push_back(*step.holds);
    if (step.fails) fails.push_back(*step.fails);
  }
  if (holds.empty() || AreOpposed(holds)) return;  // what no row can be is demanded of none
  const bool exact = fails.size() == holds.size();
  demand.sql = exact ? Joined(fails, " OR ") : "NOT (" + Joined(holds, " AND ") + ")";
  if (demand.sql.size() <= kMaxDemandBytes) demands_.push_back(std::move(demand));
}

// errors.add(...), record.errors.add(...), errors[:a] << "..."
bool Validation::AddsError(const syntax::Node& node, const Names& names) {
  const syntax::Node* receiver = nullptr;
  if (node.Is("call")) {
    const syntax::Node* method = node.Field("method");
    if (method == nullptr || !ruby::IsOneOf(method->text, {"add", "add_to_base"})) return false;
    receiver = node.Field("receiver");
  } else if (node.Is("binary") && node.op == "<<") {
    const syntax::Node* left = node.Field("left");
    if (left == nullptr || !left->Is("element_reference")) return false;
    receiver = left->Field("object");
  }
  if (receiver == nullptr) return false;
  if (receiver->Is("identifier")) return receiver->text == "errors" && names.self_is_record;
  const syntax::Node* errors = receiver->Is("call") ? receiver->Field("method") : nullptr;
  const syntax::Node* record = receiver->Field("receiver");
  return errors != nullptr && errors->text == "errors" && record != nullptr &&
         ((record->Is("self") && names.self_is_record) ||
          (record->Is("identifier") && names.records.contains(record->text)));
}

}  // namespace tacit::analyze::rails

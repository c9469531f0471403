#include "analyzer/rails/later_writes.h"

#include <set>
#include <utility>

#include "analyzer/rails/code_body.h"
#include "analyzer/rails/text_form.h"

namespace tacit::analyze::rails {

namespace {

constexpr int kMaxCallDepth = 3;
constexpr int kMaxCodeDepth = 200;
constexpr int kMaxForebears = 20;

bool RunsAfterValidation(std::string_view event) {
  return ruby::IsOneOf(event, {"before_save", "before_create", "before_update", "around_save",
                               "around_create", "around_update", "after_validation"});
}

// Collects the writes of one callback, and of the record's own methods that it calls.
class LaterWriteCollector {
 public:
  LaterWriteCollector(const Reader& reader, const std::string& model,
                      std::map<std::string, LaterWrite, std::less<>>& writes)
      : reader_(reader), model_(model), writes_(writes) {}

  void Add(const CodeBody& body, const std::string& file, int calls, const std::string& guard) {
    const std::set<std::string> outer = std::exchange(locals_, {});
    for (const std::string& parameter : body.parameters)
      locals_.insert(parameter.substr(0, parameter.find_first_of(" =:")));
    for (const syntax::Node* statement : body.statements) AddLocals(*statement, 0);
    for (const syntax::Node* statement : body.statements)
      Visit(*statement, body.names, file, calls, guard, 0);
    locals_ = outer;
  }

 private:
  // A bare name is then no attribute.
  void AddLocals(const syntax::Node& node, int depth) {
    if (depth > kMaxCodeDepth) return;
    const bool assigns = node.Is("assignment") || node.Is("operator_assignment");
    const syntax::Node* left = assigns ? node.Field("left") : nullptr;
    if (left != nullptr && left->Is("identifier")) locals_.emplace(left->text);
    if (left != nullptr && left->Is("left_assignment_list")) {
      for (const syntax::Node* name : left->children) locals_.emplace(name->text);
    }
    for (const syntax::Node* child : node.children) AddLocals(*child, depth + 1);
  }

  // `guard`: the condition around, on one line.
  void Visit(const syntax::Node& node, const Names& names, const std::string& file, int calls,
             const std::string& guard, int depth) {
    if (depth > kMaxCodeDepth) return;
    if (const std::string attribute = WrittenAttribute(node, names); !attribute.empty()) {
      AddWrite(node, attribute, file, guard);
    }
    FollowCall(node, names, calls, guard);
    const bool tests = ruby::IsOneOf(node.kind, {"if", "unless", "if_modifier", "unless_modifier"});
    const syntax::Node* condition = tests ? node.Field("condition") : nullptr;
    const bool negated = node.Is("unless") || node.Is("unless_modifier");
    const std::string inner =
        condition == nullptr ? guard : (negated ? "!" : "") + ruby::OneLine(condition->text);
    for (const syntax::Node* child : node.children) {
      // On the other branch the condition does not hold, and what holds there is not asked.
      const bool other = condition != nullptr && child == node.Field("alternative");
      Visit(*child, names, file, calls, other ? "" : child == condition ? guard : inner, depth + 1);
    }
  }

  // `assign_path`, `self.assign_path`
  void FollowCall(const syntax::Node& node, const Names& names, int calls, const std::string& guard) {
    std::string_view name;
    if (node.Is("identifier") && names.self_is_record) name = node.text;
    const syntax::Node* method = node.Is("call") ? node.Field("method") : nullptr;
    const syntax::Node* receiver = node.Field("receiver");
    if (method != nullptr && (receiver == nullptr || receiver->Is("self"))) name = method->text;
    const Code* code =
        name.empty() || calls >= kMaxCallDepth ? nullptr : reader_.InstanceMethod(model_, std::string(name));
    if (code == nullptr) return;
    Add(BodyOf(*code, model_), *code->file, calls + 1, guard);
  }

  void AddWrite(const syntax::Node& node, const std::string& attribute, const std::string& file,
                const std::string& guard) {
    auto [found, fresh] = writes_.try_emplace(attribute, LaterWrite{file, node.line});
    LaterWrite& write = found->second;
    const bool fills = node.Is("operator_assignment") && node.op == "||=";
    const auto asks = [&](std::string_view prefix, std::string_view suffix) {
      const std::string test = attribute + std::string(suffix);
      return guard == std::string(prefix) + test || guard == std::string(prefix) + "self." + test;
    };
    const bool missing = asks("", ".nil?") || asks("", ".blank?") || asks("!", "") || asks("!", ".present?");
    if (fills || (missing && !locals_.contains(attribute))) return;
    const syntax::Node* right = node.Field("right");
    Form form = right == nullptr ? InPlace(node) : FormOf(*right, attribute);
    form.whole = form.whole && !locals_.contains(attribute);
    write.keeps_value = false;
    write.keeps_letters = write.keeps_letters && form.whole && !form.trimmed && (form.lower || form.upper);
    write.keeps_content = write.keeps_content && form.whole && (form.trimmed || form.lower || form.upper);
  }

  static Form InPlace(const syntax::Node& call) {
    const syntax::Node* method = call.Field("method");
    Form form;
    if (method == nullptr) return form;
    form.lower = method->text == "downcase!";
    form.upper = method->text == "upcase!";
    form.trimmed = ruby::IsOneOf(method->text, {"strip!", "squish!"});
    form.whole = form.lower || form.upper || form.trimmed;
    return form;
  }

  const Reader& reader_;
  const std::string& model_;
  std::map<std::string, LaterWrite, std::less<>>& writes_;
  std::set<std::string> locals_;  // variables of the code that is being read
};

}  // namespace

const LaterWrite* LaterWrites::Of(const std::string& attribute, const std::string& model) {
  auto [known, fresh] = by_model_.try_emplace(model);
  if (fresh) {
    std::string current = model;
    for (int depth = 0; !current.empty() && depth < kMaxForebears; ++depth) {
      AddCallbacks(current, model, known->second);
      current = reader_.Superclass(current);
    }
    for (const std::string& heir : hierarchy_.HeirsOf(model)) AddCallbacks(heir, heir, known->second);
  }
  const auto write = known->second.find(attribute);
  return write == known->second.end() ? nullptr : &write->second;
}

void LaterWrites::AddCallbacks(const std::string& declarer, const std::string& model,
                               ByAttribute& writes) const {
  const Model* declares = reader_.FindModel(declarer);
  if (declares == nullptr) return;
  LaterWriteCollector collector(reader_, model, writes);
  for (const Callback& callback : declares->callbacks) {
    if (!RunsAfterValidation(callback.event)) continue;
    const auto body = BodyOf(callback.code, model, reader_);
    if (body) collector.Add(*body, callback.declared.evidence.front().file, 0, "");
  }
}

}  // namespace tacit::analyze::rails

#include "analyzer/django/guards.h"

#include <algorithm>
#include <set>

#include "analyzer/django/fields.h"
#include "analyzer/django/patterns/patterns.h"
#include "analyzer/django/truth.h"
#include "analyzer/django/typing.h"

namespace tacit::analyze::django {

namespace {

using python::IsOneOf;

constexpr int kMaxCalls = 6;    // of methods in each other
constexpr int kMaxBlocks = 40;  // in each other
constexpr std::size_t kMaxCases = 32;

bool Contains(const syntax::Node& node, std::string_view kind, int depth) {
  if (depth > kMaxBlocks || node.Is("function_definition")) return false;
  if (node.Is(kind)) return true;
  return std::any_of(node.children.begin(), node.children.end(),
                     [&](const syntax::Node* child) { return Contains(*child, kind, depth + 1); });
}

// A disjunction of conjunctions; too many cases are left as they are.
std::vector<FormulaPtr> Cases(const FormulaPtr& formula) {
  if (formula->kind == Formula::Kind::kOr) {
    std::vector<FormulaPtr> all;
    for (const FormulaPtr& part : formula->parts) {
      for (FormulaPtr& one : Cases(part)) all.push_back(std::move(one));
    }
    return all;
  }
  if (formula->kind != Formula::Kind::kAnd) return {formula};
  std::vector<FormulaPtr> all = {Constant(true)};
  for (const FormulaPtr& part : formula->parts) {
    std::vector<FormulaPtr> next;
    for (const FormulaPtr& one : Cases(part)) {
      for (const FormulaPtr& before : all) next.push_back(And({before, one}));
    }
    if (next.size() > kMaxCases) return {formula};
    all = std::move(next);
  }
  return all;
}

// Attributes of self that a method, or what it calls on self, assigns.
void Written(const syntax::Node& node, const python::Class& definition, python::Evaluator& evaluator,
             int depth, std::set<const syntax::Node*>& seen, std::set<std::string>& written) {
  if (depth > kMaxBlocks) return;
  const syntax::Node* left =
      node.Is("assignment") || node.Is("augmented_assignment") ? node.Field("left") : nullptr;
  std::vector<const syntax::Node*> targets;
  if (left != nullptr)
    targets = left->Is("pattern_list") ? left->children : std::vector<const syntax::Node*>{left};
  for (const syntax::Node* target : targets) {
    if (target->Is("attribute") && target->Field("object") != nullptr &&
        target->Field("object")->text == "self")
      written.emplace(target->Field("attribute")->text);
  }
  const syntax::Node* function = node.Is("call") ? node.Field("function") : nullptr;
  if (function != nullptr && function->Is("attribute") && function->Field("object") != nullptr) {
    const std::string_view receiver = function->Field("object")->text;
    if (receiver == "self" || receiver == "super()") {
      const auto [method, owner] = evaluator.Method(definition, function->Field("attribute")->text);
      if (method != nullptr && seen.insert(method).second)
        Written(*method, definition, evaluator, depth + 1, seen, written);
    }
  }
  for (const syntax::Node* child : node.children)
    Written(*child, definition, evaluator, depth + 1, seen, written);
}

class Guard {
 public:
  Guard(Context& context, const Model& model, std::set<std::string> written)
      : context_(context),
        evaluator_(context.project.evaluator()),
        model_(model),
        truth_(context.project, model, std::move(written)) {}

  void Run(std::string_view method, std::string_view pattern, Soundness soundness) {
    pattern_ = pattern;
    soundness_ = soundness;
    const auto [node, owner] = evaluator_.Method(*model_.definition, method);
    if (node != nullptr) RunMethod(*node, *owner, Constant(true));
  }

 private:
  void RunMethod(const syntax::Node& method, const python::Class& owner, const FormulaPtr& path) {
    const syntax::Node* body = method.Field("body");
    if (body == nullptr || calls_ >= kMaxCalls || owner.scope.module->file.empty()) return;
    const python::Class* owner_before = std::exchange(owner_, &owner);
    std::string name_before = std::exchange(method_name_, std::string(method.Field("name")->text));
    LocalTruths locals_before = std::exchange(locals_, {});
    ++calls_;
    RunBlock(*body, path, 0);
    --calls_;
    owner_ = owner_before;
    method_name_ = std::move(name_before);
    locals_ = std::move(locals_before);
  }

  // The condition under which the code after the block is reached.
  FormulaPtr RunBlock(const syntax::Node& block, FormulaPtr path, int depth) {
    if (depth > kMaxBlocks) return Opaque("...");
    for (const syntax::Node* statement : block.children) {
      if (path->kind == Formula::Kind::kFalse) break;
      block_depth_ = depth;
      path = RunStatement(*statement, path, depth);
    }
    return path;
  }

  FormulaPtr RunStatement(const syntax::Node& node, const FormulaPtr& path, int depth) {
    if (node.Is("raise_statement")) {
      if (tries_ == 0) Claim(path, node.line);
      return Constant(false);
    }
    if (node.Is("return_statement")) {
      if (!node.children.empty()) RunExpression(*node.children[0], path);
      return Constant(false);
    }
    if (node.Is("if_statement")) return RunIf(node, path, depth);
    if (node.Is("expression_statement") && !node.children.empty()) {
      RunExpression(*node.children[0], path);
      return path;
    }
    if (node.Is("with_statement") && node.Field("body") != nullptr)
      return RunBlock(*node.Field("body"), path, depth + 1);
    if (node.Is("try_statement")) {
      ++tries_;
      if (const syntax::Node* body = node.Field("body")) RunBlock(*body, path, depth + 1);
      --tries_;
      for (const syntax::Node* child : node.children) Forget(*child, 0);
      return Contains(node, "return_statement", 0) ? And({path, Opaque("try")}) : path;
    }
    if (node.Is("for_statement") || node.Is("while_statement") || node.Is("match_statement")) {
      Forget(node, 0);
      return Contains(node, "return_statement", 0) ? And({path, Opaque("loop")}) : path;
    }
    return path;
  }

  // Names that a block may have assigned are not known after it.
  void Forget(const syntax::Node& node, int depth) {
    if (depth > kMaxBlocks) return;
    if (node.Is("assignment") && node.Field("left") != nullptr) Unknown(node.Field("left")->text);
    const syntax::Node* target = node.Is("subscript") ? node.Field("value") : nullptr;
    if (target != nullptr) AddTo(target->text, Opaque("loop"));
    const syntax::Node* function = node.Is("call") ? node.Field("function") : nullptr;
    if (function != nullptr && function->Is("attribute") && function->Field("object") != nullptr)
      AddTo(function->Field("object")->text, Opaque("loop"));
    for (const syntax::Node* child : node.children) Forget(*child, depth + 1);
  }

  void Unknown(std::string_view name) {
    locals_.truths[std::string(name)] = Opaque(std::string(name));
    locals_.aliases.erase(std::string(name));
    locals_.collections.erase(std::string(name));
  }

  FormulaPtr RunIf(const syntax::Node& node, const FormulaPtr& path, int depth) {
    std::vector<FormulaPtr> after;
    FormulaPtr rest = path;
    bool ends = false;
    const auto branch = [&](const syntax::Node* condition, const syntax::Node* body) {
      if (condition == nullptr || body == nullptr) return;
      const FormulaPtr holds = IsDispatchTest(*condition) ? Constant(true) : truth_.Of(*condition, locals_);
      const FormulaPtr then = RunBlock(*body, And({rest, holds}), depth + 1);
      ends = ends || then->kind == Formula::Kind::kFalse;
      after.push_back(then);
      if (!IsDispatchTest(*condition)) rest = And({rest, Not(holds)});
    };
    branch(node.Field("condition"), node.Field("consequence"));
    const syntax::Node* otherwise = nullptr;
    for (const syntax::Node* child : node.children) {
      if (child->Is("elif_clause")) branch(child->Field("condition"), child->Field("consequence"));
      if (child->Is("else_clause")) otherwise = child->Field("body");
    }
    if (otherwise != nullptr) rest = RunBlock(*otherwise, rest, depth + 1);
    ends = ends || rest->kind == Formula::Kind::kFalse;
    after.push_back(rest);
    const bool may_return = Contains(node, "return_statement", 0);
    // A raise ends the method too, but what comes after it need not know: the row is refused either way.
    if (!may_return || !ends) return may_return ? Or(std::move(after)) : path;
    return Or(std::move(after));
  }

  // hasattr(self, NAME): whether the method that is called next is there.
  static bool IsDispatchTest(const syntax::Node& condition) {
    const syntax::Node* arguments = condition.Field("arguments");
    return condition.Is("call") && CalledName(condition) == "hasattr" && arguments != nullptr &&
           arguments->children.size() == 2 && arguments->children[0]->text == "self" &&
           arguments->children[1]->Is("identifier");
  }

  void RunExpression(const syntax::Node& node, const FormulaPtr& path) {
    if (node.Is("assignment")) return Assign(node, path);
    if (node.Is("augmented_assignment") && node.Field("left") != nullptr)
      return Unknown(node.Field("left")->text);
    if (node.Is("call")) Call(node, path);
  }

  void Assign(const syntax::Node& node, const FormulaPtr& path) {
    const syntax::Node* left = node.Field("left");
    const syntax::Node* right = node.Field("right");
    if (left == nullptr || right == nullptr) return;
    if (left->Is("subscript") && left->Field("value") != nullptr)
      return AddTo(left->Field("value")->text, path);
    if (right->Is("call")) Call(*right, path);
    if (!left->Is("identifier")) {
      for (const syntax::Node* target : left->children) Unknown(target->text);
      return;
    }
    const std::string name(left->text);
    const bool again = locals_.truths.contains(name) || locals_.collections.contains(name);
    Unknown(name);
    const bool empty = (right->Is("list") || right->Is("dictionary")
                            ? right->children.empty()
                            : python::IsOneOf(right->text, {"list()", "dict()", "defaultdict(list)"}));
    if (empty && !again) {
      locals_.truths.erase(name);
      locals_.collections[name] = {};
      return;
    }
    // Assigned under a condition, or a second time: which value it has is not known.
    const bool known = !again && block_depth_ == 0;
    locals_.truths[name] = known ? truth_.Of(*right, locals_) : Opaque(name);
    if (known) locals_.aliases[name] = right;
  }

  void AddTo(std::string_view name, const FormulaPtr& path) {
    const auto collection = locals_.collections.find(name);
    if (collection != locals_.collections.end()) collection->second.push_back(path);
  }

  void Call(const syntax::Node& node, const FormulaPtr& path) {
    const syntax::Node* function = node.Field("function");
    if (function == nullptr) return;
    // getattr(self, NAME)()
    if (function->Is("call") && CalledName(*function) == "getattr") return Dispatch(*function, path);
    const syntax::Node* object = function->Is("attribute") ? function->Field("object") : nullptr;
    if (object == nullptr) return;
    const std::string_view name = function->Field("attribute")->text;
    if (IsOneOf(name, {"append", "update", "extend", "add", "setdefault"})) return AddTo(object->text, path);
    if (object->text == "self") {
      const auto [method, owner] = evaluator_.Method(*model_.definition, name);
      if (method != nullptr) RunMethod(*method, *owner, path);
    } else if (object->text.starts_with("super(") && name == method_name_) {
      const auto [method, owner] = Next(name);
      if (method != nullptr) RunMethod(*method, *owner, path);
    }
  }

  // The method that super() means.
  std::pair<const syntax::Node*, const python::Class*> Next(std::string_view name) {
    bool passed = false;
    for (const python::Ancestor& ancestor : evaluator_.Mro(*model_.definition)) {
      if (ancestor.definition == nullptr) continue;
      if (passed) {
        const auto found = ancestor.definition->scope.names.find(name);
        if (found != ancestor.definition->scope.names.end() &&
            found->second.back().kind == python::Binding::Kind::kFunction)
          return {found->second.back().node, ancestor.definition};
      }
      passed = passed || ancestor.definition == owner_;
    }
    return {nullptr, nullptr};
  }

  // A method chosen by the value of a column: run once for each value that the column may have.
  void Dispatch(const syntax::Node& getter, const FormulaPtr& path) {
    const syntax::Node* arguments = getter.Field("arguments");
    if (arguments == nullptr || arguments->children.size() != 2 || arguments->children[0]->text != "self")
      return;
    const syntax::Node* chosen = arguments->children[1];
    const auto alias = chosen->Is("identifier") ? locals_.aliases.find(chosen->text) : locals_.aliases.end();
    if (alias != locals_.aliases.end()) chosen = alias->second;
    for (const Field& field : model_.fields) {
      const python::Value* choices = field.Option("choices");
      if (choices == nullptr || chosen->text.find("self." + field.name) == std::string_view::npos) continue;
      const auto values = ChoiceValues(*choices, evaluator_);
      for (const tacit::Value& value : values.value_or(std::vector<tacit::Value>())) {
        const auto* text = std::get_if<std::string>(&value);
        if (text == nullptr) continue;
        auto row = std::make_shared<python::CallData>();
        row->keywords.emplace_back(field.name, python::Value{*text});
        python::Locals locals;
        locals["self"] = {python::Instance{std::move(row)}};
        const auto name = evaluator_.Eval(*chosen, {&owner_->scope.module->scope, &locals}).Text();
        const auto [method, owner] = name ? evaluator_.Method(*model_.definition, *name)
                                          : std::pair<const syntax::Node*, const python::Class*>();
        if (method != nullptr)
          RunMethod(*method, *owner, And({path, CompareAtom(field.column, "=", TextLiteral(*text), {})}));
      }
      return;
    }
  }

  // Rows for which the path is taken are refused.
  void Claim(const FormulaPtr& path, int line) {
    std::vector<FormulaPtr> refused = {path};
    const bool collected =
        path->kind == Formula::Kind::kOr || HasOpaque(path) || !locals_.collections.empty();
    if (collected) refused = Cases(path);
    for (const FormulaPtr& one : refused) {
      if (HasOpaque(one)) continue;
      auto constraint =
          CheckOf(context_, model_, Not(one), {owner_->scope.module->file, line, ""}, pattern_, soundness_);
      if (constraint) context_.findings.constraints.push_back(std::move(*constraint));
    }
  }

  Context& context_;
  python::Evaluator& evaluator_;
  const Model& model_;
  TruthReader truth_;
  std::string_view pattern_;
  Soundness soundness_ = Soundness::kC;
  const python::Class* owner_ = nullptr;
  std::string method_name_;
  LocalTruths locals_;
  int block_depth_ = 0;  // of the statement that runs, in its method
  int calls_ = 0;
  int tries_ = 0;
};

}  // namespace

void FindGuards(Context& context) {
  python::Evaluator& evaluator = context.project.evaluator();
  for (const auto& model : context.models.models()) {
    if (model->proxy || model->of_framework || model->definition == nullptr) continue;
    evaluator.Restart();
    std::set<std::string> written;
    std::set<const syntax::Node*> seen;
    for (const char* name : {"clean", "save", "full_clean", "clean_fields"}) {
      const auto [method, owner] = evaluator.Method(*model->definition, name);
      if (method != nullptr) Written(*method, *model->definition, evaluator, 0, seen, written);
    }
    Guard guard(context, *model, written);
    guard.Run("clean", kClean.doc.name, Soundness::kC);
    guard.Run("save", kSave.doc.name, Soundness::kB);
  }
}

}  // namespace tacit::analyze::django

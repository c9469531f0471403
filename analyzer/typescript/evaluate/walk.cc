#include "analyzer/typescript/evaluate/walk.h"

namespace tacit::analyze::typescript {

bool IsFunction(const syntax::Node& node) {
  return node.Is("arrow_function") || node.Is("function_expression") || node.Is("function_declaration") ||
         node.Is("method_definition") || node.Is("generator_function_declaration");
}

namespace {

using syntax::Node;

constexpr int kMaxWalkDepth = 300;
constexpr int kMaxVisits = 300'000;
constexpr std::size_t kMaxUnrolled = 100;

class Walker {
 public:
  Walker(Evaluator& evaluator, const std::function<Value(std::string_view)>& parameters,
         const std::function<void(const CallSite&, const ScopePtr&)>& visit)
      : evaluator_(evaluator), parameters_(parameters), visit_(visit) {}

  void Visit(const Node& node, const ScopePtr& scope) {
    if (depth_ >= kMaxWalkDepth || visits_ >= kMaxVisits) return;
    ++depth_;
    ++visits_;
    VisitKind(node, scope);
    --depth_;
  }

 private:
  void VisitKind(const Node& node, const ScopePtr& scope) {
    if (IsFunction(node)) {
      const ScopePtr inner = Inner(scope);
      BindParameters(node, inner);
      return Children(node, inner);
    }
    if (node.Is("class_declaration") || node.Is("class") || node.Is("abstract_class_declaration")) {
      const Node* outer = class_;
      class_ = &node;
      Children(node, scope);
      class_ = outer;
      return;
    }
    if (node.Is("statement_block")) return Children(node, Inner(scope));
    if (node.Is("variable_declarator")) {
      Children(node, scope);
      return Bind(node, scope);
    }
    if (node.Is("for_in_statement")) return Loop(node, scope);
    if (node.Is("if_statement")) {
      const Node* condition = node.Field("condition");
      const auto truth = condition == nullptr ? std::nullopt : evaluator_.Eval(*condition, scope).Truth();
      for (const Node* child : node.children) {
        const bool runs = !truth || child->field != (*truth ? "alternative" : "consequence");
        if (runs) Visit(*child, scope);
      }
      return;
    }
    Children(node, scope);
    if (node.Is("call_expression")) Call(node, scope);
    if (node.Is("assignment_expression")) Forget(node, scope);
  }

  void Children(const Node& node, const ScopePtr& scope) {
    for (const Node* child : node.children) Visit(*child, scope);
  }

  ScopePtr Inner(const ScopePtr& scope) { return evaluator_.Inner(scope); }

  void BindParameters(const Node& function, const ScopePtr& scope) {
    const auto bind = [&](const Node& pattern) {
      if (pattern.Is("identifier")) scope->locals[std::string(pattern.text)] = parameters_(pattern.text);
      if (!pattern.Is("object_pattern")) return;
      for (const Node* part : pattern.children) {
        if (part->Is("shorthand_property_identifier_pattern"))
          scope->locals[std::string(part->text)] = parameters_(part->text);
      }
    };
    if (const Node* one = function.Field("parameter")) bind(*one);
    const Node* parameters = function.Field("parameters");
    if (parameters == nullptr) return;
    for (const Node* parameter : parameters->children) {
      const Node* pattern = parameter->Field("pattern");
      bind(pattern == nullptr ? *parameter : *pattern);
    }
  }

  // A local of a function; those of the module are the evaluator's own.
  void Bind(const Node& declarator, const ScopePtr& scope) {
    if (scope->parent == nullptr) return;
    const Node* name = declarator.Field("name");
    const Node* value = declarator.Field("value");
    if (name == nullptr) return;
    const Value held = value == nullptr ? Value() : evaluator_.Eval(*value, scope);
    if (name->Is("identifier")) {
      scope->locals[std::string(name->text)] = held;
    } else {
      for (const Node* part : name->children) {
        const Value* member = held.Get(part->text);
        scope->locals[std::string(part->text)] = member == nullptr ? Value() : *member;
      }
    }
  }

  void Forget(const Node& assignment, const ScopePtr& scope) {
    const Node* left = assignment.Field("left");
    if (left == nullptr || !left->Is("identifier")) return;
    const Node* right = assignment.Field("right");
    for (Scope* at = scope.get(); at != nullptr; at = at->parent.get()) {
      const auto local = at->locals.find(left->text);
      if (local == at->locals.end()) continue;
      // In a branch or a loop it may not run: what it gives is known only in the scope of the name itself.
      local->second = at == scope.get() && right != nullptr ? evaluator_.Eval(*right, scope) : Value();
      return;
    }
  }

  void Loop(const Node& node, const ScopePtr& scope) {
    const Node* left = node.Field("left");
    const Node* right = node.Field("right");
    const Node* body = node.Field("body");
    if (left == nullptr || right == nullptr || body == nullptr) return;
    const Value list = evaluator_.Eval(*right, scope);
    const Array* array =
        node.op == "of" || node.text.find(" of ") != std::string_view::npos ? list.AsArray() : nullptr;
    const bool known = array != nullptr && !array->open && array->items.size() <= kMaxUnrolled;
    const std::vector<Value> once(1);
    for (const Value& item : known ? array->items : once) {
      const ScopePtr inner = Inner(scope);
      if (left->Is("identifier")) {
        inner->locals[std::string(left->text)] = item;
      } else {
        for (const Node* part : left->children) {
          const Value* member = item.Get(part->text);
          inner->locals[std::string(part->text)] = member == nullptr ? Value() : *member;
        }
      }
      Visit(*body, inner);
    }
  }

  void Call(const Node& node, const ScopePtr& scope) {
    const Node* callee = node.Field("function");
    const Node* arguments = node.Field("arguments");
    if (callee == nullptr) return;
    CallSite site;
    site.node = &node;
    site.in_class = class_;
    if (callee->Is("member_expression")) {
      site.receiver = callee->Field("object");
      if (const Node* property = callee->Field("property")) site.method = std::string(property->text);
    } else {
      site.method = std::string(callee->text);
    }
    if (arguments != nullptr && arguments->Is("arguments")) site.arguments = arguments->children;
    if (arguments != nullptr && arguments->Is("template_string")) site.arguments = {arguments};
    visit_(site, scope);
  }

  Evaluator& evaluator_;
  const std::function<Value(std::string_view)>& parameters_;
  const std::function<void(const CallSite&, const ScopePtr&)>& visit_;
  const Node* class_ = nullptr;
  int depth_ = 0;
  int visits_ = 0;
};

}  // namespace

void VisitCalls(Evaluator& evaluator, const Node& node, const ScopePtr& scope,
                const std::function<Value(std::string_view)>& parameters,
                const std::function<void(const CallSite&, const ScopePtr&)>& visit) {
  Walker(evaluator, parameters, visit).Visit(node, scope);
}

}  // namespace tacit::analyze::typescript

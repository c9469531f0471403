#include "analyzer/django/null_tests.h"

#include <algorithm>
#include <iterator>
#include <vector>

#include "analyzer/python/evaluator.h"

namespace tacit::analyze::django {

namespace {

using python::IsOneOf;

constexpr int kMaxTestDepth = 100;

Paths Both(const Paths& a, const Paths& b) {
  Paths both;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::inserter(both, both.end()));
  return both;
}

Paths Either(Paths a, const Paths& b) {
  a.insert(b.begin(), b.end());
  return a;
}

bool IsValue(const syntax::Node& node) {
  return IsOneOf(node.kind, {"string", "integer", "float", "true", "false", "concatenated_string"});
}

// x is None, x != None, x == "a", x in ("a", "b")
NullTests OfPair(const syntax::Node& left, std::string_view op, const syntax::Node& right) {
  if (left.Is("none")) return right.Is("none") ? NullTests() : OfPair(right, op, left);
  const syntax::Node* tested = &left;
  if (tested->Is("parenthesized_expression") && tested->children.size() == 1) tested = tested->children[0];
  Paths paths;
  if (tested->Is("named_expression")) {
    for (const syntax::Node* side : tested->children) paths.insert(PathOf(*side));
  } else {
    paths.insert(PathOf(*tested));
  }
  paths.erase("");
  if (right.Is("none")) {
    if (op == "is" || op == "==") return {{}, paths};
    if (op == "is not" || op == "!=") return {paths, {}};
    return {};
  }
  if (op == "==" && IsValue(right)) return {paths, {}};
  if (op == "!=" && IsValue(right)) return {{}, paths};
  const bool list = IsOneOf(right.kind, {"tuple", "list", "set"}) &&
                    std::all_of(right.children.begin(), right.children.end(),
                                [](const syntax::Node* item) { return IsValue(*item); });
  if (op == "in" && list) return {paths, {}};
  return {};
}

NullTests Within(const syntax::Node& node, int depth) {
  if (depth > kMaxTestDepth) return {};
  if (node.Is("parenthesized_expression") && node.children.size() == 1)
    return Within(*node.children[0], depth + 1);
  if (node.Is("not_operator") && node.Field("argument") != nullptr) {
    NullTests tests = Within(*node.Field("argument"), depth + 1);
    std::swap(tests.when_true, tests.when_false);
    return tests;
  }
  if (node.Is("boolean_operator") && node.children.size() == 2) {
    const NullTests left = Within(*node.children[0], depth + 1);
    const NullTests right = Within(*node.children[1], depth + 1);
    if (node.op == "and")
      return {Either(left.when_true, right.when_true), Both(left.when_false, right.when_false)};
    return {Both(left.when_true, right.when_true), Either(left.when_false, right.when_false)};
  }
  if (node.Is("comparison_operator")) {
    const std::vector<std::string> operators = python::Operators(node);
    if (operators.size() != 1 || node.children.size() != 2) return {};
    return OfPair(*node.children[0], operators[0], *node.children[1]);
  }
  if (node.Is("named_expression")) {
    NullTests tests;
    for (const syntax::Node* side : node.children) {
      if (std::string path = PathOf(*side); !path.empty()) tests.when_true.insert(std::move(path));
    }
    return tests;
  }
  if (node.Is("call")) {
    const syntax::Node* function = node.Field("function");
    const syntax::Node* arguments = node.Field("arguments");
    if (function == nullptr || arguments == nullptr || arguments->children.empty()) return {};
    const bool list = arguments->children[0]->Is("list") || arguments->children[0]->Is("tuple");
    if (function->text == "all" && list) {
      NullTests all;
      for (const syntax::Node* item : arguments->children[0]->children)
        all.when_true = Either(std::move(all.when_true), Within(*item, depth + 1).when_true);
      return all;
    }
    if (!IsOneOf(function->text, {"isinstance", "bool", "hasattr", "callable", "len"})) return {};
    const std::string path = PathOf(*arguments->children[0]);
    return path.empty() ? NullTests() : NullTests{{path}, {}};
  }
  const std::string path = PathOf(node);
  return path.empty() ? NullTests() : NullTests{{path}, {}};
}

// The parts of an expression that are expressions: not the names of attributes and keywords.
std::vector<const syntax::Node*> Parts(const syntax::Node& node) {
  std::vector<const syntax::Node*> parts = node.children;
  std::erase_if(parts, [&](const syntax::Node* part) {
    return (node.Is("attribute") && part->field == "attribute") ||
           (node.Is("keyword_argument") && part->field == "name");
  });
  return parts;
}

bool MentionsWithin(const syntax::Node& node, std::string_view path, int depth) {
  if (depth > kMaxTestDepth) return true;
  const std::string own = PathOf(node);
  if (!own.empty())
    return own == path || (own.size() > path.size() && own.starts_with(path) && own[path.size()] == '.');
  const std::vector<const syntax::Node*> parts = Parts(node);
  return std::any_of(parts.begin(), parts.end(),
                     [&](const syntax::Node* part) { return MentionsWithin(*part, path, depth + 1); });
}

void Collect(const syntax::Node& node, int depth, Paths& into) {
  if (depth > kMaxTestDepth) return;
  if (std::string path = PathOf(node); !path.empty()) into.insert(std::move(path));
  for (const syntax::Node* part : Parts(node)) Collect(*part, depth + 1, into);
}

bool Leaves(const syntax::Node& node) {
  return IsOneOf(node.kind, {"return_statement", "raise_statement", "continue_statement", "break_statement"});
}

bool AlwaysLeavesWithin(const syntax::Node& block, int depth) {
  if (depth > kMaxTestDepth || block.children.empty()) return false;
  const syntax::Node& last = *block.children.back();
  if (Leaves(last)) return true;
  if (last.Is("with_statement") && last.Field("body") != nullptr)
    return AlwaysLeavesWithin(*last.Field("body"), depth + 1);
  if (!last.Is("if_statement")) return false;
  bool otherwise = false;
  for (const syntax::Node* child : last.children) {
    const syntax::Node* body = child->Is("block") ? child : nullptr;
    if (child->Is("elif_clause")) body = child->Field("consequence");
    if (child->Is("else_clause")) body = child->Field("body");
    otherwise = otherwise || child->Is("else_clause");
    if (body != nullptr && !AlwaysLeavesWithin(*body, depth + 1)) return false;
  }
  return otherwise;
}

bool MayLeaveWithin(const syntax::Node& node, int depth) {
  if (depth > kMaxTestDepth) return true;
  if (Leaves(node)) return true;
  if (node.Is("function_definition") || node.Is("class_definition")) return false;
  return std::any_of(node.children.begin(), node.children.end(),
                     [&](const syntax::Node* child) { return MayLeaveWithin(*child, depth + 1); });
}

}  // namespace

std::string PathOf(const syntax::Node& expression) {
  const syntax::Node* at = &expression;
  std::string path;
  for (int depth = 0; depth < kMaxTestDepth; ++depth) {
    if (at->Is("identifier")) return std::string(at->text) + path;
    const syntax::Node* name = at->Is("attribute") ? at->Field("attribute") : nullptr;
    const syntax::Node* object = at->Field("object");
    if (name == nullptr || object == nullptr) return "";
    path = "." + std::string(name->text) + path;
    at = object;
  }
  return "";
}

NullTests TestsOf(const syntax::Node& condition) { return Within(condition, 0); }

bool Mentions(const syntax::Node& expression, std::string_view path) {
  return MentionsWithin(expression, path, 0);
}

Paths PathsIn(const syntax::Node& node) {
  Paths paths;
  Collect(node, 0, paths);
  return paths;
}

bool AlwaysLeaves(const syntax::Node& block) { return AlwaysLeavesWithin(block, 0); }

bool MayLeave(const syntax::Node& node) { return MayLeaveWithin(node, 0); }

}  // namespace tacit::analyze::django

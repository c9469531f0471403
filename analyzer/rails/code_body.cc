#include "analyzer/rails/code_body.h"

#include <algorithm>

namespace tacit::analyze::rails {

namespace {

void AddStatements(const syntax::Node& body, CodeBody& out) {
  const bool sequence = body.Is("body_statement") || body.Is("block_body");
  if (!sequence) {
    out.statements.push_back(&body);
    return;
  }
  for (const syntax::Node* child : body.children) {
    out.rescues |= child->Is("rescue");
    out.statements.push_back(child);
  }
}

void AddParameters(const syntax::Node& code, CodeBody& out) {
  const syntax::Node* parameters = code.Field("parameters");
  if (parameters == nullptr) return;
  for (const syntax::Node* parameter : parameters->children) out.parameters.emplace_back(parameter->text);
}

bool IsRecord(const syntax::Node* node, const Names& names) {
  if (node == nullptr) return false;
  return (node->Is("self") && names.self_is_record) ||
         (node->Is("identifier") && names.records.contains(node->text));
}

std::string SymbolText(const syntax::Node& node) {
  if (node.Is("simple_symbol")) return std::string(node.text.substr(1));
  if (node.Is("string") && node.text.size() > 2)
    return std::string(node.text.substr(1, node.text.size() - 2));
  return "";
}

}  // namespace

CodeBody BodyOf(const Code& method, const std::string& model) {
  CodeBody body;
  body.names.frame = ruby::MakeFrame(method.file, method.nesting, {ruby::Constant{model}});
  AddParameters(*method.node, body);
  if (const syntax::Node* code = method.node->Field("body")) AddStatements(*code, body);
  return body;
}

std::optional<CodeBody> BodyOf(const ruby::Value& code, const std::string& model, const Reader& reader) {
  if (const auto* proc = code.As<ruby::Proc>()) {
    CodeBody body;
    body.names.frame = proc->frame;
    AddParameters(*proc->node, body);
    if (!body.parameters.empty()) body.names.records.insert(body.parameters.front());
    const syntax::Node* statements = proc->node->Field("body");
    if (proc->node->Is("lambda") && statements != nullptr) statements = statements->Field("body");
    if (statements != nullptr) AddStatements(*statements, body);
    return body;
  }
  const auto* symbol = code.As<ruby::Symbol>();
  const Code* method = symbol == nullptr ? nullptr : reader.InstanceMethod(model, symbol->name);
  if (method == nullptr || method->node->Field("parameters") != nullptr) return std::nullopt;
  return BodyOf(*method, model);
}

std::string WrittenAttribute(const syntax::Node& node, const Names& names) {
  if (node.Is("assignment") || node.Is("operator_assignment")) {
    const syntax::Node* left = node.Field("left");
    if (left == nullptr) return "";
    const syntax::Node* method = left->Field("method");
    if (left->Is("call") && method != nullptr && IsRecord(left->Field("receiver"), names)) {
      return std::string(method->text);
    }
    const bool element = left->Is("element_reference") && left->children.size() == 2;
    return element && IsRecord(left->Field("object"), names) ? SymbolText(*left->children[1]) : "";
  }
  const syntax::Node* method = node.Is("call") ? node.Field("method") : nullptr;
  if (method == nullptr) return "";
  const syntax::Node* arguments = node.Field("arguments");
  if (ruby::IsOneOf(method->text, {"write_attribute", "_write_attribute"}) && arguments != nullptr &&
      !arguments->children.empty()) {
    return SymbolText(*arguments->children.front());
  }
  const syntax::Node* receiver = node.Field("receiver");
  const bool in_place = method->text.ends_with("!") || method->text == "<<" || method->text == "replace";
  if (!in_place || receiver == nullptr) return "";
  if (receiver->Is("identifier")) return std::string(receiver->text);
  const syntax::Node* attribute = receiver->Field("method");
  return attribute != nullptr && IsRecord(receiver->Field("receiver"), names) ? std::string(attribute->text)
                                                                              : "";
}

std::vector<std::string> WrittenWithin(const syntax::Node& node, const Names& names) {
  std::vector<std::string> attributes;
  if (std::string own = WrittenAttribute(node, names); !own.empty()) attributes.push_back(std::move(own));
  for (const syntax::Node* child : node.children) {
    for (std::string& inner : WrittenWithin(*child, names)) attributes.push_back(std::move(inner));
  }
  return attributes;
}

bool LeavesEarly(const syntax::Node& node) {
  const syntax::Node* method = node.Field("method");
  if (ruby::IsOneOf(node.kind, {"return", "next", "break", "rescue", "ensure", "rescue_modifier", "super"}) ||
      (method != nullptr && ruby::IsOneOf(method->text, {"raise", "throw"}))) {
    return true;
  }
  return std::any_of(node.children.begin(), node.children.end(),
                     [](const syntax::Node* child) { return LeavesEarly(*child); });
}

}  // namespace tacit::analyze::rails

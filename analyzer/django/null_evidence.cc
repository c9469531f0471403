#include "analyzer/django/null_evidence.h"

namespace tacit::analyze::django {

namespace {

constexpr int kMaxEvidenceDepth = 200;

std::string LastName(const std::string& path) {
  const std::size_t dot = path.rfind('.');
  return dot == std::string::npos ? "" : path.substr(dot + 1);
}

}  // namespace

NullEvidence::NullEvidence(const Project& project) {
  for (const python::Module* module : project.code()) {
    if (!module->file.empty()) Read(module->tree->root(), 0);
  }
}

bool NullEvidence::MayBeNull(const Field& field) const {
  if (field.on_delete.starts_with("SET")) return true;
  return names_.contains(field.name) || names_.contains(field.column);
}

void NullEvidence::Tested(const syntax::Node& condition) {
  const NullTests tests = TestsOf(condition);
  for (const Paths* paths : {&tests.when_true, &tests.when_false}) {
    for (const std::string& path : *paths) names_.insert(LastName(path));
  }
}

void NullEvidence::Read(const syntax::Node& node, int depth) {
  if (depth > kMaxEvidenceDepth) return;
  if (node.Is("assignment")) {
    const syntax::Node* left = node.Field("left");
    const syntax::Node* right = node.Field("right");
    if (left != nullptr && right != nullptr && right->Is("none")) names_.insert(LastName(PathOf(*left)));
  } else if (node.Is("keyword_argument")) {
    const syntax::Node* name = node.Field("name");
    const syntax::Node* value = node.Field("value");
    if (name != nullptr && value != nullptr) {
      const std::string_view text = name->text;
      if (text.ends_with("__isnull")) names_.insert(std::string(text.substr(0, text.size() - 8)));
      if (value->Is("none")) names_.insert(std::string(text));
    }
  } else if (const syntax::Node* condition = node.Field("condition")) {
    Tested(*condition);
  } else if (node.Is("conditional_expression") && node.children.size() == 3) {
    Tested(*node.children[1]);
  } else if (node.Is("boolean_operator") && !node.children.empty()) {
    Tested(*node.children[0]);
  } else if ((node.Is("if_clause") || node.Is("assert_statement")) && !node.children.empty()) {
    Tested(*node.children[0]);
  }
  for (const syntax::Node* child : node.children) Read(*child, depth + 1);
}

}  // namespace tacit::analyze::django

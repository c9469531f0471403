#include "analyzer/rails/class_table.h"

namespace tacit::analyze::rails {

namespace {

bool HoldsStatements(const syntax::Node& node) {
  for (std::string_view kind :
       {"program", "body_statement", "block_body", "then", "else", "begin", "ERROR", "if", "unless",
        "if_modifier", "unless_modifier", "parenthesized_statements"}) {
    if (node.Is(kind)) return true;
  }
  return false;
}

std::string Join(const std::string& scope, std::string_view name) {
  return scope.empty() ? std::string(name) : scope + "::" + std::string(name);
}

}  // namespace

class Collector {
 public:
  Collector(ClassTable& table, const std::string* file, bool in_models)
      : table_(table), file_(file), in_models_(in_models) {}

  void Visit(const syntax::Node& node, const std::vector<std::string>& nesting, Module* owner,
             bool singleton) {
    if (node.Is("class") || node.Is("module")) return VisitModule(node, nesting);
    if (HoldsStatements(node)) {
      for (const syntax::Node* child : node.children) Visit(*child, nesting, owner, singleton);
      return;
    }
    if (owner == nullptr) {
      if (node.Is("assignment")) VisitConstant(node, nesting, table_.modules_["Object"]);
      table_.top_level_.push_back({&node, file_, nesting});
      if (node.Is("call")) VisitBlock(node, nesting, nullptr);
      return;
    }
    const syntax::Node* name = node.Field("name");
    if (node.Is("singleton_class")) {
      if (const syntax::Node* body = node.Field("body")) Visit(*body, nesting, owner, true);
    } else if (node.Is("method") && name != nullptr) {
      auto& methods = singleton ? owner->singleton : owner->methods;
      methods.insert_or_assign(std::string(name->text), Code{&node, file_, nesting});
    } else if (node.Is("singleton_method") && name != nullptr) {
      owner->singleton.insert_or_assign(std::string(name->text), Code{&node, file_, nesting});
    } else if (node.Is("assignment")) {
      VisitConstant(node, nesting, *owner);
    } else if (node.Is("call")) {
      VisitCall(node, nesting, *owner, singleton);
    }
  }

 private:
  void VisitModule(const syntax::Node& node, const std::vector<std::string>& nesting) {
    const syntax::Node* name = node.Field("name");
    if (name == nullptr) return;
    std::string_view path = name->text;
    std::string scope = nesting.empty() ? "" : nesting.back();
    if (path.starts_with("::")) {
      path.remove_prefix(2);
      scope.clear();
    }
    std::string full = Join(scope, path);
    // `class A::B` inside of C opens C::A::B only where C::A exists.
    if (const std::size_t at = path.rfind("::"); at != std::string_view::npos && !scope.empty()) {
      const std::string outer = table_.Resolve(path.substr(0, at), nesting);
      full = Join(outer.empty() ? std::string(path.substr(0, at)) : outer, path.substr(at + 2));
    }
    std::vector<std::string> inner = nesting;
    inner.push_back(full);
    Module& module = table_.modules_[full];
    module.name = full;
    module.is_class |= node.Is("class");
    if (module.file == nullptr) {
      module.file = file_;
      module.line = node.line;
    }
    module.in_models |= in_models_;
    const syntax::Node* superclass = node.Field("superclass");
    if (superclass != nullptr && !superclass->children.empty() && !module.superclass) {
      module.superclass = Code{superclass->children.front(), file_, nesting};
    }
    const syntax::Node* body = node.Field("body");
    if (body == nullptr) return;
    module.bodies.push_back({body, file_, inner});
    Visit(*body, inner, &module, false);
  }

  void VisitConstant(const syntax::Node& node, const std::vector<std::string>& nesting, Module& owner) {
    const syntax::Node* left = node.Field("left");
    const syntax::Node* right = node.Field("right");
    if (left == nullptr || right == nullptr || !left->Is("constant")) return;
    owner.constants[std::string(left->text)].push_back({right, file_, nesting});
    // X = Class.new(Base) do ... end, X = Struct.new(...) do ... end
    const syntax::Node* receiver = right->Field("receiver");
    if (right->Is("call") && receiver != nullptr && receiver->text == "Class") {
      const std::string name = Join(owner.name, left->text);
      Module& made = table_.modules_[name];
      made.name = name;
      made.is_class = true;
      made.in_models |= in_models_;
      const syntax::Node* arguments = right->Field("arguments");
      if (arguments != nullptr && !arguments->children.empty() && !made.superclass) {
        made.superclass = Code{arguments->children.front(), file_, nesting};
      }
    }
  }

  void VisitCall(const syntax::Node& node, const std::vector<std::string>& nesting, Module& owner,
                 bool singleton) {
    const syntax::Node* method = node.Field("method");
    if (method == nullptr) return;
    if (method->text == "class_methods") {
      Module& methods = table_.modules_[Join(owner.name, "ClassMethods")];
      methods.name = Join(owner.name, "ClassMethods");
      return VisitBlock(node, nesting, &methods);
    }
    if (method->text == "included" || method->text == "prepended" || method->text == "concerning") {
      return VisitBlock(node, nesting, &owner);
    }
    const syntax::Node* receiver = node.Field("receiver");
    if (receiver != nullptr && (receiver->Is("constant") || receiver->Is("scope_resolution"))) {
      table_.top_level_.push_back({&node, file_, nesting});  // a decorator: Order.prepend self
    }
    const syntax::Node* arguments = node.Field("arguments");
    if (receiver != nullptr || arguments == nullptr) return;
    for (const syntax::Node* argument : arguments->children) {  // private def x ... end
      const bool of_class = singleton || method->text == "private_class_method";
      if (argument->Is("method") || argument->Is("singleton_method"))
        Visit(*argument, nesting, &owner, of_class);
    }
  }

  void VisitBlock(const syntax::Node& call, const std::vector<std::string>& nesting, Module* owner) {
    const syntax::Node* block = call.Field("block");
    const syntax::Node* body = block == nullptr ? nullptr : block->Field("body");
    if (body == nullptr) return;
    for (const syntax::Node* child : body->children) {
      if (owner != nullptr || child->Is("class") || child->Is("module")) Visit(*child, nesting, owner, false);
    }
  }

  ClassTable& table_;
  const std::string* file_;
  bool in_models_;
};

ClassTable::ClassTable(const Project& project) {
  for (const SourceFile& file : project.code) {
    const bool in_models = file.path.find("app/models/") != std::string::npos;
    Collector(*this, &file.path, in_models).Visit(file.tree->root(), {}, nullptr, false);
  }
}

const Module* ClassTable::Find(std::string_view name) const {
  auto found = modules_.find(name);
  return found == modules_.end() ? nullptr : &found->second;
}

std::string ClassTable::Resolve(std::string_view path, const std::vector<std::string>& nesting) const {
  if (path.starts_with("::")) {
    path.remove_prefix(2);
    return Find(path) == nullptr ? "" : std::string(path);
  }
  for (auto scope = nesting.rbegin(); scope != nesting.rend(); ++scope) {
    // Rails' association class names search the enclosing modules of "A::B" as well as A::B itself.
    for (std::string outer = *scope;; outer.resize(outer.rfind("::"))) {
      const std::string candidate = Join(outer, path);
      if (Find(candidate) != nullptr) return candidate;
      if (outer.rfind("::") == std::string::npos) break;
    }
  }
  return Find(path) == nullptr ? "" : std::string(path);
}

}  // namespace tacit::analyze::rails

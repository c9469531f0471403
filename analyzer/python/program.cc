#include "analyzer/python/program.h"

#include <algorithm>

#include "analyzer/python/value.h"

namespace tacit::analyze::python {

namespace {

constexpr int kMaxDepth = 60;  // of blocks in blocks

class Binder {
 public:
  Binder(Module& module, Scope& scope) : module_(module), scope_(scope) {}

  void Block(const syntax::Node& block, bool maybe, int depth) {
    if (depth > kMaxDepth) return;
    for (const syntax::Node* statement : block.children) Statement(*statement, maybe, depth, {});
  }

 private:
  void Statement(const syntax::Node& node, bool maybe, int depth,
                 const std::vector<const syntax::Node*>& decorators) {
    if (node.Is("expression_statement")) {
      for (const syntax::Node* child : node.children) Assignment(*child, maybe, depth);
    } else if (node.Is("import_statement") || node.Is("import_from_statement")) {
      Import(node, maybe);
    } else if (node.Is("decorated_definition")) {
      std::vector<const syntax::Node*> found;
      for (const syntax::Node* child : node.children) {
        if (child->Is("decorator") && !child->children.empty()) found.push_back(child->children[0]);
      }
      if (const syntax::Node* definition = node.Field("definition"))
        Statement(*definition, maybe, depth, found);
    } else if (node.Is("class_definition")) {
      AddClass(node, maybe, depth, decorators);
    } else if (node.Is("function_definition")) {
      if (const syntax::Node* name = node.Field("name"))
        Add(name->text,
            {.kind = Binding::Kind::kFunction, .node = &node, .maybe = maybe, .decorators = decorators});
    } else if (node.Is("try_statement")) {
      Try(node, maybe, depth);
    } else if (node.Is("if_statement") || node.Is("for_statement") || node.Is("while_statement") ||
               node.Is("with_statement")) {
      Nested(node, maybe || !node.Is("with_statement"), depth);
    }
  }

  void Nested(const syntax::Node& node, bool maybe, int depth) {
    for (const syntax::Node* child : node.children) {
      if (child->Is("block")) Block(*child, maybe, depth + 1);
      if (child->Is("elif_clause") || child->Is("else_clause")) Nested(*child, true, depth + 1);
    }
  }

  // The body is what usually runs; a handler's names count only where the body has none of them.
  void Try(const syntax::Node& node, bool maybe, int depth) {
    for (const syntax::Node* child : node.children) {
      if (child->Is("block")) Block(*child, maybe, depth + 1);
    }
    Scope handlers{
        .module = scope_.module, .owner = scope_.owner, .names = {}, .order = {}, .star_imports = {}};
    Binder binder(module_, handlers);
    for (const syntax::Node* child : node.children) {
      if (!child->Is("block")) binder.Nested(*child, true, depth + 1);
    }
    for (const std::string& name : handlers.order) {
      if (scope_.names.contains(name)) continue;
      for (Binding& binding : handlers.names[name]) Add(name, std::move(binding));
    }
  }

  void Assignment(const syntax::Node& node, bool maybe, int depth) {
    if (node.Is("augmented_assignment")) {
      const syntax::Node* left = node.Field("left");
      if (left != nullptr && left->Is("identifier"))
        Add(left->text, {.kind = Binding::Kind::kAugment, .node = &node, .maybe = maybe});
      return;
    }
    if (!node.Is("assignment") || depth > kMaxDepth) return;
    const syntax::Node* value = node.Field("right");
    // a = b = 1
    const syntax::Node* last = value;
    while (last != nullptr && last->Is("assignment")) last = last->Field("right");
    if (last == nullptr) return;
    if (const syntax::Node* left = node.Field("left")) Target(*left, *last, {}, maybe, depth);
    if (value != last) Assignment(*value, maybe, depth + 1);
  }

  void Target(const syntax::Node& target, const syntax::Node& value, std::vector<std::size_t> path,
              bool maybe, int depth) {
    if (depth > kMaxDepth) return;
    if (target.Is("identifier")) {
      Add(target.text,
          {.kind = Binding::Kind::kAssign, .node = &value, .path = std::move(path), .maybe = maybe});
    } else if (target.Is("pattern_list") || target.Is("tuple_pattern") || target.Is("list_pattern")) {
      for (std::size_t i = 0; i < target.children.size(); ++i) {
        std::vector<std::size_t> inner = path;
        inner.push_back(i);
        Target(*target.children[i], value, std::move(inner), maybe, depth + 1);
      }
    }
  }

  void Import(const syntax::Node& node, bool maybe) {
    const bool from = node.Is("import_from_statement");
    for (const syntax::Node* child : node.children) {
      if (child->Is("wildcard_import")) scope_.star_imports.push_back(&node);
      if (child->field != "name") continue;
      const syntax::Node* name = child->Is("aliased_import") ? child->Field("name") : child;
      const syntax::Node* alias = child->Is("aliased_import") ? child->Field("alias") : nullptr;
      if (name == nullptr) continue;
      std::string imported(name->text);
      // `import a.b` binds a.
      if (!from && alias == nullptr) imported = imported.substr(0, imported.find('.'));
      const std::string bound(alias == nullptr ? std::string_view(imported) : alias->text);
      Add(bound, {.kind = from ? Binding::Kind::kImportFrom : Binding::Kind::kImport,
                  .node = &node,
                  .name = std::move(imported),
                  .maybe = maybe});
    }
  }

  void AddClass(const syntax::Node& node, bool maybe, int depth,
                const std::vector<const syntax::Node*>& decorators) {
    const syntax::Node* name = node.Field("name");
    const syntax::Node* body = node.Field("body");
    if (name == nullptr || body == nullptr) return;
    auto made = std::make_unique<Class>();
    Class& added = *made;
    added.name = name->text;
    added.path = (scope_.owner == nullptr ? module_.name : scope_.owner->path) + "." + added.name;
    added.node = &node;
    added.decorators = decorators;
    added.outer = scope_.owner;
    added.maybe = maybe;
    added.scope.module = &module_;
    added.scope.owner = &added;
    module_.classes.push_back(std::move(made));
    Binder(module_, added.scope).Block(*body, false, depth + 1);
    Add(added.name, {.kind = Binding::Kind::kClass, .node = &node, .definition = &added, .maybe = maybe});
  }

  void Add(std::string_view name, Binding binding) {
    auto [found, added] = scope_.names.try_emplace(std::string(name));
    if (added) scope_.order.emplace_back(name);
    found->second.push_back(std::move(binding));
  }

  Module& module_;
  Scope& scope_;
};

std::vector<std::string_view> Parts(std::string_view name, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t begin = 0; begin <= name.size();) {
    const std::size_t end = std::min(name.find(separator, begin), name.size());
    parts.push_back(name.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

std::size_t CommonPrefix(std::string_view a, std::string_view b) {
  std::size_t n = 0;
  while (n < a.size() && n < b.size() && a[n] == b[n]) ++n;
  return n;
}

bool EndsWithName(std::string_view name, std::string_view suffix) {
  return name == suffix || (name.size() > suffix.size() && name.ends_with(suffix) &&
                            name[name.size() - suffix.size() - 1] == '.');
}

}  // namespace

std::string ModuleName(std::string_view file) {
  if (file.ends_with("/__init__.py")) {
    file.remove_suffix(12);
  } else if (file.ends_with(".py")) {
    file.remove_suffix(3);
  }
  std::string name(file);
  std::replace(name.begin(), name.end(), '/', '.');
  return name;
}

std::string AbsoluteName(std::string_view name, const Module& from) {
  if (!name.starts_with('.')) return std::string(name);
  std::vector<std::string_view> parts = Parts(from.name, '.');
  if (!from.package && !parts.empty()) parts.pop_back();
  name.remove_prefix(1);
  for (; name.starts_with('.'); name.remove_prefix(1)) {
    if (!parts.empty()) parts.pop_back();
  }
  std::string absolute;
  for (std::string_view part : parts) absolute += (absolute.empty() ? "" : ".") + std::string(part);
  if (!name.empty()) absolute += (absolute.empty() ? "" : ".") + std::string(name);
  return absolute;
}

void ReadBindings(const syntax::Node& block, Module& module, Scope& scope) {
  Binder(module, scope).Block(block, false, 0);
}

Program::Program(const SourceTree& tree) : tree_(tree) {
  for (const SourceEntry& file : tree.files()) {
    if (!file.path.ends_with(".py")) continue;
    by_last_[std::string(LastPart(ModuleName(file.path)))].push_back(file.path);
  }
}

std::unique_ptr<Module> Program::Make(const std::string& file, std::string text) const {
  auto module = std::make_unique<Module>();
  module->file = file;
  module->name = ModuleName(file);
  module->package = file.ends_with("__init__.py");
  module->tree = syntax::Tree::Parse(std::move(text), syntax::Language::kPython);
  module->scope.module = module.get();
  ReadBindings(module->tree->root(), *module, module->scope);
  return module;
}

void Program::Keep(std::unique_ptr<Module> module) {
  if (const auto line = module->tree->error_line()) {
    diagnostics_.push_back(
        {module->file, *line,
         "syntax error: expected Python; the statement here was passed over, the rest was read"});
  }
  std::string file = module->file;
  modules_.emplace(std::move(file), std::move(module));
}

void Program::Load(const std::vector<std::string>& all, const std::function<bool(std::string_view)>& wanted) {
  const std::vector<std::string> files = tree_.WithinMemory(all, diagnostics_);
  std::vector<std::unique_ptr<Module>> made(files.size());
  std::vector<std::string> errors(files.size());
  ForEachInParallel(files.size(), [&](std::size_t i) {
    Result<std::string> text = tree_.Read(files[i]);
    if (text.ok() && wanted(*text)) {
      made[i] = Make(files[i], std::move(*text));
    } else if (!text.ok()) {
      errors[i] = text.status().message();
    }
  });
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (made[i] != nullptr) Keep(std::move(made[i]));
    if (!errors[i].empty()) diagnostics_.push_back({files[i], 0, errors[i]});
  }
}

void Program::AddText(const std::string& name, std::string text) {
  auto module = std::make_unique<Module>();
  module->name = name;
  module->tree = syntax::Tree::Parse(std::move(text), syntax::Language::kPython);
  module->scope.module = module.get();
  ReadBindings(module->tree->root(), *module, module->scope);
  texts_[name] = module.get();
  modules_.emplace("<" + name + ">", std::move(module));
}

const Module* Program::OfFile(std::string_view file) {
  const auto found = modules_.find(file);
  if (found != modules_.end()) return found->second.get();
  if (!tree_.Has(file)) return nullptr;
  Load({std::string(file)}, [](std::string_view) { return true; });
  const auto loaded = modules_.find(file);
  return loaded == modules_.end() ? nullptr : loaded->second.get();
}

const Module* Program::Import(std::string_view name, const Module& from) {
  const std::string absolute = AbsoluteName(name, from);
  const auto candidates = by_last_.find(LastPart(absolute));
  const std::string* best = nullptr;
  if (candidates != by_last_.end()) {
    for (const std::string& file : candidates->second) {
      const std::string candidate = ModuleName(file);
      if (name.starts_with('.') ? candidate != absolute : !EndsWithName(candidate, absolute)) continue;
      // What stands inside a package has that package in its name.
      if (candidate.size() > absolute.size()) {
        std::string around = candidate.substr(0, candidate.size() - absolute.size() - 1);
        std::replace(around.begin(), around.end(), '.', '/');
        if (tree_.Has(around + "/__init__.py")) continue;
      }
      if (best == nullptr || CommonPrefix(file, from.file) > CommonPrefix(*best, from.file)) best = &file;
    }
  }
  if (best != nullptr) return OfFile(*best);
  const auto text = texts_.find(absolute);
  return text == texts_.end() ? nullptr : text->second;
}

std::vector<const Module*> Program::loaded() const {
  std::vector<const Module*> all;
  for (const auto& [file, module] : modules_) all.push_back(module.get());
  return all;
}

}  // namespace tacit::analyze::python

// What modules do to the class that takes them in, and class methods that declare.
#include <algorithm>

#include "analyzer/rails/reader.h"

namespace tacit::analyze::rails {

void Reader::Include(const ruby::Value& module) {
  if (const auto* constant = module.As<ruby::Constant>()) IncludeNamed(constant->path);
  if (const auto* instance = module.As<ruby::Instance>()) IncludeInstance(*instance);
}

void Reader::IncludeNamed(const std::string& name) {
  const Module* module = classes_.Find(name);
  if (module == nullptr) {
    model_->foreign_modules.insert(name);
    return;
  }
  std::string current = model_->name;  // a module works once for a class and its descendants
  for (int depth = 0; !current.empty() && depth < 20; ++depth, current = Superclass(current)) {
    const Model* model = FindModel(current);
    if (model == nullptr) continue;
    if (std::find(model->included.begin(), model->included.end(), name) != model->included.end()) return;
  }
  model_->included.push_back(name);
  const bool concern = std::any_of(module->bodies.begin(), module->bodies.end(), [](const Code& body) {
    return body.node->text.find("ActiveSupport::Concern") != std::string_view::npos;
  });
  const std::string class_methods = name + "::ClassMethods";  // there before `included` is run
  if (concern && classes_.Find(class_methods) != nullptr) {
    model_->class_method_modules.push_back(class_methods);
  }
  for (const Code& body : module->bodies) RunModuleBody(*body.node, body);
  for (const char* hook : {"included", "prepended"}) {
    auto method = module->singleton.find(hook);
    if (method == module->singleton.end()) continue;
    const ruby::FramePtr frame =
        ruby::MakeFrame(method->second.file, method->second.nesting, {ruby::Constant{name}});
    RunMethod(*method->second.node, frame, {{ruby::Constant{model_->name}}}, {ruby::Nil{}});
  }
}

// Of a module's own body only what reaches its includer is run.
void Reader::RunModuleBody(const syntax::Node& body, const Code& code) {
  static constexpr std::string_view kReaching[] = {"include", "included", "prepended"};
  for (const syntax::Node* child : body.children) {
    const syntax::Node* method = child->Field("method");
    if (!child->Is("call") || method == nullptr || child->Field("receiver") != nullptr) continue;
    if (std::find(std::begin(kReaching), std::end(kReaching), method->text) == std::end(kReaching)) continue;
    const ruby::FramePtr frame = ruby::MakeFrame(code.file, code.nesting, {ruby::Constant{model_->name}});
    const syntax::Node* block = child->Field("block");
    if (method->text == "include") {
      Eval(*child, frame);
    } else if (block != nullptr) {
      RunBlock({block, frame}, {{ruby::Constant{model_->name}}});
    }
  }
}

// `include Module.new { ... }`, and modules that are made by a class of modules.
void Reader::IncludeInstance(const ruby::Instance& module) {
  if (module.class_path == "Module" && module.block) {
    const ruby::Value self = {ruby::Instance{"Module", {}, std::nullopt}};
    RunBlock(*module.block, {}, &self);
    return;
  }
  const Module* made_by = classes_.Find(module.class_path);
  if (made_by == nullptr || Superclass(module.class_path) != "Module") return;
  const Code* initialize = InstanceMethod(module.class_path, "initialize");
  const Code* included = InstanceMethod(module.class_path, "included");
  if (included == nullptr) return;
  const ruby::Value self = {ruby::Constant{module.class_path}};
  const ruby::FramePtr hook = ruby::MakeFrame(included->file, included->nesting, self);
  if (initialize != nullptr) {
    const ruby::FramePtr state = ruby::MakeFrame(initialize->file, initialize->nesting, self);
    const ruby::Value block = module.block ? ruby::Value{*module.block} : ruby::Value{ruby::Nil{}};
    RunMethod(*initialize->node, state, module.arguments, block);
    for (const auto& [name, value] : state->locals) {
      if (name.starts_with("@")) hook->locals[name] = value;
    }
  }
  RunMethod(*included->node, hook, {{ruby::Constant{model_->name}}}, {ruby::Nil{}});
}

// Calls in the block of Module.new.
std::optional<ruby::Value> Reader::OnAnonymousModuleCall(ruby::Call& call) {
  const auto* block = call.block.As<ruby::Proc>();
  const ruby::Value self = {ruby::Constant{model_->name}};
  if (block == nullptr) return std::nullopt;
  const bool hook = call.name == "define_singleton_method" && !call.positional.empty() &&
                    call.positional[0].Name() == "included";
  if (call.name == "included" || call.name == "prepended" || hook) {
    return RunBlock(*block, {self}, hook ? nullptr : &self);
  }
  return std::nullopt;
}

void Reader::Extend(const ruby::Value& module) {
  const auto* constant = module.As<ruby::Constant>();
  const Module* known = constant == nullptr ? nullptr : classes_.Find(constant->path);
  if (known == nullptr) return;
  auto& modules = model_->class_method_modules;
  if (std::find(modules.begin(), modules.end(), known->name) != modules.end()) return;
  modules.push_back(known->name);
  auto hook = known->singleton.find("extended");
  if (hook == known->singleton.end()) return;
  const ruby::FramePtr frame = ruby::MakeFrame(hook->second.file, hook->second.nesting, {*constant});
  RunMethod(*hook->second.node, frame, {{ruby::Constant{model_->name}}}, {ruby::Nil{}});
}

// A class method of another class or module: run for its value.
std::optional<ruby::Value> Reader::OnForeignCall(ruby::Call& call, const std::string& receiver) {
  if (call.name == "table_name") {
    auto table = IsRecord(receiver) ? TableOf(receiver) : std::nullopt;
    return table ? ruby::Value{*table} : ruby::MakeUnknown("table_name");
  }
  if (call.name == "name" || call.name == "to_s") return ruby::Value{receiver};
  const Code* method = ClassMethod(receiver, call.name);
  if (method == nullptr) {
    const Model* other = FindModel(receiver);
    if (other == nullptr || other == model_ || !call.positional.empty()) return std::nullopt;
    Model* current = model_;  // an enum's values, by its plural
    model_ = &models_[receiver];
    auto value = call.name == "class" ? std::nullopt : OnAttributeCall(call);
    model_ = current;
    return value;
  }
  return RunClassMethod(*method, call, {ruby::Constant{receiver}});
}

std::optional<ruby::Value> Reader::RunClassMethod(const Code& code, const ruby::Call& call,
                                                  ruby::Value self) {
  return RunMethod(*code.node, ruby::MakeFrame(code.file, code.nesting, std::move(self)), call.AllArguments(),
                   call.block);
}

const Code* Reader::ClassMethod(const std::string& name, const std::string& method) const {
  std::string current = name;
  for (int depth = 0; !current.empty() && depth < 20; ++depth) {
    if (const Module* module = classes_.Find(current)) {
      if (auto own = module->singleton.find(method); own != module->singleton.end()) return &own->second;
      // `extend self` and module_function: a module's methods are its own.
      if (!module->is_class) {
        if (auto own = module->methods.find(method); own != module->methods.end()) return &own->second;
      }
    }
    if (const Model* model = FindModel(current)) {
      for (auto extended = model->class_method_modules.rbegin();
           extended != model->class_method_modules.rend(); ++extended) {
        const Module* module = classes_.Find(*extended);
        if (module == nullptr) continue;
        if (auto own = module->methods.find(method); own != module->methods.end()) return &own->second;
      }
    }
    current = Superclass(current);
  }
  return nullptr;
}

const Code* Reader::InstanceMethod(const std::string& name, const std::string& method) const {
  std::string current = name;
  for (int depth = 0; !current.empty() && depth < 20; ++depth) {
    if (const Module* module = classes_.Find(current)) {
      if (auto own = module->methods.find(method); own != module->methods.end()) return &own->second;
    }
    if (const Model* model = FindModel(current)) {
      for (auto included = model->included.rbegin(); included != model->included.rend(); ++included) {
        const Module* module = classes_.Find(*included);
        if (module == nullptr) continue;
        if (auto own = module->methods.find(method); own != module->methods.end()) return &own->second;
      }
    }
    current = Superclass(current);
  }
  return nullptr;
}

std::optional<ruby::Value> Reader::FindConstant(const std::string& scope, const std::string& name) {
  const std::string full = scope == "Object" ? name : scope + "::" + name;
  const Module* module = classes_.Find(scope);
  auto assigned = module == nullptr ? decltype(module->constants.end()){} : module->constants.find(name);
  if (module == nullptr || assigned == module->constants.end()) {
    if (classes_.Find(full) != nullptr) return ruby::Value{ruby::Constant{full}};
    return std::nullopt;
  }
  if (auto known = constants_.find(full); known != constants_.end()) return known->second;
  if (classes_.Find(full) != nullptr) return ruby::Value{ruby::Constant{full}};
  // Assigned twice: which one counts depends on the order of loading.
  if (assigned->second.size() != 1 || !evaluating_.insert(full).second) return ruby::MakeUnknown(full);
  const Code& code = assigned->second.front();
  ruby::Value value = Eval(*code.node, ruby::MakeFrame(code.file, code.nesting, {ruby::Constant{scope}}));
  evaluating_.erase(full);
  constants_[full] = value;
  return value;
}

ruby::Value Reader::OnConstant(std::string_view path, const ruby::FramePtr& frame) {
  if (path == "Float::INFINITY") return {1e308 * 10};
  std::string_view rest = path;
  const bool absolute = rest.starts_with("::");
  if (absolute) rest.remove_prefix(2);
  if (rest.empty() || rest[0] < 'A' || rest[0] > 'Z') return ruby::MakeUnknown(path);  // self.class::X
  std::vector<std::string> parts;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find("::"), rest.size());
    parts.emplace_back(rest.substr(0, end));
    rest.remove_prefix(std::min(rest.size(), end + 2));
  }
  std::vector<std::string> scopes;
  if (!absolute) {
    scopes.assign(frame->nesting.rbegin(), frame->nesting.rend());
    // Then what the innermost class inherits and includes.
    std::string up = frame->nesting.empty() ? "" : frame->nesting.back();
    for (int depth = 0; !up.empty() && depth < 20; up = Superclass(up), ++depth) {
      scopes.push_back(up);
      if (const Model* model = FindModel(up))
        scopes.insert(scopes.end(), model->included.begin(), model->included.end());
    }
  }
  scopes.push_back("Object");
  std::optional<ruby::Value> value;
  for (const std::string& scope : scopes) {
    value = FindConstant(scope, parts[0]);
    if (value) break;
  }
  if (!value) return {ruby::Constant{std::string(absolute ? path.substr(2) : path)}};
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const auto* module = value->As<ruby::Constant>();
    if (module == nullptr) return ruby::MakeUnknown(path);
    std::optional<ruby::Value> inner;
    std::string up = module->path;
    for (int depth = 0; !inner && !up.empty() && depth < 20; up = Superclass(up), ++depth) {
      inner = FindConstant(up, parts[i]);
    }
    if (!inner)
      return i + 1 == parts.size() ? ruby::MakeUnknown(path) : ruby::Value{ruby::Constant{std::string(path)}};
    value = std::move(inner);
  }
  return *value;
}

}  // namespace tacit::analyze::rails

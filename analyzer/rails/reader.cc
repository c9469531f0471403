#include "analyzer/rails/reader.h"

#include "analyzer/rails/patterns/patterns.h"

#include <algorithm>
#include <initializer_list>

namespace tacit::analyze::rails {

namespace {

constexpr std::string_view kMerger = "with_options";

bool IsShared(const std::string& key) {
  return ruby::IsOneOf(key,
                       {"if", "unless", "on", "allow_nil", "allow_blank", "strict", "message", "prepend"});
}

ruby::Value Nothing() { return {ruby::Nil{}}; }

// Options of a call over those of the `with_options` around it. Conditions of both hold.
ruby::Hash MergeOptions(const ruby::Hash& outer, const ruby::Hash& inner) {
  ruby::Hash merged = outer;
  for (const auto& [key, value] : inner.entries) {
    const std::string name = key.Name().value_or("");
    const ruby::Value* old = outer.Find(name);
    if (old == nullptr || !ruby::IsOneOf(name, {"if", "unless"})) {
      merged.Set(key, value);
      continue;
    }
    ruby::Array both;
    for (const ruby::Value& test : {*old, value}) {
      const auto* list = test.As<ruby::Array>();
      if (list == nullptr) both.items.push_back(test);
      if (list != nullptr) both.items.insert(both.items.end(), list->items.begin(), list->items.end());
    }
    merged.Set(key, {std::move(both)});
  }
  return merged;
}

std::string Show(const ruby::Value& value) {
  if (const auto* proc = value.As<ruby::Proc>()) return ruby::OneLine(proc->node->text);
  if (const auto* unknown = value.As<ruby::Unknown>()) return unknown->text;
  if (const auto* symbol = value.As<ruby::Symbol>()) return ":" + symbol->name;
  if (const auto* array = value.As<ruby::Array>()) {
    std::string list;
    for (const ruby::Value& item : array->items) list += (list.empty() ? "" : ", ") + Show(item);
    return "[" + list + "]";
  }
  return value.ToS().value_or("computed");
}

}  // namespace

Reader::Reader(const ClassTable& classes) : classes_(classes) {
  for (const auto& [name, module] : classes.modules()) superclasses_[name] = FindSuperclass(module);
}

void Reader::Run() {
  Boot();
  for (const auto& [name, module] : classes_.modules()) {
    if (module.is_class && IsRecord(name)) RunClass(name);
  }
  model_ = nullptr;
}

const Model* Reader::FindModel(const std::string& name) const {
  auto found = models_.find(name);
  return found == models_.end() ? nullptr : &found->second;
}

void Reader::RunClass(const std::string& name) {
  if (models_.contains(name)) return;
  models_[name].name = name;
  std::vector<std::string> ancestors;
  for (std::string up = Superclass(name); !up.empty() && ancestors.size() < 20; up = Superclass(up)) {
    if (classes_.Find(up) != nullptr) RunClass(up);
    ancestors.push_back(up);
  }
  model_ = &models_[name];
  // Abstract ancestors have no rows of their own: what they declare, each concrete class declares. So does
  // somebody else's base class, as far as initializers add to it. Below a concrete class they are its own.
  const std::string parent = Superclass(name);
  const bool inherits = classes_.Find(parent) != nullptr && IsRecord(parent) && !IsAbstract(parent);
  for (auto up = ancestors.rbegin(); !inherits && up != ancestors.rend(); ++up) {
    if (classes_.Find(*up) == nullptr || IsAbstract(*up)) RunBodies(*up);
  }
  RunBodies(name);
}

void Reader::RunBodies(const std::string& name) {
  const ruby::Value self = {ruby::Constant{model_->name}};
  model_->settings.erase("abstract_class");
  if (const Module* module = classes_.Find(name)) {
    for (const Code& body : module->bodies) {
      Restart();
      Eval(*body.node, ruby::MakeFrame(body.file, body.nesting, self));
    }
  }
  auto extras = extras_.find(name);
  if (extras == extras_.end()) return;
  for (const Extra& extra : extras->second) {
    Restart();
    if (const auto* block = extra.argument.As<ruby::Proc>()) {
      RunBlock(*block, {self}, &self);
    } else if (extra.call == "extend") {
      Extend(extra.argument);
    } else {
      Include(extra.argument);
    }
  }
}

std::optional<ruby::Value> Reader::OnCall(ruby::Call& call, const ruby::FramePtr& frame) {
  if (model_ == nullptr) return OnBootCall(call, frame);
  const ruby::Value target = call.receiver ? *call.receiver : frame->self;
  if (const auto* constant = target.As<ruby::Constant>()) {
    if (constant->path == model_->name) return OnClassCall(call, {}, frame);
    return OnForeignCall(call, constant->path);
  }
  if (const auto* instance = target.As<ruby::Instance>()) {
    if (instance->class_path == kMerger)
      return OnClassCall(call, *instance->arguments[0].As<ruby::Hash>(), frame);
    if (instance->class_path == "Module" && !call.receiver) return OnAnonymousModuleCall(call);
  }
  return std::nullopt;
}

std::optional<ruby::Value> Reader::OnClassCall(ruby::Call& call, const ruby::Hash& merged,
                                               const ruby::FramePtr& frame) {
  if (auto answer = OnStructureCall(call, merged, frame)) return answer;
  model_->calls.push_back({call.name, call.positional, MergeOptions(merged, call.options), call.block,
                           *frame->file, call.line()});
  if (call.name == "validates" || call.name == "validates!") {
    Validates(call, merged, frame);
    return Nothing();
  }
  const Pattern* pattern = PatternOfCall(call.name);
  // A macro of a plugin that the application defines itself is the application's.
  if ((pattern == &kPluginMacros || pattern == &kStateMachine) &&
      ClassMethod(model_->name, call.name) != nullptr)
    pattern = nullptr;
  if (pattern != nullptr) {
    Apply(*pattern, call, call.name, MergeOptions(merged, call.options), frame);
    return Nothing();
  }
  if (auto answer = OnAttributeCall(call)) return answer;
  if (const Code* method = ClassMethod(model_->name, call.name)) {
    macro_sites_.push_back({*frame->file, call.line(), ""});
    auto value = RunClassMethod(*method, call, {ruby::Constant{model_->name}});
    macro_sites_.pop_back();
    return value;
  }
  return std::nullopt;
}

// Calls that shape the class: modules, settings, blocks that run with it.
std::optional<ruby::Value> Reader::OnStructureCall(ruby::Call& call, const ruby::Hash& merged,
                                                   const ruby::FramePtr& frame) {
  const ruby::Value self = {ruby::Constant{model_->name}};
  if (ruby::IsOneOf(call.name, {"send", "public_send", "__send__"})) {
    auto name = call.positional.empty() ? std::nullopt : call.positional[0].Name();
    if (!name) return std::nullopt;
    call.positional.erase(call.positional.begin());
    call.name = *name;
    return OnClassCall(call, merged, frame);
  }
  if (call.name == "include" || call.name == "prepend") {
    for (auto module = call.positional.rbegin(); module != call.positional.rend(); ++module) Include(*module);
    return self;
  }
  if (call.name == "extend") {
    for (const ruby::Value& module : call.positional) Extend(module);
    return self;
  }
  const auto* block = call.block.As<ruby::Proc>();
  if (call.name == kMerger && block != nullptr) {
    const ruby::Value merger = {
        ruby::Instance{std::string(kMerger), {{MergeOptions(merged, call.options)}}, std::nullopt}};
    return RunBlock(*block, {merger}, block->node->Field("parameters") == nullptr ? &merger : nullptr);
  }
  if (block != nullptr &&
      ruby::IsOneOf(call.name, {"class_eval", "class_exec", "instance_eval", "instance_exec", "module_eval",
                                "tap", "then", "included"})) {
    return RunBlock(*block, {self}, &self);
  }
  if (call.name.ends_with("=") && call.positional.size() == 1 && call.receiver) {
    model_->settings[call.name.substr(0, call.name.size() - 1)] = call.positional[0];
    return call.positional[0];
  }
  if (call.name == "clear_validators!") {
    model_->rules.clear();
    model_->settings["validators_cleared"] = {true};
    return Nothing();
  }
  if (ruby::IsOneOf(call.name, {"primary_abstract_class", "self_abstract_class"})) {
    model_->settings["abstract_class"] = {true};
    return Nothing();
  }
  return std::nullopt;
}

// Calls that ask the class something.
std::optional<ruby::Value> Reader::OnAttributeCall(ruby::Call& call) {
  if (call.name == "name" || call.name == "to_s") return ruby::Value{model_->name};
  if (call.name == "table_name") {
    auto table = TableOf(model_->name);
    return table ? ruby::Value{*table} : ruby::MakeUnknown("table_name");
  }
  if (call.name == "table_name_prefix") return ruby::Value{table_prefix_};
  if (call.name == "table_name_suffix") return ruby::Value{table_suffix_};
  if (call.name == "primary_key") return ruby::Value{std::string("id")};
  if (call.name == "class") return ruby::MakeUnknown("class");
  for (const auto& [attribute, map] : model_->enums) {
    if (inflector_.Pluralize(attribute) != call.name) continue;
    ruby::Hash hash;
    for (const auto& [name, value] : map.values) {
      const auto* number = std::get_if<std::int64_t>(&value);
      const auto* text = std::get_if<std::string>(&value);
      hash.entries.emplace_back(ruby::Value{name}, number != nullptr ? ruby::Value{*number}
                                                   : text != nullptr ? ruby::Value{*text}
                                                                     : ruby::MakeUnknown(name));
    }
    return ruby::Value{std::move(hash)};
  }
  return std::nullopt;
}

void Reader::Validates(const ruby::Call& call, const ruby::Hash& merged, const ruby::FramePtr& frame) {
  const ruby::Hash line = MergeOptions(merged, call.options);
  ruby::Hash shared;
  for (const auto& entry : line.entries) {
    auto name = entry.first.Name();
    if (!name || IsShared(*name)) shared.entries.push_back(entry);
  }
  for (const auto& [key, value] : line.entries) {
    auto name = key.Name();
    if (!name || IsShared(*name) || value.Truth() == false) continue;
    const Pattern* pattern = PatternOfValidator(*name);
    ruby::Value validator_class;
    if (pattern == nullptr) {  // one of the application's own
      const std::string path = classes_.Resolve(inflector_.CamelizeName(*name) + "Validator", {model_->name});
      if (path.empty()) continue;
      validator_class = {ruby::Constant{path}};
      pattern = &kCustomValidation;
    }
    ruby::Hash own;
    if (const auto* hash = value.As<ruby::Hash>()) {
      own = *hash;
    } else if (value.Is<ruby::Array>() || value.Is<ruby::Range>()) {
      own.Set({ruby::Symbol{"in"}}, value);
    } else if (value.Is<ruby::Unknown>()) {
      own.Set({ruby::Symbol{"if"}}, value);  // it may be false, or have conditions
    } else if (!value.Is<bool>()) {
      own.Set({ruby::Symbol{"with"}}, value);
    }
    Apply(*pattern, call, std::string(*name), MergeOptions(shared, own), frame, validator_class);
  }
}

void Reader::Apply(const Pattern& pattern, const ruby::Call& call, const std::string& name,
                   ruby::Hash options, const ruby::FramePtr& frame, const ruby::Value& validator_class) {
  Use use;
  use.validator_class = validator_class;
  use.call = name;
  use.arguments = call.positional;
  use.braced = call.braced;
  use.block = call.block;
  use.belongs_to_required = belongs_to_required_;
  if (const ruby::Value* own = Setting(model_->name, "belongs_to_required_by_default")) {
    use.belongs_to_required = own->Truth().value_or(false);
  }
  use.declared.declarer = model_->name;
  use.declared.gates = Gates(options);
  if (!macro_sites_.empty()) {
    Evidence site = macro_sites_.front();
    site.pattern = pattern.doc.name;
    use.declared.evidence.push_back(std::move(site));
  }
  use.declared.evidence.push_back({*frame->file, call.line(), std::string(pattern.doc.name)});
  use.options = std::move(options);
  pattern.apply(use, *model_);
}

std::vector<Gate> Reader::Gates(const ruby::Hash& options) const {
  std::vector<Gate> gates;
  for (const std::string& guess : guesses()) gates.push_back({false, ruby::MakeUnknown(guess), guess});
  for (const auto& [key, value] : options.entries) {
    if (key.Is<ruby::Unknown>()) {
      const std::string text = "options " + Show(key);
      gates.push_back({false, ruby::MakeUnknown(text), text});
      continue;
    }
    const std::string name = key.Name().value_or("");
    if (value.Is<ruby::Nil>()) continue;
    if (name == "on") {
      auto contexts = ruby::Names(value);
      auto has = [&](std::string_view c) {
        return std::find(contexts->begin(), contexts->end(), c) != contexts->end();
      };
      if (contexts && has("create") && has("update")) continue;
      gates.push_back({false, ruby::MakeUnknown("on"), "on: " + Show(value)});
    } else if (name == "if" || name == "unless") {
      std::vector<ruby::Value> tests = {value};
      if (const auto* list = value.As<ruby::Array>()) tests = list->items;
      for (const ruby::Value& test : tests)
        gates.push_back({name == "unless", test, name + ": " + Show(test)});
    }
  }
  return gates;
}

}  // namespace tacit::analyze::rails

// What runs before the models: configuration, inflections, and initializers that change classes. And what
// Rails derives from names: superclasses, tables.
#include <algorithm>
#include <initializer_list>

#include "analyzer/rails/reader.h"

namespace tacit::analyze::rails {

namespace {

constexpr int kMaxBootAncestors = 20;
constexpr std::string_view kRecordBase = "ActiveRecord::Base";

// The major version that `load_defaults` names.
double Version(const ruby::Value& value) {
  if (const auto* number = value.As<double>()) return *number;
  if (const auto* number = value.As<std::int64_t>()) return static_cast<double>(*number);
  if (auto text = value.Name(); text && !text->empty() && (*text)[0] >= '0' && (*text)[0] <= '9') {
    return static_cast<double>((*text)[0] - '0') + (text->size() > 1 && (*text)[1] != '.' ? 10 : 0);
  }
  return 0;
}

// The class in `@x ||= "Name"` of a method that says which class to use.
std::string FallbackClass(const syntax::Node& node, const ClassTable& classes, int depth) {
  if (depth > 20) return "";
  const syntax::Node* right =
      node.Is("operator_assignment") && node.op == "||=" ? node.Field("right") : nullptr;
  if (right != nullptr) {
    std::string_view text = right->text;
    if (right->Is("string") && text.size() > 2) text = text.substr(1, text.size() - 2);
    return classes.Resolve(text, {});
  }
  for (const syntax::Node* child : node.children) {
    if (std::string found = FallbackClass(*child, classes, depth + 1); !found.empty()) return found;
  }
  return "";
}

}  // namespace

void Reader::Boot() {
  model_ = nullptr;
  const ruby::Value main = {ruby::Constant{"main"}};
  for (const auto& [name, module] : classes_.modules()) {
    const std::string parent = Superclass(name);
    if (parent != "Rails::Application" && parent != "Rails::Engine" && parent != "::Rails::Engine") continue;
    for (const Code& body : module.bodies) {
      Restart();
      Eval(*body.node, ruby::MakeFrame(body.file, body.nesting, main));
    }
  }
  for (const Code& code : classes_.top_level()) {
    Restart();
    const ruby::Value self = code.nesting.empty() ? main : ruby::Value{ruby::Constant{code.nesting.back()}};
    Eval(*code.node, ruby::MakeFrame(code.file, code.nesting, self));
  }
}

std::optional<ruby::Value> Reader::OnBootCall(ruby::Call& call, const ruby::FramePtr& frame) {
  const auto* block = call.block.As<ruby::Proc>();
  if (call.name == "load_defaults" && !call.positional.empty()) {
    belongs_to_required_ = Version(call.positional[0]) >= 5.0;
  } else if (call.name == "belongs_to_required_by_default=") {
    belongs_to_required_ = call.positional[0].Truth().value_or(false);
  } else if (call.name == "table_name_prefix=" || call.name == "table_name_suffix=") {
    (call.name == "table_name_prefix=" ? table_prefix_ : table_suffix_) =
        call.positional[0].Name().value_or("");
  } else if (call.name == "pluralize_table_names=") {
    pluralize_ = call.positional[0].Truth().value_or(true);
  } else if (call.name == "isolate_namespace" && !call.positional.empty()) {
    if (const auto* module = call.positional[0].As<ruby::Constant>()) {
      std::string prefix = inflector_.UnderscoreName(module->path) + "_";
      std::replace(prefix.begin(), prefix.end(), '/', '_');
      namespace_prefixes_[module->path] = prefix;
    }
  } else if (call.name == "inflections" && block != nullptr) {
    return RunBlock(*block, {{ruby::Instance{"Inflections", {}, std::nullopt}}});
  }
  const ruby::Value target = call.receiver ? *call.receiver : frame->self;
  const auto* instance = target.As<ruby::Instance>();
  if (instance != nullptr && instance->class_path == "Inflections") {
    OnInflection(call);
    return ruby::Value{ruby::Nil{}};
  }
  if (ruby::IsOneOf(call.name, {"send", "public_send"}) && !call.positional.empty()) {
    if (auto name = call.positional[0].Name()) {
      call.name = *name;
      call.positional.erase(call.positional.begin());
    }
  }
  const auto* constant = target.As<ruby::Constant>();
  if (constant != nullptr && ruby::IsOneOf(call.name, {"include", "prepend", "extend"})) {
    for (const ruby::Value& module : call.positional) extras_[constant->path].push_back({call.name, module});
    return ruby::Value{ruby::Nil{}};
  }
  if (block == nullptr) return std::nullopt;
  if (constant != nullptr && ruby::IsOneOf(call.name, {"class_eval", "class_exec"})) {
    extras_[constant->path].push_back({call.name, call.block});
    return ruby::Value{ruby::Nil{}};
  }
  if (call.name == "on_load") {
    const bool record = !call.positional.empty() && call.positional[0].Name() == "active_record";
    const ruby::Value self = {ruby::Constant{record ? std::string(kRecordBase) : "main"}};
    return RunBlock(*block, {self}, &self);
  }
  if (ruby::IsOneOf(call.name, {"configure", "to_prepare", "after_initialize", "initializer", "config",
                                "before_initialize", "setup", "before_configuration"})) {
    return RunBlock(*block, {ruby::MakeUnknown("config")});
  }
  return std::nullopt;
}

void Reader::OnInflection(const ruby::Call& call) {
  std::vector<std::string> words;
  for (const ruby::Value& argument : call.positional) {
    if (const auto* regex = argument.As<ruby::Regex>()) words.push_back(regex->source);
    if (auto names = ruby::Names(argument)) words.insert(words.end(), names->begin(), names->end());
  }
  if (call.name == "uncountable") {
    for (const std::string& word : words) inflector_.AddUncountable(word);
  } else if (call.name == "acronym" && words.size() == 1) {
    inflector_.AddAcronym(words[0]);
  } else if (words.size() != 2) {
    return;
  } else if (call.name == "irregular") {
    inflector_.AddIrregular(words[0], words[1]);
  } else if (call.name == "plural") {
    inflector_.AddPluralRule(words[0], words[1]);
  } else if (call.name == "singular") {
    inflector_.AddSingularRule(words[0], words[1]);
  }
}

const std::string& Reader::Superclass(const std::string& name) const {
  static const std::string kNone;
  auto found = superclasses_.find(name);
  return found == superclasses_.end() ? kNone : found->second;
}

std::string Reader::FindSuperclass(const Module& module) const {
  if (!module.superclass) return "";
  const syntax::Node& node = *module.superclass->node;
  const std::vector<std::string>& nesting = module.superclass->nesting;
  const syntax::Node* receiver = node.Field("receiver");
  const syntax::Node* method = node.Field("method");
  if (node.Is("call") && receiver != nullptr && method != nullptr) {
    const Module* owner = classes_.Find(classes_.Resolve(receiver->text, nesting));
    auto code = owner == nullptr ? decltype(owner->singleton.end()){}
                                 : owner->singleton.find(std::string(method->text));
    if (owner == nullptr || code == owner->singleton.end()) return std::string(node.text);
    const std::string fallback = FallbackClass(*code->second.node, classes_, 0);
    return fallback.empty() ? std::string(node.text) : fallback;
  }
  std::string_view path = node.text;
  std::string found = classes_.Resolve(path, nesting);
  if (found == module.name) found.clear();
  if (path.starts_with("::")) path.remove_prefix(2);
  return found.empty() ? std::string(path) : found;
}

bool Reader::IsRecord(const std::string& name) const {
  const Module* first = classes_.Find(name);
  if (first == nullptr || !first->is_class) return false;
  std::string current = name;
  for (int depth = 0; depth < kMaxBootAncestors; ++depth) {
    const std::string parent = Superclass(current);
    if (parent == kRecordBase || parent == "ApplicationRecord") return true;
    if (parent.empty() || current == parent) return false;
    // A base class of somebody else's: a record if it stands among the models. Whether it has a table is
    // seen later.
    if (classes_.Find(parent) == nullptr)
      return first->in_models && parent.find_first_of("(.[ ") == std::string::npos;
    current = parent;
  }
  return false;
}

const ruby::Value* Reader::Setting(const std::string& name, const std::string& setting) const {
  std::string current = name;
  for (int depth = 0; !current.empty() && depth < kMaxBootAncestors; ++depth, current = Superclass(current)) {
    const Model* model = FindModel(current);
    if (model == nullptr) continue;
    if (auto found = model->settings.find(setting); found != model->settings.end()) return &found->second;
  }
  return nullptr;
}

bool Reader::IsAbstract(const std::string& name) const {
  if (name == kRecordBase) return true;
  const Model* model = FindModel(name);
  if (model == nullptr) return false;
  auto found = model->settings.find("abstract_class");
  return found != model->settings.end() && found->second.Truth() != false;
}

std::optional<std::string> Reader::TableOf(const std::string& name) const {
  std::string current = name;
  for (int depth = 0; depth < kMaxBootAncestors; ++depth) {
    const Model* model = FindModel(current);
    if (model != nullptr) {
      if (auto set = model->settings.find("table_name"); set != model->settings.end()) {
        std::string text = set->second.Name().value_or("");
        if (text.empty()) return std::nullopt;
        return text.substr(text.rfind('.') == std::string::npos ? 0 : text.rfind('.') + 1);
      }
    }
    const std::string parent = Superclass(current);
    if (parent.empty() || parent == kRecordBase || classes_.Find(parent) == nullptr || IsAbstract(parent))
      break;
    current = parent;
  }
  if (IsAbstract(current)) return std::nullopt;
  // The prefix of the innermost module around it that has one, else the application's.
  std::string prefix = table_prefix_;
  std::string own =
      pluralize_ ? inflector_.Tableize(current) : inflector_.UnderscoreName(ruby::Demodulize(current));
  std::string scope = current;
  for (std::size_t at; (at = scope.rfind("::")) != std::string::npos;) {
    scope.resize(at);
    const Module* module = classes_.Find(scope);
    if (module != nullptr && module->is_class && IsRecord(scope) && !IsAbstract(scope)) {
      auto outer = TableOf(scope);
      if (!outer) return std::nullopt;
      return inflector_.Singularize(*outer) + "_" + own + table_suffix_;
    }
    if (auto isolated = namespace_prefixes_.find(scope); isolated != namespace_prefixes_.end()) {
      prefix = isolated->second;
      break;
    }
    auto method =
        module == nullptr ? decltype(module->singleton.end()){} : module->singleton.find("table_name_prefix");
    if (module == nullptr || method == module->singleton.end()) continue;
    const syntax::Node* body = method->second.node->Field("body");
    const syntax::Node* text = body == nullptr              ? nullptr
                               : body->Is("string")         ? body
                               : body->children.size() == 1 ? body->children.front()
                                                            : nullptr;
    if (text == nullptr || !text->Is("string") || text->children.size() > 1) return std::nullopt;
    prefix = text->children.empty() ? "" : std::string(text->children.front()->text);
    break;
  }
  if (const ruby::Value* set = Setting(current, "table_name_prefix")) prefix = set->Name().value_or(prefix);
  return prefix + own + table_suffix_;
}

}  // namespace tacit::analyze::rails

// Calls, blocks and methods: the other half of the interpreter.
#include <algorithm>
#include <initializer_list>

#include "analyzer/ruby/interpreter.h"

namespace tacit::analyze::ruby {

namespace {

constexpr int kMaxMethodDepth = 16;

}  // namespace

void Interpreter::ReadArguments(const std::vector<const syntax::Node*>& nodes, Call& call,
                                const FramePtr& frame) {
  for (const syntax::Node* node : nodes) {
    if (node->Is("pair") || node->Is("hash_splat_argument")) {
      AddPair(*node, call.options, frame);
      call.has_options = true;
    } else if (node->Is("block_argument")) {
      call.block = node->children.empty() ? MakeUnknown(node->text) : Eval(*node->children.front(), frame);
    } else if (node->Is("splat_argument") && !node->children.empty()) {
      Value spread = Eval(*node->children.front(), frame);
      auto items = Items(spread);
      if (items && !spread.Is<Hash>()) {
        call.positional.insert(call.positional.end(), items->begin(), items->end());
      } else if (spread.Name()) {
        call.positional.push_back(spread);
      } else {
        call.positional.push_back(MakeUnknown(node->text));
      }
    } else {
      call.positional.push_back(Eval(*node, frame));
    }
    call.arguments.push_back(node);
  }
  // A literal hash in the last place reads as options, as Ruby 2 read it and as Rails' methods take it.
  if (call.node != nullptr && call.options.entries.empty() && !call.positional.empty()) {
    if (const auto* hash = call.positional.back().As<Hash>()) {
      call.options = Hash(*hash);
      call.has_options = true;
      call.braced = true;
      call.positional.pop_back();
    }
  }
}

Value Interpreter::EvalElement(const syntax::Node& node, const FramePtr& frame) {
  const syntax::Node* object = node.Field("object");
  if (object == nullptr) return MakeUnknown(OneLine(node.text));
  Call call;
  call.receiver = Eval(*object, frame);
  call.name = "[]";
  call.block = NilValue();
  const std::vector<const syntax::Node*> arguments(node.children.begin() + 1, node.children.end());
  ReadArguments(arguments, call, frame);
  call.node = &node;
  return Finish(call, frame);
}

Value Interpreter::EvalCall(const syntax::Node& node, const FramePtr& frame) {
  if (node.Is("identifier")) {
    if (const Value* local = frame->Find(node.text)) return *local;
  }
  Call call;
  call.node = &node;
  call.block = NilValue();
  if (node.Is("identifier")) {
    call.name = std::string(node.text);
    return Finish(call, frame);
  }
  const syntax::Node* method = node.Field("method");
  const syntax::Node* receiver = node.Field("receiver");
  if (method == nullptr) return MakeUnknown(OneLine(node.text));
  call.name = std::string(method->text);
  if (receiver != nullptr) {
    call.receiver = Eval(*receiver, frame);
    if (node.op == "&." && call.receiver->Is<Nil>()) return NilValue();
  }
  if (const syntax::Node* arguments = node.Field("arguments"))
    ReadArguments(arguments->children, call, frame);
  if (const syntax::Node* block = node.Field("block")) call.block = {Proc{block, frame}};
  const bool makes_proc = (receiver == nullptr && (call.name == "lambda" || call.name == "proc")) ||
                          (receiver != nullptr && receiver->text == "Proc" && call.name == "new");
  if (makes_proc && call.block.Is<Proc>()) return call.block;
  if (receiver == nullptr && call.name == "raise") {
    flow_ = Flow::kReturn;
    result_ = MakeUnknown(node.text);
    return result_;
  }
  return Finish(call, frame);
}

Value Interpreter::Finish(Call& call, const FramePtr& frame) {
  if (auto answer = OnCall(call, frame)) return *answer;
  if (call.receiver) {
    if (auto answer = Mutate(call, frame)) return *answer;
    if (auto answer = Iterate(call)) return *answer;
    if (auto answer = PureCall(*call.receiver, call.name, call.AllArguments())) return *answer;
    const auto* type = call.receiver->As<Constant>();
    if (type != nullptr && call.name == "new") {
      Instance instance{type->path, call.AllArguments(), std::nullopt};
      if (const auto* block = call.block.As<Proc>()) instance.block = *block;
      return {std::move(instance)};
    }
  }
  return MakeUnknown(OneLine(call.node->text));
}

// Methods that change a local variable in place.
std::optional<Value> Interpreter::Mutate(const Call& call, const FramePtr& frame) {
  const syntax::Node* receiver = call.node->Field("receiver");
  if (receiver == nullptr || !(receiver->Is("identifier") || receiver->Is("instance_variable")))
    return std::nullopt;
  if (frame->Find(receiver->text) == nullptr) return std::nullopt;
  Value held = *call.receiver;
  const std::vector<Value> arguments = call.AllArguments();
  if (auto* hash = held.As<Hash>(); hash != nullptr && call.name == "delete" && arguments.size() == 1) {
    const bool open = Value{*hash}.HasUnknown();
    auto key = arguments[0].Name();
    auto removed = key ? hash->Remove(*key) : std::nullopt;
    frame->Assign(receiver->text, std::move(held));
    if (removed) return removed;
    return open || !key ? MakeUnknown(call.node->text) : NilValue();
  }
  if (auto* array = held.As<Array>(); array != nullptr) {
    const bool options = call.name == "extract_options!";
    if (call.name == "pop" || call.name == "shift" || options) {
      if (options && (array->items.empty() || !array->items.back().Is<Hash>())) return Value{Hash{}};
      if (array->items.empty()) return NilValue();
      Value taken = call.name == "shift" ? array->items.front() : array->items.back();
      array->items.erase(call.name == "shift" ? array->items.begin() : array->items.end() - 1);
      frame->Assign(receiver->text, std::move(held));
      return taken;
    }
  }
  if (IsOneOf(call.name, {"update", "merge!", "reverse_merge!", "with_defaults!", "reverse_update", "<<",
                          "push", "concat", "append"})) {
    auto changed = PureCall(held, call.name, arguments);
    Value value = changed ? *changed : MakeUnknown(call.node->text);
    frame->Assign(receiver->text, value);
    return value;
  }
  if (IsOneOf(call.name,
              {"map!", "select!", "reject!", "delete_if", "keep_if", "delete_at", "unshift", "insert",
               "clear", "replace", "compact!", "flatten!", "uniq!", "slice!", "store", "except!"})) {
    frame->Assign(receiver->text, MakeUnknown(call.node->text));
    return MakeUnknown(call.node->text);
  }
  return std::nullopt;
}

Value Interpreter::ApplyBlock(const Value& block, const std::vector<Value>& arguments) {
  if (const auto* proc = block.As<Proc>()) return RunBlock(*proc, arguments);
  if (const auto* symbol = block.As<Symbol>(); symbol != nullptr && !arguments.empty()) {
    auto result = PureCall(arguments[0], symbol->name, {});
    if (result) return *result;
  }
  return MakeUnknown("block");
}

namespace {

// any?, all?, none?, find: nothing is said where one truth that matters is not known.
Value Search(const std::string& name, const std::vector<Value>& items, const std::vector<Value>& results,
             const Call& call) {
  const bool looks_for = name != "all?";
  for (std::size_t i = 0; i < items.size(); ++i) {
    auto truth = results[i].Truth();
    if (!truth) return MakeUnknown(OneLine(call.node->text));
    if (*truth != looks_for) continue;
    if (name == "find" || name == "detect") return items[i];
    return {name == "any?"};
  }
  if (name == "find" || name == "detect") return NilValue();
  return {name != "any?"};
}

}  // namespace

std::optional<Value> Interpreter::Iterate(const Call& call) {
  if (call.block.Is<Nil>()) return std::nullopt;
  const Value& receiver = *call.receiver;
  if (IsOneOf(call.name, {"tap", "then", "yield_self"})) {
    Value inner = ApplyBlock(call.block, {receiver});
    return call.name == "tap" ? receiver : inner;
  }
  const bool with_index = IsOneOf(call.name, {"each_with_index", "each.with_index"});
  const bool with_object = call.name == "each_with_object" || call.name == "inject" || call.name == "reduce";
  const bool each = IsOneOf(call.name, {"each", "each_pair", "each_key", "each_value", "times", "find_each"});
  const bool maps = IsOneOf(call.name, {"map", "collect", "flat_map", "each_entry", "index_with", "index_by",
                                        "to_h", "filter_map", "transform_values", "map_values"});
  const bool filters =
      IsOneOf(call.name, {"select", "filter", "reject", "any?", "all?", "find", "detect", "none?"});
  if (!with_index && !with_object && !each && !maps && !filters) return std::nullopt;
  Value source = receiver;
  if (call.name == "times") {
    const auto* count = receiver.As<std::int64_t>();
    if (count != nullptr) {
      source = {Range{std::make_shared<const Value>(Value{std::int64_t{0}}),
                      std::make_shared<const Value>(receiver), true}};
    }
  }
  if (call.name == "each_key" || call.name == "each_value") {
    auto part = PureCall(receiver, call.name == "each_key" ? "keys" : "values", {});
    source = part ? *part : MakeUnknown(call.node->text);
  }
  auto items = Items(source);
  if (!items) {
    if (!each && !with_index) return MakeUnknown(OneLine(call.node->text));
    Under(
        "for each of " +
            OneLine(call.node->Field("receiver") == nullptr ? call.name : call.node->Field("receiver")->text),
        [&] { return ApplyBlock(call.block, {MakeUnknown("item"), MakeUnknown("item")}); });
    return MakeUnknown(OneLine(call.node->text));
  }
  Array results;
  std::int64_t index = 0;
  for (const Value& item : *items) {
    std::vector<Value> arguments = {item};
    if (with_index) arguments.push_back({index});
    if (with_object) arguments.push_back(MakeUnknown("memo"));
    if (call.name == "transform_values")
      arguments = {item.As<Array>() ? item.As<Array>()->items.back() : item};
    Value result = ApplyBlock(call.block, arguments);
    const bool stop = flow_ == Flow::kBreak || flow_ == Flow::kReturn;
    if (flow_ == Flow::kBreak) flow_ = Flow::kNone;
    if (stop) return result;
    results.items.push_back(std::move(result));
    ++index;
  }
  if (each || with_index) return receiver;
  if (call.name == "map" || call.name == "collect") return Value{results};
  if (call.name == "flat_map") return PureCall({results}, "flatten", {});
  if (call.name == "to_h") return PureCall({results}, "to_h", {});
  if (call.name == "filter_map") return PureCall({results}, "compact", {});
  if (call.name == "index_with") {
    Hash hash;
    for (std::size_t i = 0; i < results.items.size(); ++i) hash.Set((*items)[i], results.items[i]);
    return Value{hash};
  }
  if (filters && call.name != "select" && call.name != "filter" && call.name != "reject") {
    return Search(call.name, *items, results.items, call);
  }
  if (call.name == "select" || call.name == "filter" || call.name == "reject") {
    if (receiver.Is<Hash>()) return MakeUnknown(OneLine(call.node->text));
    Array kept;
    for (std::size_t i = 0; i < results.items.size(); ++i) {
      auto truth = results.items[i].Truth();
      if (!truth) return MakeUnknown(OneLine(call.node->text));
      if (*truth == (call.name != "reject")) kept.items.push_back((*items)[i]);
    }
    return Value{kept};
  }
  return MakeUnknown(OneLine(call.node->text));
}

Value Interpreter::RunBlock(const Proc& proc, const std::vector<Value>& arguments, const Value* self) {
  if (method_depth_ >= kMaxMethodDepth) return MakeUnknown(proc.node->text);
  ++method_depth_;
  auto frame = std::make_shared<Frame>();
  frame->parent = proc.frame;
  frame->file = proc.frame->file;
  frame->nesting = proc.frame->nesting;
  frame->self = self == nullptr ? proc.frame->self : *self;
  frame->block = NilValue();
  const syntax::Node* code = proc.node;
  const syntax::Node* parameters = code->Field("parameters");
  const syntax::Node* body = code->Field("body");
  if (code->Is("lambda") && body != nullptr) body = body->Field("body");  // lambda { block { body } }
  if (parameters != nullptr) {
    Bind(parameters, arguments, true, frame);
  } else if (!arguments.empty()) {
    frame->locals["it"] = arguments[0];
    frame->locals["_1"] = arguments[0];
  }
  const std::size_t guesses = guesses_.size();
  Value value = body == nullptr ? NilValue() : Eval(*body, frame);
  if (guesses_.size() > guesses) {
    guesses_.resize(guesses);
    value = MakeUnknown(OneLine(proc.node->text));
  }
  if (flow_ == Flow::kNext) {
    flow_ = Flow::kNone;
    value = result_;
  }
  --method_depth_;
  return value;
}

Value Interpreter::RunMethod(const syntax::Node& method, const FramePtr& frame,
                             const std::vector<Value>& arguments, const Value& block) {
  if (method_depth_ >= kMaxMethodDepth) return MakeUnknown(method.text);
  ++method_depth_;
  frame->block = block;
  if (const syntax::Node* parameters = method.Field("parameters")) Bind(parameters, arguments, false, frame);
  const std::size_t guesses = guesses_.size();
  const syntax::Node* body = method.Field("body");
  Value value = body == nullptr ? NilValue() : Eval(*body, frame);
  if (guesses_.size() > guesses) {  // it may have returned early
    guesses_.resize(guesses);
    value = MakeUnknown(OneLine(method.text));
  } else if (flow_ == Flow::kReturn) {
    value = result_;
  }
  flow_ = Flow::kNone;
  --method_depth_;
  return value;
}

void Interpreter::Bind(const syntax::Node* parameters, std::vector<Value> arguments, bool is_block,
                       const FramePtr& frame) {
  std::size_t places = 0;
  bool keywords = false;
  for (const syntax::Node* p : parameters->children) {
    keywords |= p->Is("keyword_parameter") || p->Is("hash_splat_parameter");
    if (p->Is("identifier") || p->Is("optional_parameter") || p->Is("destructured_parameter")) ++places;
  }
  Hash named;
  if (keywords && !arguments.empty()) {
    if (const auto* hash = arguments.back().As<Hash>()) {
      named = *hash;
      arguments.pop_back();
    }
  }
  if (is_block && places > 1 && arguments.size() == 1) {
    if (const auto* items = arguments[0].As<Array>()) arguments = std::vector<Value>(items->items);
  }
  const bool unsure = std::any_of(named.entries.begin(), named.entries.end(),
                                  [](const HashEntry& entry) { return entry.first.Is<Unknown>(); });
  std::size_t next = 0;
  for (std::size_t i = 0; i < parameters->children.size(); ++i) {
    const syntax::Node& p = *parameters->children[i];
    const syntax::Node* name = p.Field("name");
    if (p.Is("identifier")) {
      frame->locals[std::string(p.text)] = next < arguments.size() ? arguments[next++] : NilValue();
    } else if (p.Is("destructured_parameter")) {
      for (const syntax::Node* part : p.children)
        frame->locals[std::string(part->text)] = MakeUnknown(part->text);
      AssignTo(p, next < arguments.size() ? arguments[next++] : NilValue(), frame);
    } else if (name == nullptr) {
      continue;
    } else if (p.Is("optional_parameter")) {
      const syntax::Node* value = p.Field("value");
      const std::string key(name->text);
      if (next < arguments.size()) {
        frame->locals[key] = arguments[next++];
      } else {
        frame->locals[key] = value == nullptr ? NilValue() : Eval(*value, frame);
      }
    } else if (p.Is("splat_parameter")) {
      std::size_t after = 0;
      for (std::size_t j = i + 1; j < parameters->children.size(); ++j) {
        if (parameters->children[j]->Is("identifier")) ++after;
      }
      Array rest;
      while (next + after < arguments.size()) rest.items.push_back(arguments[next++]);
      frame->locals[std::string(name->text)] = {std::move(rest)};
    } else if (p.Is("keyword_parameter")) {
      const syntax::Node* value = p.Field("value");
      auto given = named.Remove(name->text);
      Value bound = MakeUnknown(name->text);
      if (given) {
        bound = *given;
      } else if (value != nullptr && !unsure) {
        bound = Eval(*value, frame);
      }
      frame->locals[std::string(name->text)] = std::move(bound);
    } else if (p.Is("hash_splat_parameter")) {
      frame->locals[std::string(name->text)] = {named};
    } else if (p.Is("block_parameter")) {
      frame->locals[std::string(name->text)] = frame->block;
    }
  }
}

}  // namespace tacit::analyze::ruby

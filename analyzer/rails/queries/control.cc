// Branches, loops, blocks, methods and assignments.
#include <algorithm>

#include "analyzer/rails/queries/evaluator.h"

namespace tacit::analyze::rails::queries {

namespace {

constexpr int kMaxCalls = 24;  // methods and blocks within each other

// Whether a piece of code changes what is outside of it: then it matters whether it is run.
bool Changes(const syntax::Node& node, int depth = 0) {
  if (node.Is("assignment") || node.Is("operator_assignment") || node.Is("break") || node.Is("return"))
    return true;
  if (node.Is("binary") && node.op == "<<") return true;
  if (const syntax::Node* method = node.Is("call") ? node.Field("method") : nullptr) {
    if (ruby::IsOneOf(method->text, {"push", "concat", "merge!", "delete", "unshift", "store"})) return true;
  }
  constexpr int kDeepest = 60;
  return depth < kDeepest && std::any_of(
                                 node.children.begin(), node.children.end(),
                                 [depth](const syntax::Node* child) { return Changes(*child, depth + 1); });
}

}  // namespace

bool Evaluator::Holds(const Value& value, const syntax::Node& condition, const FramePtr& frame) {
  if (const auto truth = Truth(value)) return *truth;
  std::string question = OriginOf(value);
  if (question.empty()) question = std::to_string(frame->id) + ":" + ruby::OneLine(condition.text);
  return path_->Answer(2, question) == 0;
}

Value Evaluator::EvalConditional(const syntax::Node& node, const FramePtr& frame) {
  const syntax::Node* condition = node.Field("condition");
  if (condition == nullptr) return MakeUnknown(node.text);
  const bool modifier = node.Is("if_modifier") || node.Is("unless_modifier");
  const bool negated = node.Is("unless") || node.Is("unless_modifier");
  const Value value = Eval(*condition, frame);
  if (flow_ != Flow::kNone) return result_;
  const bool taken = Holds(value, *condition, frame) != negated;
  const syntax::Node* branch =
      taken ? node.Field(modifier ? "body" : "consequence") : node.Field("alternative");
  return branch == nullptr ? MakeNil() : Eval(*branch, frame);
}

Value Evaluator::EvalCase(const syntax::Node& node, const FramePtr& frame) {
  const syntax::Node* subject = node.Field("value");
  const Value value = subject == nullptr ? MakeNil() : Eval(*subject, frame);
  for (const syntax::Node* branch : node.children) {
    if (branch->Is("else")) return Eval(*branch, frame);
    if (!branch->Is("when")) continue;
    bool unsure = false;
    bool fits = false;
    for (const syntax::Node* pattern : branch->children) {
      if (!pattern->Is("pattern") || pattern->children.empty()) continue;
      const Value wanted = Eval(*pattern->children.front(), frame);
      std::optional<bool> equal = subject == nullptr ? Truth(wanted) : Equal(value, wanted);
      if (subject != nullptr && (wanted.Is<ClassRef>() || wanted.Is<Range>() || wanted.Is<Unknown>()))
        equal = std::nullopt;
      fits = fits || equal == true;
      unsure = unsure || !equal.has_value();
    }
    const std::string question = std::to_string(frame->id) + ":" + ruby::OneLine(branch->text.substr(0, 60));
    if (!fits && (!unsure || path_->Answer(2, question) == 1)) continue;
    const syntax::Node* body = branch->Field("body");
    return body == nullptr ? MakeNil() : Eval(*body, frame);
  }
  return MakeNil();
}

// The body once, or not at all where that makes a difference.
Value Evaluator::EvalLoop(const syntax::Node& node, const FramePtr& frame) {
  if (const syntax::Node* condition = node.Field("condition")) (void)Eval(*condition, frame);
  if (const syntax::Node* value = node.Field("value")) {
    const Value source = Eval(*value, frame);
    if (const syntax::Node* pattern = node.Field("pattern"))
      AssignTo(*pattern, MakeUnknown(value->text), frame);
  }
  const syntax::Node* body = node.Field("body");
  if (body == nullptr || (Changes(*body) && path_->Answer(2, "") == 1)) return MakeNil();
  (void)Eval(*body, frame);
  if (flow_ == Flow::kNext || flow_ == Flow::kBreak) flow_ = Flow::kNone;
  return MakeNil();
}

Value Evaluator::EachOf(const Value& item, Call& call, bool sends) {
  if (!call.HasBlock()) return MakeNil();
  const auto* proc = call.block.As<Proc>();
  const bool matters = proc->node != nullptr && Changes(*proc->node);
  if (!sends && matters && path_->Answer(2, "") == 1) return MakeNil();
  Value result = RunBlock(call.block, {item});
  if (flow_ == Flow::kBreak) flow_ = Flow::kNone;
  // It returned for this item; another path goes on.
  return result;
}

Value Evaluator::EvalJump(const syntax::Node& node, const FramePtr& frame, Flow flow) {
  Value value = MakeNil();
  if (!node.children.empty()) {
    const Value list = EvalArray(*node.children.front(), frame);
    if (flow_ != Flow::kNone) return result_;
    value = list.AsArray()->items.size() == 1 ? list.AsArray()->items[0] : list;
  }
  flow_ = flow;
  result_ = value;
  return value;
}

Value Evaluator::EvalYield(const syntax::Node& node, const FramePtr& frame) {
  Call call;
  if (!node.children.empty()) ReadArguments(node.children.front()->children, call, frame);
  const Value block = frame->Method().block;
  if (!block.Is<Proc>()) return MakeUnknown("yield");
  return RunBlock(block, call.args);
}

Value Evaluator::EvalSuper(const syntax::Node& node, const FramePtr& frame) {
  const Frame& method = frame->Method();
  if (method.method.empty()) return MakeUnknown("super");
  Call call;
  call.node = &node;
  call.name = method.method;
  call.block = method.block;
  const syntax::Node* arguments = node.Field("arguments");
  if (arguments != nullptr) ReadArguments(arguments->children, call, frame);
  const auto* object = method.self.As<Object>();
  const auto* type = method.self.As<ClassRef>();
  const std::string path = object != nullptr ? object->path : type != nullptr ? type->path : "";
  const Method next = world_.SuperMethod(path, method.owner, method.method, type != nullptr);
  if (next.code == nullptr && object != nullptr && world_.IsModel(path)) {  // the attribute's own reader
    call.receiver = method.self;
    if (auto answer = CallRecord(*object, call, frame)) return *answer;
  }
  if (next.code != nullptr && arguments != nullptr) {
    return RunMethod(next, method.method, method.self, call.args, call.block);
  }
  if (next.code != nullptr) {  // the arguments as they came
    const FramePtr inner = MakeFrame(*next.code, method.self);
    std::vector<Value> args;
    if (const syntax::Node* parameters = next.code->node->Field("parameters")) {
      for (const syntax::Node* parameter : parameters->children) {
        const syntax::Node* name = parameter->Is("identifier") ? parameter : parameter->Field("name");
        if (name == nullptr || !(parameter->Is("identifier") || parameter->Is("optional_parameter"))) break;
        args.push_back(method.Lookup(name->text).value_or(MakeUnknown(name->text)));
      }
    }
    return RunMethod(next, method.method, method.self, args, call.block);
  }
  return MakeUnknown("super");
}

void Evaluator::AssignTo(const syntax::Node& target, const Value& value, const FramePtr& frame) {
  if (target.Is("identifier")) {
    frame->Assign(target.text, value);
  } else if (target.Is("instance_variable")) {
    const auto* object = frame->self.As<Object>();
    if (object != nullptr) object->fields->insert_or_assign(std::string(target.text), Snapshot(value));
    if (object == nullptr) frame->Assign(target.text, value);
  } else if (target.Is("left_assignment_list") || target.Is("destructured_parameter") ||
             target.Is("destructured_left_assignment")) {
    const Array* items = value.AsArray();
    for (std::size_t i = 0; i < target.children.size(); ++i) {
      Value item = MakeUnknown(target.text);
      if (items != nullptr && i < items->items.size()) item = items->items[i];
      AssignTo(*target.children[i], item, frame);
    }
  } else if (target.Is("call")) {
    const syntax::Node* receiver = target.Field("receiver");
    const syntax::Node* method = target.Field("method");
    if (receiver == nullptr || method == nullptr) return;
    Call call;
    call.node = &target;
    call.receiver = Eval(*receiver, frame);
    call.name = std::string(method->text) + "=";
    call.args.push_back(value);
    call.block = MakeNil();
    const auto* object = call.receiver->As<Object>();
    if (object == nullptr) return;
    const Method setter = world_.InstanceMethod(object->path, call.name);
    if (setter.code != nullptr) {
      (void)RunMethod(setter, call.name, *call.receiver, call.args, call.block);
    } else {
      object->fields->insert_or_assign("." + std::string(method->text), Snapshot(value));
    }
  } else if (target.Is("element_reference") && target.children.size() > 1) {
    const Value held = Eval(*target.children[0], frame);
    const Value key = Eval(*target.children[1], frame);
    if (const auto* hash = held.As<std::shared_ptr<Hash>>()) Set(**hash, Snapshot(key), Snapshot(value));
  }
}

Value Evaluator::EvalAssignment(const syntax::Node& node, const FramePtr& frame) {
  const syntax::Node* left = node.Field("left");
  const syntax::Node* right = node.Field("right");
  if (left == nullptr || right == nullptr) return MakeUnknown(node.text);
  Value value = Eval(*right, frame);
  if (flow_ != Flow::kNone) return result_;
  AssignTo(*left, value, frame);
  return value;
}

Value Evaluator::EvalOperatorAssignment(const syntax::Node& node, const FramePtr& frame) {
  const syntax::Node* left = node.Field("left");
  const syntax::Node* right = node.Field("right");
  if (left == nullptr || right == nullptr) return MakeUnknown(node.text);
  Value old = MakeNil();
  if (!left->Is("identifier") || frame->Lookup(left->text)) old = Eval(*left, frame);
  Value value;
  if (node.op == "||=") {
    value = Or(std::move(old), *right, frame);
  } else if (node.op == "&&=") {
    value = And(std::move(old), *right, frame);
  } else {
    Call call;
    call.node = &node;
    call.name = std::string(node.op.substr(0, node.op.size() - 1));
    call.receiver = std::move(old);
    call.args.push_back(Eval(*right, frame));
    call.block = MakeNil();
    value = Dispatch(call, frame);
  }
  if (flow_ != Flow::kNone) return result_;
  AssignTo(*left, value, frame);
  return value;
}

// A block that is kept in a variable of the frame that it closes over would hold that frame for ever.
Evaluator::~Evaluator() {
  for (const std::weak_ptr<Frame>& made : frames_) {
    if (const FramePtr frame = made.lock()) frame->locals.clear();
  }
}

FramePtr Evaluator::NewFrame() {
  auto frame = std::make_shared<Frame>();
  frame->block = MakeNil();
  frame->id = NextNumber();
  frames_.push_back(frame);
  return frame;
}

FramePtr Evaluator::MakeFrame(const Code& code, Value self) {
  const FramePtr frame = NewFrame();
  frame->file = code.file;
  frame->nesting = code.nesting;
  frame->self = std::move(self);
  return frame;
}

Value Evaluator::RunBlock(const Value& block, std::vector<Value> args, const Value* self) {
  const auto* proc = block.As<Proc>();
  if (proc == nullptr || calls_ >= kMaxCalls) return MakeUnknown("block");
  if (proc->node == nullptr) {  // &:name
    Call call;
    call.receiver = args.empty() ? MakeUnknown("") : args[0];
    call.name = proc->method;
    call.block = MakeNil();
    return proc->frame == nullptr ? MakeUnknown("") : Dispatch(call, proc->frame);
  }
  const FramePtr frame = NewFrame();
  frame->parent = proc->frame;
  frame->file = proc->frame->file;
  frame->nesting = proc->frame->nesting;
  frame->self = self == nullptr ? proc->frame->self : *self;
  const syntax::Node* code = proc->node;
  const syntax::Node* parameters = code->Field("parameters");
  const syntax::Node* body = code->Field("body");
  if (code->Is("lambda") && body != nullptr) body = body->Field("body");
  ++calls_;
  if (parameters != nullptr) {
    Bind(parameters, std::move(args), true, frame);
  } else if (!args.empty()) {
    frame->locals["it"] = args[0];
    frame->locals["_1"] = args[0];
  }
  Value value = body == nullptr ? MakeNil() : Eval(*body, frame);
  --calls_;
  if (flow_ == Flow::kNext) {
    flow_ = Flow::kNone;
    value = result_;
  }
  return value;
}

// A call of a model's method is summed up; those of other objects may set variables that the caller reads.
Value Evaluator::RunMethod(const Method& method, const std::string& name, const Value& self,
                           const std::vector<Value>& args, const Value& block) {
  const auto* object = self.As<Object>();
  const bool record = object != nullptr && world_.IsModel(object->path);
  if (!(record || self.Is<ClassRef>()) || name.ends_with("=")) {
    return RunBody(method, name, self, args, block);
  }
  std::string key = std::to_string(std::hash<const void*>()(method.code)) + CanonicalText(self);
  for (const Value& arg : args) key += CanonicalText(arg);
  key += CanonicalText(block);
  std::string origin = OriginOf(self) + "." + name;
  for (const Value& arg : args) origin += " " + OriginOf(arg);
  return Summarised(key, origin, [&] { return RunBody(method, name, self, args, block); });
}

Value Evaluator::RunBody(const Method& method, const std::string& name, Value self, std::vector<Value> args,
                         Value block) {
  if (calls_ >= kMaxCalls) return MakeUnknown(name);
  ++calls_;
  const FramePtr frame = MakeFrame(*method.code, std::move(self));
  frame->method = name;
  frame->owner = method.owner;
  frame->block = std::move(block);
  if (const syntax::Node* parameters = method.code->node->Field("parameters"))
    Bind(parameters, std::move(args), false, frame);
  const syntax::Node* body = method.code->node->Field("body");
  Value value = body == nullptr ? MakeNil() : Eval(*body, frame);
  --calls_;
  if (flow_ == Flow::kReturn || flow_ == Flow::kNext || flow_ == Flow::kBreak) {
    flow_ = Flow::kNone;
    value = result_;
  }
  return value;
}

void Evaluator::Bind(const syntax::Node* parameters, std::vector<Value> args, bool is_block,
                     const FramePtr& frame) {
  std::size_t places = 0;
  bool keywords = false;
  for (const syntax::Node* p : parameters->children) {
    keywords = keywords || p->Is("keyword_parameter") || p->Is("hash_splat_parameter");
    if (p->Is("identifier") || p->Is("optional_parameter") || p->Is("destructured_parameter")) ++places;
  }
  Hash named;
  if (keywords && !args.empty() && args.back().AsHash() != nullptr) {
    named = *args.back().AsHash();
    args.pop_back();
  }
  if (is_block && places > 1 && args.size() == 1 && args[0].AsArray() != nullptr) {
    args = std::vector<Value>(args[0].AsArray()->items);
  }
  const auto missing = [&](std::string_view name) {
    return MakeUnknown(std::to_string(frame->id) + ":" + std::string(name));
  };
  std::size_t next = 0;
  for (std::size_t i = 0; i < parameters->children.size(); ++i) {
    const syntax::Node& p = *parameters->children[i];
    const syntax::Node* name = p.Field("name");
    if (p.Is("identifier")) {
      frame->locals[std::string(p.text)] = next < args.size() ? args[next] : missing(p.text);
      ++next;
    } else if (p.Is("destructured_parameter")) {
      for (const syntax::Node* part : p.children)
        frame->locals[std::string(part->text)] = missing(part->text);
      AssignTo(p, next < args.size() ? args[next] : missing(p.text), frame);
      ++next;
    } else if (name == nullptr) {
      continue;
    } else if (p.Is("optional_parameter")) {
      const syntax::Node* value = p.Field("value");
      Value bound = next < args.size() ? args[next]
                    : value == nullptr ? missing(name->text)
                                       : Eval(*value, frame);
      frame->locals[std::string(name->text)] = std::move(bound);
      ++next;
    } else if (p.Is("splat_parameter")) {
      const auto after = static_cast<std::size_t>(std::count_if(
          parameters->children.begin() + static_cast<std::ptrdiff_t>(i) + 1, parameters->children.end(),
          [](const syntax::Node* later) { return later->Is("identifier"); }));
      std::vector<Value> rest;
      while (next + after < args.size()) rest.push_back(args[next++]);
      frame->locals[std::string(name->text)] = MakeArray(std::move(rest));
    } else if (p.Is("keyword_parameter")) {
      const syntax::Node* value = p.Field("value");
      const Value* given = Find(named, name->text);
      Value bound = given != nullptr ? *given : value == nullptr ? missing(name->text) : Eval(*value, frame);
      frame->locals[std::string(name->text)] = std::move(bound);
    } else if (p.Is("hash_splat_parameter")) {
      frame->locals[std::string(name->text)] = MakeHash(named);
    } else if (p.Is("block_parameter")) {
      frame->locals[std::string(name->text)] = frame->block;
    }
  }
}

}  // namespace tacit::analyze::rails::queries

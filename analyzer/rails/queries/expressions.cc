// Literals, variables, constants, operators.
#include <algorithm>
#include <unordered_map>

#include "analyzer/rails/queries/evaluator.h"

namespace tacit::analyze::rails::queries {

namespace {

constexpr int kMaxPathSteps = 30'000;     // of one path
constexpr int kMaxExpressionDepth = 200;  // of expressions within each other

// A jump, which leaves where it stands: `x or return`.
bool Leaves(const syntax::Node& node) {
  if (node.Is("return") || node.Is("next") || node.Is("break")) return true;
  const syntax::Node* method = node.Is("call") ? node.Field("method") : nullptr;
  return (method != nullptr && method->text == "raise") || (node.Is("identifier") && node.text == "raise");
}

std::string WithoutHoles(std::string_view text) {
  std::string clean(text);
  std::replace_if(clean.begin(), clean.end(), [](char c) { return c > '\0' && c < '\x06'; }, ' ');
  return clean;
}

}  // namespace

Value Evaluator::Eval(const syntax::Node& node, const FramePtr& frame) {
  if (depth_ >= kMaxExpressionDepth || ++steps_ > kMaxPathSteps) return MakeUnknown(node.text);
  ++depth_;
  Value value = EvalKind(node, frame);
  --depth_;
  return value;
}

Value Evaluator::EvalKind(const syntax::Node& node, const FramePtr& frame) {
  using Handler = Value (Evaluator::*)(const syntax::Node&, const FramePtr&);
  static const std::unordered_map<std::string_view, Handler> kHandlers = {
      {"program", &Evaluator::EvalSequence},
      {"body_statement", &Evaluator::EvalBegin},
      {"block_body", &Evaluator::EvalSequence},
      {"then", &Evaluator::EvalSequence},
      {"do", &Evaluator::EvalSequence},
      {"else", &Evaluator::EvalSequence},
      {"begin", &Evaluator::EvalBegin},
      {"ensure", &Evaluator::EvalSequence},
      {"parenthesized_statements", &Evaluator::EvalSequence},
      {"string", &Evaluator::EvalString},
      {"chained_string", &Evaluator::EvalString},
      {"heredoc_beginning", &Evaluator::EvalString},
      {"heredoc_body", &Evaluator::EvalString},
      {"bare_string", &Evaluator::EvalString},
      {"bare_symbol", &Evaluator::EvalString},
      {"delimited_symbol", &Evaluator::EvalString},
      {"array", &Evaluator::EvalArray},
      {"string_array", &Evaluator::EvalArray},
      {"symbol_array", &Evaluator::EvalArray},
      {"right_assignment_list", &Evaluator::EvalArray},
      {"hash", &Evaluator::EvalHash},
      {"unary", &Evaluator::EvalUnary},
      {"binary", &Evaluator::EvalBinary},
      {"if", &Evaluator::EvalConditional},
      {"elsif", &Evaluator::EvalConditional},
      {"unless", &Evaluator::EvalConditional},
      {"if_modifier", &Evaluator::EvalConditional},
      {"unless_modifier", &Evaluator::EvalConditional},
      {"conditional", &Evaluator::EvalConditional},
      {"case", &Evaluator::EvalCase},
      {"while", &Evaluator::EvalLoop},
      {"until", &Evaluator::EvalLoop},
      {"while_modifier", &Evaluator::EvalLoop},
      {"until_modifier", &Evaluator::EvalLoop},
      {"for", &Evaluator::EvalLoop},
      {"assignment", &Evaluator::EvalAssignment},
      {"operator_assignment", &Evaluator::EvalOperatorAssignment},
      {"element_reference", &Evaluator::EvalElement},
      {"call", &Evaluator::EvalCall},
      {"identifier", &Evaluator::EvalCall},
      {"yield", &Evaluator::EvalYield},
      {"super", &Evaluator::EvalSuper},
  };
  if (auto handler = kHandlers.find(node.kind); handler != kHandlers.end()) {
    return (this->*handler->second)(node, frame);
  }
  if (node.Is("nil")) return MakeNil();
  if (node.Is("true")) return {true};
  if (node.Is("false")) return {false};
  if (node.Is("self")) return frame->self;
  if (node.Is("integer") || node.Is("float")) return EvalNumber(node);
  if (node.Is("simple_symbol")) return {Symbol{std::string(node.text.substr(1))}};
  if (node.Is("hash_key_symbol")) return {Symbol{std::string(node.text)}};
  if (node.Is("constant") || node.Is("scope_resolution")) return EvalConstant(node.text, frame);
  if (node.Is("instance_variable")) return Variable(node.text, frame);
  if (node.Is("lambda") || node.Is("do_block") || node.Is("block")) return {Proc{&node, frame, ""}};
  if (node.Is("rescue_modifier")) return Eval(*node.children.front(), frame);
  if (node.Is("return")) return EvalJump(node, frame, Flow::kReturn);
  if (node.Is("next")) return EvalJump(node, frame, Flow::kNext);
  if (node.Is("break")) return EvalJump(node, frame, Flow::kBreak);
  if (node.Is("range")) {
    const auto bound = [&](std::string_view field) {
      const syntax::Node* end = node.Field(field);
      return std::make_shared<const Value>(end == nullptr ? MakeNil() : Eval(*end, frame));
    };
    return {Range{bound("begin"), bound("end"), node.op == "..."}};
  }
  return MakeUnknown(ruby::OneLine(node.text));
}

Value Evaluator::EvalSequence(const syntax::Node& node, const FramePtr& frame) {
  Value last = MakeNil();
  for (const syntax::Node* child : node.children) {
    if (child->Is("rescue") || child->Is("ensure") || child->Is("else")) continue;
    last = Eval(*child, frame);
    if (flow_ != Flow::kNone) return result_;
  }
  return last;
}

// With what rescues an error that the code itself raises; other errors are not followed.
Value Evaluator::EvalBegin(const syntax::Node& node, const FramePtr& frame) {
  Value last = EvalSequence(node, frame);
  for (const syntax::Node* child : node.children) {
    if (!child->Is("rescue") || flow_ != Flow::kRaise) continue;
    flow_ = Flow::kNone;
    const syntax::Node* body = child->Field("body");
    last = body == nullptr ? MakeNil() : Eval(*body, frame);
  }
  return flow_ == Flow::kNone ? last : result_;
}

Value Evaluator::EvalNumber(const syntax::Node& node) {
  std::string digits;
  std::copy_if(node.text.begin(), node.text.end(), std::back_inserter(digits),
               [](char c) { return c != '_'; });
  constexpr std::size_t kLongest = 17;
  const bool plain = digits.size() <= kLongest && digits.find_first_not_of("0123456789") == std::string::npos;
  return plain ? Value{static_cast<std::int64_t>(std::stoll(digits))} : MakeScalar(node.text);
}

Value Evaluator::EvalString(const syntax::Node& node, const FramePtr& frame) {
  std::string text;
  for (const syntax::Node* part : node.children) {
    if (part->Is("string_content") || part->Is("heredoc_content")) {
      text += WithoutHoles(part->text);
    } else if (part->Is("escape_sequence")) {
      const char code = part->text.size() == 2 ? part->text[1] : '\0';
      static constexpr std::string_view kFrom = "ntrse\\\"'#";
      static constexpr std::string_view kTo = "\n\t\r \x1b\\\"'#";
      const std::size_t at = kFrom.find(code);
      text += code == '\n' ? "" : std::string(1, at == std::string_view::npos ? ' ' : kTo[at]);
    } else if (part->Is("interpolation")) {
      text += ToText(EvalSequence(*part, frame));
    } else if (part->Is("string") || part->Is("heredoc_body")) {
      text += ToText(Eval(*part, frame));
    }
    if (flow_ != Flow::kNone) return result_;
  }
  if (node.Is("bare_symbol") || node.Is("delimited_symbol")) return {Symbol{std::move(text)}};
  return {std::move(text)};
}

Value Evaluator::EvalArray(const syntax::Node& node, const FramePtr& frame) {
  Call items;
  ReadArguments(node.children, items, frame);
  return MakeArray(std::move(items.args));
}

Value Evaluator::EvalHash(const syntax::Node& node, const FramePtr& frame) {
  Hash hash;
  for (const syntax::Node* child : node.children) AddPair(*child, hash, frame);
  return MakeHash(std::move(hash));
}

void Evaluator::AddPair(const syntax::Node& pair, Hash& hash, const FramePtr& frame) {
  if (pair.Is("hash_splat_argument")) {
    const Value spread = pair.children.empty() ? MakeUnknown(pair.text) : Eval(*pair.children.front(), frame);
    if (const Hash* inner = spread.AsHash()) {
      for (const auto& [key, value] : inner->entries) Set(hash, key, value);
    } else {
      hash.entries.emplace_back(MakeUnknown(pair.text), MakeUnknown(pair.text));
    }
    return;
  }
  const syntax::Node* key = pair.Field("key");
  if (key == nullptr) return;
  const syntax::Node* value = pair.Field("value");
  Value name = Eval(*key, frame);
  const auto* text = name.As<std::string>();
  if (text != nullptr && key->Is("string") && pair.text.find("=>") == std::string_view::npos)
    name = {Symbol{*text}};
  if (value != nullptr) {
    Set(hash, name, Eval(*value, frame));
  } else {  // { name: } stands for { name: name }
    Set(hash, name, frame->Lookup(key->text).value_or(MakeUnknown(key->text)));
  }
}

Value Evaluator::Variable(std::string_view name, const FramePtr& frame) {
  const auto* object = frame->self.As<Object>();
  if (object != nullptr) {
    auto found = object->fields->find(name);
    return found == object->fields->end() ? MakeUnknown(object->origin + std::string(name)) : found->second;
  }
  return frame->Lookup(name).value_or(MakeUnknown(name));
}

Value Evaluator::EvalConstant(std::string_view path, const FramePtr& frame) {
  const auto* object = frame->self.As<Object>();
  const auto* self = frame->self.As<ClassRef>();
  const std::string of = object != nullptr ? object->path : self != nullptr ? self->path : "";
  std::string key = of + " ";
  for (const std::string& module : frame->nesting) key += module + " ";
  key += path;
  if (auto known = memory_.constants.find(key); known != memory_.constants.end()) return known->second;
  const std::size_t asked = path_->asked();
  Value value = FindConstant(path, of, frame);
  // Arrays and hashes may be changed along a path; each path has its own.
  const bool fixed = value.AsArray() == nullptr && value.AsHash() == nullptr && !value.Is<Proc>();
  if (fixed && constants_.empty() && path_->asked() == asked) memory_.constants[key] = value;
  return value;
}

Value Evaluator::FindConstant(std::string_view path, const std::string& of, const FramePtr& frame) {
  const bool absolute = path.starts_with("::");
  if (absolute) path.remove_prefix(2);
  const std::vector<std::string> nesting = absolute ? std::vector<std::string>() : frame->nesting;
  if (path.empty() || path[0] < 'A' || path[0] > 'Z') return MakeUnknown(path);
  const Code* code = world_.Constant(path, nesting);
  std::string type = world_.Resolve(path, nesting);
  if (type.empty() && code == nullptr) {  // within what self inherits or includes
    for (const std::string& up : world_.Ancestors(of)) {
      if (code == nullptr) code = world_.Constant(path, {up});
      if (type.empty()) type = world_.Resolve(path, {up});
    }
  }
  if (code == nullptr) {
    if (path == "ActiveRecord::Base") return {ClassRef{"ActiveRecord::Base", nullptr}};
    return {ClassRef{type.empty() ? std::string(path) : type, nullptr}};
  }
  if (!constants_.insert(std::string(path)).second) return MakeUnknown(path);
  const std::string scope = code->nesting.empty() ? "Object" : code->nesting.back();
  const Flow flow = flow_;
  Value value = Eval(*code->node, MakeFrame(*code, {ClassRef{scope, nullptr}}));
  flow_ = flow;
  constants_.erase(std::string(path));
  return value;
}

Value Evaluator::EvalUnary(const syntax::Node& node, const FramePtr& frame) {
  const syntax::Node* operand = node.Field("operand");
  if (operand == nullptr || node.op == "defined?") return MakeUnknown(ruby::OneLine(node.text));
  const Value value = Eval(*operand, frame);
  if (node.op == "!" || node.op == "not") return {!Holds(value, *operand, frame)};
  const auto* number = value.As<std::int64_t>();
  if (node.op == "-" && number != nullptr) return {-*number};
  return value.Is<Scalar>() ? value : MakeUnknown(ruby::OneLine(node.text));
}

Value Evaluator::And(Value left, const syntax::Node& right, const FramePtr& frame) {
  const auto truth = Truth(left);
  if (truth) return *truth ? Eval(right, frame) : left;
  if (Leaves(right)) {
    if (path_->Answer(2, OriginOf(left)) == 1) return left;
    return Eval(right, frame);
  }
  Value second = Eval(right, frame);
  const auto second_truth = Truth(second);
  if (second_truth == false) return second;
  if (second.Is<bool>()) return left;
  const bool typed = !second.Is<Unknown>() && !second.Is<Scalar>();
  if (typed) return path_->Answer(2, OriginOf(left)) == 0 ? second : MakeNil();
  return MakeUnknown(OriginOf(left) + " && " + OriginOf(second));
}

Value Evaluator::Or(Value left, const syntax::Node& right, const FramePtr& frame) {
  const auto truth = Truth(left);
  if (truth) return *truth ? left : Eval(right, frame);
  if (Leaves(right)) {
    if (path_->Answer(2, OriginOf(left)) == 0) return left;
    return Eval(right, frame);
  }
  Value second = Eval(right, frame);
  if (left.Is<Object>()) return left;
  // What may be missing is mostly of the kind of what replaces it.
  if (second.Is<Object>() || second.Is<ClassRef>() || second.AsRelation() != nullptr || second.Is<List>())
    return second;
  if (const auto second_truth = Truth(second); second_truth && second.Is<bool>()) {
    return *second_truth ? second : left;
  }
  if (second.Is<Unknown>()) return MakeUnknown(OriginOf(left) + " || " + OriginOf(second));
  if (second.Is<Scalar>() || second.Is<std::int64_t>()) return MakeScalar(OriginOf(left) + " || ");
  if (second.Is<Nil>()) return left;
  return path_->Answer(2, OriginOf(left)) == 0 ? left : second;
}

Value Evaluator::EvalBinary(const syntax::Node& node, const FramePtr& frame) {
  const syntax::Node* left_node = node.Field("left");
  const syntax::Node* right_node = node.Field("right");
  if (left_node == nullptr || right_node == nullptr) return MakeUnknown(node.text);
  Value left = Eval(*left_node, frame);
  if (flow_ != Flow::kNone) return result_;
  if (node.op == "&&" || node.op == "and") return And(std::move(left), *right_node, frame);
  if (node.op == "||" || node.op == "or") return Or(std::move(left), *right_node, frame);
  const Value right = Eval(*right_node, frame);
  if (flow_ != Flow::kNone) return result_;
  if (node.op == "==" || node.op == "!=") {
    if (const auto equal = Equal(left, right)) return {*equal == (node.op == "==")};
    return MakeUnknown(OriginOf(left) + std::string(node.op) + OriginOf(right) +
                       ruby::OneLine(right_node->text));
  }
  if (const auto* text =
          node.op == "<<" ? left.As<std::string>() : nullptr) {  // strings are changed in place
    const Value whole = {*text + ToText(right)};
    if (left_node->Is("identifier") || left_node->Is("instance_variable")) AssignTo(*left_node, whole, frame);
    return whole;
  }
  Call call;
  call.node = &node;
  call.name = std::string(node.op);
  call.receiver = std::move(left);
  call.args = {right};
  call.block = MakeNil();
  return Dispatch(call, frame);
}

}  // namespace tacit::analyze::rails::queries

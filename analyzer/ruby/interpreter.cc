#include "analyzer/ruby/interpreter.h"

#include <algorithm>
#include <array>

namespace tacit::analyze::ruby {

namespace {

constexpr int kMaxDepth = 300;
constexpr int kMaxSteps = 200'000;

}  // namespace

const Value* Frame::Find(std::string_view name) const {
  for (const Frame* frame = this; frame != nullptr; frame = frame->parent.get()) {
    if (auto found = frame->locals.find(name); found != frame->locals.end()) return &found->second;
  }
  return nullptr;
}

void Frame::Assign(std::string_view name, Value value) {
  for (Frame* frame = this; frame != nullptr; frame = frame->parent.get()) {
    if (auto found = frame->locals.find(name); found != frame->locals.end()) {
      found->second = std::move(value);
      return;
    }
  }
  locals[std::string(name)] = std::move(value);
}

FramePtr MakeFrame(const std::string* file, std::vector<std::string> nesting, Value self) {
  auto frame = std::make_shared<Frame>();
  frame->file = file;
  frame->nesting = std::move(nesting);
  frame->self = std::move(self);
  frame->block = NilValue();
  return frame;
}

std::vector<Value> Call::AllArguments() const {
  std::vector<Value> all = positional;
  if (has_options) all.push_back({options});
  return all;
}

std::string OneLine(std::string_view text) {
  std::string line;
  for (char c : text) {
    const bool space = c == ' ' || c == '\n' || c == '\t' || c == '\r';
    if (!space) {
      line += c;
    } else if (!line.empty() && line.back() != ' ') {
      line += ' ';
    }
  }
  if (!line.empty() && line.back() == ' ') line.pop_back();
  return line;
}

Value Interpreter::Eval(const syntax::Node& node, const FramePtr& frame) {
  if (depth_ >= kMaxDepth || ++steps_ > kMaxSteps) return MakeUnknown(node.text);
  ++depth_;
  Value value = EvalKind(node, frame);
  --depth_;
  return value;
}

Value Interpreter::EvalKind(const syntax::Node& node, const FramePtr& frame) {
  using Handler = Value (Interpreter::*)(const syntax::Node&, const FramePtr&);
  static const std::map<std::string_view, Handler> kHandlers = {
      {"program", &Interpreter::EvalSequence},
      {"body_statement", &Interpreter::EvalSequence},
      {"block_body", &Interpreter::EvalSequence},
      {"then", &Interpreter::EvalSequence},
      {"else", &Interpreter::EvalSequence},
      {"begin", &Interpreter::EvalSequence},
      {"ensure", &Interpreter::EvalSequence},
      {"parenthesized_statements", &Interpreter::EvalSequence},
      {"ERROR", &Interpreter::EvalSequence},
      {"string", &Interpreter::EvalString},
      {"chained_string", &Interpreter::EvalString},
      {"heredoc_beginning", &Interpreter::EvalString},
      {"heredoc_body", &Interpreter::EvalString},
      {"bare_string", &Interpreter::EvalString},
      {"bare_symbol", &Interpreter::EvalString},
      {"delimited_symbol", &Interpreter::EvalString},
      {"regex", &Interpreter::EvalRegex},
      {"array", &Interpreter::EvalArray},
      {"string_array", &Interpreter::EvalArray},
      {"symbol_array", &Interpreter::EvalArray},
      {"right_assignment_list", &Interpreter::EvalArray},
      {"hash", &Interpreter::EvalHash},
      {"range", &Interpreter::EvalRange},
      {"unary", &Interpreter::EvalUnary},
      {"binary", &Interpreter::EvalBinary},
      {"if", &Interpreter::EvalConditional},
      {"elsif", &Interpreter::EvalConditional},
      {"unless", &Interpreter::EvalConditional},
      {"if_modifier", &Interpreter::EvalConditional},
      {"unless_modifier", &Interpreter::EvalConditional},
      {"conditional", &Interpreter::EvalConditional},
      {"case", &Interpreter::EvalCase},
      {"assignment", &Interpreter::EvalAssignment},
      {"operator_assignment", &Interpreter::EvalOperatorAssignment},
      {"element_reference", &Interpreter::EvalElement},
      {"call", &Interpreter::EvalCall},
      {"identifier", &Interpreter::EvalCall},
      {"yield", &Interpreter::EvalYield},
  };
  if (auto handler = kHandlers.find(node.kind); handler != kHandlers.end()) {
    return (this->*handler->second)(node, frame);
  }
  if (node.Is("nil")) return NilValue();
  if (node.Is("true")) return {true};
  if (node.Is("false")) return {false};
  if (node.Is("self")) return frame->self;
  if (node.Is("integer") || node.Is("float")) {
    std::string digits;
    std::copy_if(node.text.begin(), node.text.end(), std::back_inserter(digits),
                 [](char c) { return c != '_'; });
    try {
      std::size_t used = 0;
      Value number;
      if (node.Is("integer")) {
        const bool binary = digits.starts_with("0b") || digits.starts_with("0B");
        number = {
            static_cast<std::int64_t>(std::stoll(binary ? digits.substr(2) : digits, &used, binary ? 2 : 0))};
        used += binary ? 2 : 0;
      } else {
        number = {std::stod(digits, &used)};
      }
      return used == digits.size() ? number : MakeUnknown(node.text);
    } catch (const std::exception&) {
      return MakeUnknown(node.text);
    }
  }
  if (node.Is("simple_symbol")) return {Symbol{std::string(node.text.substr(1))}};
  if (node.Is("hash_key_symbol")) return {Symbol{std::string(node.text)}};
  if (node.Is("character"))
    return {std::string(node.text.substr(std::min<std::size_t>(1, node.text.size())))};
  if (node.Is("constant") || node.Is("scope_resolution")) return OnConstant(node.text, frame);
  if (node.Is("instance_variable")) {
    const Value* value = frame->Find(node.text);
    return value == nullptr ? MakeUnknown(node.text) : *value;
  }
  if (node.Is("lambda") || node.Is("do_block") || node.Is("block")) return {Proc{&node, frame}};
  if (node.Is("rescue_modifier")) return Eval(*node.children.front(), frame);
  if (node.Is("return")) return EvalJump(node, frame, Flow::kReturn);
  if (node.Is("next")) return EvalJump(node, frame, Flow::kNext);
  if (node.Is("break")) return EvalJump(node, frame, Flow::kBreak);
  if (node.Is("method") || node.Is("singleton_method")) {
    const syntax::Node* name = node.Field("name");
    return {Symbol{name == nullptr ? "" : std::string(name->text)}};
  }
  return MakeUnknown(OneLine(node.text));
}

Value Interpreter::EvalSequence(const syntax::Node& node, const FramePtr& frame) {
  Value last = NilValue();
  for (const syntax::Node* child : node.children) {
    if (child->Is("rescue")) continue;
    last = Eval(*child, frame);
    if (flow_ != Flow::kNone) return result_;
  }
  return last;
}

Value Interpreter::EvalString(const syntax::Node& node, const FramePtr& frame) {
  std::string text;
  for (const syntax::Node* part : node.children) {
    if (part->Is("string_content") || part->Is("heredoc_content")) {
      text += part->text;
    } else if (part->Is("escape_sequence")) {
      const char code = part->text.size() == 2 ? part->text[1] : '\0';
      static constexpr std::string_view kFrom = "ntrse0\\\"'#";
      static constexpr std::string_view kTo = std::string_view("\n\t\r \x1b\0\\\"'#", 10);
      const std::size_t at = kFrom.find(code);
      if (code == '\0') return MakeUnknown(node.text);
      text += at == std::string_view::npos ? code : kTo[at];
    } else if (part->Is("interpolation") || part->Is("string") || part->Is("heredoc_body")) {
      Value inner = part->Is("interpolation") ? EvalSequence(*part, frame) : Eval(*part, frame);
      auto shown = inner.ToS();
      if (!shown) return MakeUnknown(OneLine(node.text));
      text += *shown;
    }
  }
  if (node.Is("bare_symbol") || node.Is("delimited_symbol")) return {Symbol{std::move(text)}};
  return {std::move(text)};
}

Value Interpreter::EvalRegex(const syntax::Node& node, const FramePtr& frame) {
  Regex regex;
  for (const syntax::Node* part : node.children) {
    if (!part->Is("interpolation")) {
      regex.source += part->text;
      continue;
    }
    auto shown = EvalSequence(*part, frame).ToS();
    if (!shown) return MakeUnknown(OneLine(node.text));
    regex.source += *shown;
  }
  for (auto c = node.text.rbegin();
       c != node.text.rend() && std::string_view("imxouesn").find(*c) != std::string_view::npos; ++c) {
    if (std::string_view("imx").find(*c) != std::string_view::npos) regex.flags += *c;
  }
  return {std::move(regex)};
}

Value Interpreter::EvalArray(const syntax::Node& node, const FramePtr& frame) {
  Call items;
  ReadArguments(node.children, items, frame);
  return {Array{items.AllArguments()}};
}

Value Interpreter::EvalHash(const syntax::Node& node, const FramePtr& frame) {
  Hash hash;
  for (const syntax::Node* child : node.children) AddPair(*child, hash, frame);
  return {std::move(hash)};
}

void Interpreter::AddPair(const syntax::Node& pair, Hash& hash, const FramePtr& frame) {
  if (pair.Is("hash_splat_argument")) {
    Value spread = pair.children.empty() ? MakeUnknown(pair.text) : Eval(*pair.children.front(), frame);
    if (const auto* inner = spread.As<Hash>()) {
      hash.Merge(*inner);
    } else if (!spread.Is<Nil>()) {
      hash.entries.push_back({MakeUnknown(pair.text), MakeUnknown(pair.text)});
    }
    return;
  }
  const syntax::Node* key = pair.Field("key");
  if (key == nullptr) return;
  const syntax::Node* value = pair.Field("value");
  Value name = Eval(*key, frame);
  if (const auto* text = name.As<std::string>();
      text != nullptr && key->Is("string") && pair.text.find("=>") == std::string_view::npos) {
    name = {Symbol{*text}};  // "a": 1
  }
  if (value == nullptr) {  // { name: } stands for { name: name }
    const Value* local = frame->Find(key->text);
    hash.Set(std::move(name), local == nullptr ? MakeUnknown(key->text) : *local);
    return;
  }
  hash.Set(std::move(name), Eval(*value, frame));
}

Value Interpreter::EvalRange(const syntax::Node& node, const FramePtr& frame) {
  auto bound = [&](std::string_view field) {
    const syntax::Node* end = node.Field(field);
    return std::make_shared<const Value>(end == nullptr ? NilValue() : Eval(*end, frame));
  };
  return {Range{bound("begin"), bound("end"), node.op == "..."}};
}

Value Interpreter::EvalUnary(const syntax::Node& node, const FramePtr& frame) {
  const syntax::Node* operand = node.Field("operand");
  if (operand == nullptr || node.op == "defined?") return MakeUnknown(OneLine(node.text));
  Value value = Eval(*operand, frame);
  if (node.op == "!" || node.op == "not") {
    auto truth = value.Truth();
    return truth ? Value{!*truth} : MakeUnknown(OneLine(node.text));
  }
  auto result = PureCall(value, node.op == "-" ? "-@" : "+@", {});
  return result ? *result : MakeUnknown(OneLine(node.text));
}

Value Interpreter::EvalBinary(const syntax::Node& node, const FramePtr& frame) {
  const syntax::Node* left_node = node.Field("left");
  const syntax::Node* right_node = node.Field("right");
  if (left_node == nullptr || right_node == nullptr) return MakeUnknown(OneLine(node.text));
  Value left = Eval(*left_node, frame);
  const bool conjunction = node.op == "&&" || node.op == "and";
  if (conjunction || node.op == "||" || node.op == "or") {
    auto truth = left.Truth();
    if (truth && *truth != conjunction) return left;
    if (truth) return Eval(*right_node, frame);
    Value right = Eval(*right_node, frame);
    auto right_truth = right.Truth();
    if (right_truth && *right_truth != conjunction) return {*right_truth};
    return MakeUnknown(OneLine(node.text));
  }
  Value right = Eval(*right_node, frame);
  if (node.op == "==" || node.op == "!=" || node.op == "===") {
    auto equal = Equal(left, right);
    if (equal && !(node.op == "===" && left.Is<Range>())) return {*equal == (node.op != "!=")};
    return MakeUnknown(OneLine(node.text));
  }
  auto result = PureCall(left, node.op, {right});
  return result ? *result : MakeUnknown(OneLine(node.text));
}

Value Interpreter::EvalConditional(const syntax::Node& node, const FramePtr& frame) {
  const syntax::Node* condition = node.Field("condition");
  if (condition == nullptr) return MakeUnknown(OneLine(node.text));
  const bool modifier = node.Is("if_modifier") || node.Is("unless_modifier");
  const syntax::Node* consequence = node.Field(modifier ? "body" : "consequence");
  const bool negated = node.Is("unless") || node.Is("unless_modifier");
  Value known = Eval(*condition, frame);
  return Choose(*condition, known, consequence, node.Field("alternative"), negated, frame);
}

Value Interpreter::Choose(const syntax::Node& condition, const Value& known, const syntax::Node* consequence,
                          const syntax::Node* alternative, bool negated, const FramePtr& frame) {
  if (auto truth = known.Truth()) {
    const syntax::Node* taken = *truth != negated ? consequence : alternative;
    return taken == nullptr ? NilValue() : Eval(*taken, frame);
  }
  if (OnUnknownCondition(condition, negated ? alternative : consequence)) {
    return RunBoth(condition, consequence, alternative, negated, frame);
  }
  const syntax::Node* taken = negated ? consequence : alternative;
  return taken == nullptr ? NilValue() : Eval(*taken, frame);
}

Value Interpreter::Under(std::string guess, const std::function<Value()>& body) {
  const std::size_t depth = guesses_.size();
  guesses_.push_back(std::move(guess));
  Value value = body();
  guesses_.resize(std::min(depth, guesses_.size()));
  return value;
}

Value Interpreter::RunBoth(const syntax::Node& condition, const syntax::Node* consequence,
                           const syntax::Node* alternative, bool negated, const FramePtr& frame) {
  using Locals = std::vector<std::map<std::string, Value, std::less<>>>;
  auto snapshot = [&frame] {
    Locals locals;
    for (Frame* f = frame.get(); f != nullptr; f = f->parent.get()) locals.push_back(f->locals);
    return locals;
  };
  const std::string text = OneLine(condition.text);
  const std::array<std::string, 2> guess = {(negated ? "unless " : "if ") + text,
                                            (negated ? "if " : "unless ") + text};
  const std::array<const syntax::Node*, 2> branch = {consequence, alternative};
  const Locals before = snapshot();
  std::array<Locals, 2> after;
  std::array<Flow, 2> flow{};
  for (std::size_t i : {0U, 1U}) {
    std::size_t level = 0;
    for (Frame* f = frame.get(); f != nullptr; f = f->parent.get()) f->locals = before[level++];
    if (branch[i] != nullptr) {
      Under(guess[i], [&] { return Eval(*branch[i], frame); });
    }
    flow[i] = flow_;
    flow_ = Flow::kNone;
    after[i] = snapshot();
  }
  std::size_t level = 0;
  for (Frame* f = frame.get(); f != nullptr; f = f->parent.get(), ++level) {
    for (auto& [name, value] : f->locals) {
      auto first = after[0][level].find(name);
      if (first == after[0][level].end() || !Same(first->second, value)) value = MakeUnknown(name);
    }
    for (const auto& [name, value] : after[0][level]) f->locals.try_emplace(name, MakeUnknown(name));
  }
  if (flow[0] != Flow::kNone && flow[1] != Flow::kNone) {
    flow_ = flow[0] == flow[1] ? flow[0] : Flow::kReturn;
  } else if (flow[0] != Flow::kNone || flow[1] != Flow::kNone) {
    guesses_.push_back(guess[flow[0] != Flow::kNone ? 1 : 0]);  // what follows runs only on the other way
  }
  result_ = MakeUnknown(text);
  return MakeUnknown(text);
}

Value Interpreter::EvalCase(const syntax::Node& node, const FramePtr& frame) {
  const syntax::Node* subject = node.Field("value");
  Value value = subject == nullptr ? Value{true} : Eval(*subject, frame);
  for (const syntax::Node* branch : node.children) {
    if (branch->Is("else")) return Eval(*branch, frame);
    if (!branch->Is("when")) continue;
    bool unsure = false;
    const syntax::Node* body = branch->Field("body");
    for (const syntax::Node* pattern : branch->children) {
      if (!pattern->Is("pattern") || pattern->children.empty()) continue;
      Value wanted = Eval(*pattern->children.front(), frame);
      std::optional<bool> fits;
      if (subject == nullptr) {
        fits = wanted.Truth();
      } else if (wanted.Is<Constant>() && !value.Is<Unknown>()) {
        if (auto is = PureCall(value, "is_a?", {wanted})) fits = is->Truth();
      } else {
        fits = Equal(value, wanted);
      }
      if (fits == true && !unsure) return body == nullptr ? NilValue() : Eval(*body, frame);
      unsure |= !fits.has_value() || fits == true;
    }
    if (unsure && body != nullptr && OnUnknownCondition(*branch, body)) {
      RunBoth(subject == nullptr ? *branch : *subject, body, nullptr, false, frame);
    }
  }
  return MakeUnknown(OneLine(node.text));
}

void Interpreter::AssignTo(const syntax::Node& target, Value value, const FramePtr& frame) {
  if (target.Is("identifier") || target.Is("instance_variable")) {
    frame->Assign(target.text, std::move(value));
  } else if (target.Is("left_assignment_list") || target.Is("destructured_parameter") ||
             target.Is("destructured_left_assignment")) {
    auto items = Items(value);
    for (std::size_t i = 0; i < target.children.size(); ++i) {
      Value item = NilValue();
      if (!items || target.children[i]->Is("rest_assignment")) item = MakeUnknown(target.text);
      if (items && i < items->size()) item = (*items)[i];
      AssignTo(*target.children[i], std::move(item), frame);
    }
  } else if (target.Is("call")) {
    const syntax::Node* receiver = target.Field("receiver");
    const syntax::Node* method = target.Field("method");
    if (receiver == nullptr || method == nullptr) return;
    Call call;
    call.node = &target;
    call.receiver = Eval(*receiver, frame);
    call.name = std::string(method->text) + "=";
    call.positional.push_back(std::move(value));
    call.block = NilValue();
    (void)OnCall(call, frame);
  } else if (target.Is("element_reference")) {
    const syntax::Node* object = target.Field("object");
    if (object == nullptr || target.children.size() < 2 ||
        !(object->Is("identifier") || object->Is("instance_variable"))) {
      return;
    }
    const Value* held = frame->Find(object->text);
    if (held == nullptr) return;
    Value changed = *held;
    if (auto* hash = changed.As<Hash>()) {
      hash->Set(Eval(*target.children[1], frame), std::move(value));
    } else {
      changed = MakeUnknown(target.text);
    }
    frame->Assign(object->text, std::move(changed));
  }
}

Value Interpreter::EvalAssignment(const syntax::Node& node, const FramePtr& frame) {
  const syntax::Node* left = node.Field("left");
  const syntax::Node* right = node.Field("right");
  if (left == nullptr || right == nullptr) return MakeUnknown(OneLine(node.text));
  Value value = Eval(*right, frame);
  if (left->Is("constant")) return value;  // the class table knows it; here it is a value like any other
  AssignTo(*left, value, frame);
  return value;
}

Value Interpreter::EvalOperatorAssignment(const syntax::Node& node, const FramePtr& frame) {
  const syntax::Node* left = node.Field("left");
  const syntax::Node* right = node.Field("right");
  if (left == nullptr || right == nullptr || left->Is("constant")) return MakeUnknown(OneLine(node.text));
  const bool variable = left->Is("identifier") || left->Is("instance_variable");
  const bool known = !variable || frame->Find(left->text) != nullptr;
  Value old = known ? Eval(*left, frame) : (left->Is("identifier") ? NilValue() : MakeUnknown(left->text));
  Value value = MakeUnknown(OneLine(node.text));
  if (node.op == "||=" || node.op == "&&=") {
    auto truth = old.Truth();
    if (truth) value = *truth == (node.op == "&&=") ? Eval(*right, frame) : old;
  } else {
    Value operand = Eval(*right, frame);
    auto result = PureCall(old, node.op.substr(0, node.op.size() - 1), {operand});
    if (result) value = *result;
  }
  AssignTo(*left, value, frame);
  return value;
}

Value Interpreter::EvalJump(const syntax::Node& node, const FramePtr& frame, Flow flow) {
  Value value = NilValue();
  if (!node.children.empty()) {
    Value list = EvalArray(*node.children.front(), frame);
    const auto& items = list.As<Array>()->items;
    value = items.size() == 1 ? items.front() : list;
  }
  flow_ = flow;
  result_ = value;
  return value;
}

Value Interpreter::EvalYield(const syntax::Node& node, const FramePtr& frame) {
  Call call;
  if (!node.children.empty()) ReadArguments(node.children.front()->children, call, frame);
  const Frame* method = frame.get();
  while (method->parent != nullptr) method = method->parent.get();
  return ApplyBlock(method->block, call.AllArguments());
}

}  // namespace tacit::analyze::ruby

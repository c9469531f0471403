// Runs the declarative part of Ruby: literals, constants, control flow over known values, blocks and methods.
//
// Whatever is not known is Unknown, and what runs only if something unknown is true runs under a guess: hosts
// see the conditions of the guesses that they are under. Nothing of the program's effects is carried out but
// what a host's OnCall does.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/ruby/value.h"
#include "analyzer/syntax/tree.h"

namespace tacit::analyze::ruby {

// Where code stands: local variables, self, and the names around it. Instance variables are locals whose
// names begin with "@".
struct Frame {
  std::map<std::string, Value, std::less<>> locals;
  std::shared_ptr<Frame> parent;  // of a block: the frame it closes over
  const std::string* file = nullptr;
  std::vector<std::string> nesting;  // full names of the modules around the code, innermost last
  Value self;
  Value block;  // what `yield` runs

  [[nodiscard]] const Value* Find(std::string_view name) const;
  void Assign(std::string_view name, Value value);
};
using FramePtr = std::shared_ptr<Frame>;

// A frame for code that stands in `file` inside the modules `nesting`.
[[nodiscard]] FramePtr MakeFrame(const std::string* file, std::vector<std::string> nesting, Value self);

struct Call {
  const syntax::Node* node = nullptr;
  std::optional<Value> receiver;
  std::string name;               // an assignment `x.a = v` is a call of "a="
  std::vector<Value> positional;  // a trailing hash is in `options` instead
  Hash options;
  bool has_options = false;                    // true for `f({})` too
  bool braced = false;                         // the options are a hash of its own: braces, or a value
  std::vector<const syntax::Node*> arguments;  // as written
  Value block;                                 // a Proc, a Symbol (&:name), or nil

  [[nodiscard]] int line() const { return node->line; }
  // Positional arguments, then the options as a hash where there are any.
  [[nodiscard]] std::vector<Value> AllArguments() const;
};

// Conditions in force, as source text: each was assumed without being known.
using Guesses = std::vector<std::string>;

class Interpreter {
 public:
  virtual ~Interpreter() = default;

  Value Eval(const syntax::Node& node, const FramePtr& frame);
  Value RunBlock(const Proc& proc, const std::vector<Value>& arguments, const Value* self = nullptr);
  // A "method" or "singleton_method" node; `frame` is fresh, and says where the method is defined.
  Value RunMethod(const syntax::Node& method, const FramePtr& frame, const std::vector<Value>& arguments,
                  const Value& block);

  // Begins anew: with a fresh budget of steps (when one is used up, everything is unknown), and without what
  // the code before left open, an early exit or a guess. A host calls it for each class, file or whatever it
  // counts by.
  void Restart() {
    steps_ = 0;
    guesses_.clear();
    flow_ = Flow::kNone;
  }

  [[nodiscard]] const Guesses& guesses() const { return guesses_; }

 protected:
  // What the host makes of a call; nothing where it is not the host's. Asked before everything else.
  virtual std::optional<Value> OnCall(Call& call, const FramePtr& frame) = 0;
  // The value of a constant written as `path`; `frame` has the nesting.
  virtual Value OnConstant(std::string_view path, const FramePtr& frame) = 0;
  // Whether the branches of a condition that is not known are both run, under a guess; else only the one
  // that runs when it is false.
  virtual bool OnUnknownCondition(const syntax::Node& condition, const syntax::Node* consequence) = 0;

  // Runs `body` as if `guess` held.
  Value Under(std::string guess, const std::function<Value()>& body);

 private:
  enum class Flow { kNone, kNext, kBreak, kReturn };

  Value EvalKind(const syntax::Node& node, const FramePtr& frame);
  Value EvalSequence(const syntax::Node& node, const FramePtr& frame);
  Value EvalString(const syntax::Node& node, const FramePtr& frame);
  Value EvalRegex(const syntax::Node& node, const FramePtr& frame);
  Value EvalArray(const syntax::Node& node, const FramePtr& frame);
  Value EvalHash(const syntax::Node& node, const FramePtr& frame);
  Value EvalRange(const syntax::Node& node, const FramePtr& frame);
  Value EvalUnary(const syntax::Node& node, const FramePtr& frame);
  Value EvalBinary(const syntax::Node& node, const FramePtr& frame);
  Value EvalConditional(const syntax::Node& node, const FramePtr& frame);
  Value EvalCase(const syntax::Node& node, const FramePtr& frame);
  Value EvalAssignment(const syntax::Node& node, const FramePtr& frame);
  Value EvalOperatorAssignment(const syntax::Node& node, const FramePtr& frame);
  Value EvalJump(const syntax::Node& node, const FramePtr& frame, Flow flow);
  Value EvalElement(const syntax::Node& node, const FramePtr& frame);
  Value EvalCall(const syntax::Node& node, const FramePtr& frame);
  Value EvalYield(const syntax::Node& node, const FramePtr& frame);

  void ReadArguments(const std::vector<const syntax::Node*>& nodes, Call& call, const FramePtr& frame);
  void AddPair(const syntax::Node& pair, Hash& hash, const FramePtr& frame);
  void AssignTo(const syntax::Node& target, Value value, const FramePtr& frame);
  Value Finish(Call& call, const FramePtr& frame);
  std::optional<Value> Mutate(const Call& call, const FramePtr& frame);
  std::optional<Value> Iterate(const Call& call);
  Value ApplyBlock(const Value& block, const std::vector<Value>& arguments);
  Value Choose(const syntax::Node& condition, const Value& known, const syntax::Node* consequence,
               const syntax::Node* alternative, bool negated, const FramePtr& frame);
  Value RunBoth(const syntax::Node& condition, const syntax::Node* consequence,
                const syntax::Node* alternative, bool negated, const FramePtr& frame);
  void Bind(const syntax::Node* parameters, std::vector<Value> arguments, bool is_block,
            const FramePtr& frame);

  Guesses guesses_;
  Flow flow_ = Flow::kNone;
  Value result_;  // of a `return`, `next` or `break` under way
  int depth_ = 0;
  int method_depth_ = 0;
  int steps_ = 0;
};

// Methods of Ruby's own classes on known values ("freeze", "keys", "map(&:to_s)", "+", ...); nothing where
// the method is not modelled or something it needs is unknown.
[[nodiscard]] std::optional<Value> PureCall(const Value& receiver, std::string_view name,
                                            const std::vector<Value>& arguments);

// Source text on one line.
[[nodiscard]] std::string OneLine(std::string_view text);

}  // namespace tacit::analyze::ruby

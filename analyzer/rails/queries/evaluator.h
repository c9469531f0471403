// Follows Ruby code along one path and keeps the queries that it sends on the way.
//
// Nothing is run: values that the running program alone knows are unknown, what a relation is made of is kept
// as SQL text, and a relation that something unknown went into is unknown itself, so that it sends nothing.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "analyzer/rails/queries/paths.h"
#include "analyzer/rails/queries/relation.h"
#include "analyzer/rails/queries/value.h"
#include "analyzer/rails/queries/world.h"

namespace tacit::analyze::rails::queries {

struct SentQuery {
  std::string sql;  // with parameters; not yet bound
  std::string file;
  int line = 0;
  std::string note;

  auto operator<=>(const SentQuery&) const = default;
};

struct Call {
  const syntax::Node* node = nullptr;
  std::optional<Value> receiver;
  std::string name;
  std::vector<Value> args;  // a trailing list of pairs is a Hash
  Value block;              // a Proc, or nil
  const syntax::Node* arguments = nullptr;

  [[nodiscard]] const Value* Arg(std::size_t i) const { return i < args.size() ? &args[i] : nullptr; }
  [[nodiscard]] bool HasBlock() const { return block.Is<Proc>(); }
};

// One association step: rows of `far` whose `far_column` is the near row's `near_column`.
struct Step {
  std::string near_column;
  std::string far;  // table
  std::string far_column;
  std::string model;        // of the far table; empty: a join table
  std::string type_column;  // polymorphic: holds `type_name`
  std::string type_name;
  bool type_is_near = false;  // the column is the near table's
  std::vector<Value> scopes;  // Procs of the far model
};

// What one evaluator found out and the next need not find out again: none of it depends on the path.
struct Memory {
  std::unordered_map<std::string, Value> constants;  // by nesting and path
  std::unordered_map<std::string, RelationPtr> all;  // by model
  std::unordered_map<std::string, std::string> plurals;
  std::unordered_map<std::string, std::string> singulars;
  std::unordered_map<const AssociationInfo*, std::optional<std::vector<Step>>> steps;
  std::unordered_map<std::string, std::vector<Value>> outcomes;  // of calls, by callee and arguments
};

// Equal for values that behave alike, whatever they come from.
[[nodiscard]] std::string CanonicalText(const Value& value);

// A controller's method that runs before its actions.
struct Filter {
  std::string method;
  std::vector<std::string> actions;  // empty: all
  bool except = false;               // all but those
};

class Evaluator {
 public:
  Evaluator(const World& world, Memory& memory, Path& path, std::set<SentQuery>& sent)
      : world_(world), memory_(memory), path_(&path), sent_(sent) {}

  ~Evaluator();
  Evaluator(const Evaluator&) = delete;
  Evaluator& operator=(const Evaluator&) = delete;

  // entry.cc. A method with arguments that are not known; rows of what it returns are read by somebody.
  void RunEntry(const Method& method, const std::string& name, Value self);
  // An action of a controller after its filters; relations that it leaves in variables are read by its view.
  void RunAction(const Method& method, const std::string& name, const std::vector<Filter>& filters,
                 const Value& self);
  void SendAssociation(const AssociationInfo& info);
  void SendScope(const std::string& model, const ClassCall& call);
  void SendUniqueness(const std::string& model, const ClassCall& call);

  Value Eval(const syntax::Node& node, const FramePtr& frame);
  [[nodiscard]] FramePtr MakeFrame(const Code& code, Value self);
  [[nodiscard]] FramePtr NewFrame();
  [[nodiscard]] int NextNumber() { return ++number_; }

 private:
  enum class Flow { kNone, kNext, kBreak, kReturn, kRaise };

  // expressions.cc
  Value EvalKind(const syntax::Node& node, const FramePtr& frame);
  Value EvalSequence(const syntax::Node& node, const FramePtr& frame);
  Value EvalBegin(const syntax::Node& node, const FramePtr& frame);
  Value EvalNumber(const syntax::Node& node);
  Value EvalString(const syntax::Node& node, const FramePtr& frame);
  Value EvalArray(const syntax::Node& node, const FramePtr& frame);
  Value EvalHash(const syntax::Node& node, const FramePtr& frame);
  void AddPair(const syntax::Node& pair, Hash& hash, const FramePtr& frame);
  Value EvalConstant(std::string_view path, const FramePtr& frame);
  Value FindConstant(std::string_view path, const std::string& of, const FramePtr& frame);
  Value EvalBinary(const syntax::Node& node, const FramePtr& frame);
  Value EvalUnary(const syntax::Node& node, const FramePtr& frame);
  Value And(Value left, const syntax::Node& right, const FramePtr& frame);
  Value Or(Value left, const syntax::Node& right, const FramePtr& frame);
  Value Variable(std::string_view name, const FramePtr& frame);

  // entry.cc
  void BindUnknown(const syntax::Node& method, const FramePtr& frame);
  void Read(const Relation& relation, const syntax::Node& node, const FramePtr& frame, std::string note);

  // control.cc
  Value EvalConditional(const syntax::Node& node, const FramePtr& frame);
  Value EvalCase(const syntax::Node& node, const FramePtr& frame);
  Value EvalLoop(const syntax::Node& node, const FramePtr& frame);
  Value EvalJump(const syntax::Node& node, const FramePtr& frame, Flow flow);
  Value EvalYield(const syntax::Node& node, const FramePtr& frame);
  Value EvalSuper(const syntax::Node& node, const FramePtr& frame);
  Value EvalAssignment(const syntax::Node& node, const FramePtr& frame);
  Value EvalOperatorAssignment(const syntax::Node& node, const FramePtr& frame);
  void AssignTo(const syntax::Node& target, const Value& value, const FramePtr& frame);
  bool Holds(const Value& value, const syntax::Node& condition, const FramePtr& frame);
  Value RunBlock(const Value& block, std::vector<Value> args, const Value* self = nullptr);
  void Bind(const syntax::Node* parameters, std::vector<Value> args, bool is_block, const FramePtr& frame);
  Value RunMethod(const Method& method, const std::string& name, const Value& self,
                  const std::vector<Value>& args, const Value& block);
  Value RunBody(const Method& method, const std::string& name, Value self, std::vector<Value> args,
                Value block);

  // summaries.cc
  Value Summarised(const std::string& key, const std::string& origin, const std::function<Value()>& run);

  // calls.cc
  Value EvalCall(const syntax::Node& node, const FramePtr& frame);
  Value EvalElement(const syntax::Node& node, const FramePtr& frame);
  void ReadArguments(const std::vector<const syntax::Node*>& nodes, Call& call, const FramePtr& frame);
  Value Dispatch(Call& call, const FramePtr& frame);
  Value CallSelf(Call& call, const FramePtr& frame);
  Value CallObject(const Object& object, Call& call, const FramePtr& frame);
  Value CallClass(const ClassRef& type, Call& call, const FramePtr& frame);
  Value CallConnection(Call& call, const FramePtr& frame);
  Value CallUnknown(Call& call, const FramePtr& frame);
  std::optional<Value> CallRecord(const Object& object, Call& call, const FramePtr& frame);
  [[nodiscard]] Value UnknownOf(const Call& call, const FramePtr& frame) const;
  [[nodiscard]] std::string OriginOfCall(const Call& call, const FramePtr& frame) const;

  // core_methods.cc: Ruby's own classes
  std::optional<Value> CallCore(Call& call, const FramePtr& frame);
  std::optional<Value> CallText(const std::string& text, const Call& call);
  std::optional<Value> CallArray(const std::shared_ptr<Array>& array, Call& call, const FramePtr& frame);
  std::optional<Value> CallHash(const std::shared_ptr<Hash>& hash, Call& call, const FramePtr& frame);
  std::optional<Value> CallList(const List& list, Call& call);
  std::optional<Value> CallAny(Call& call, const FramePtr& frame);
  Value EachOf(const Value& item, Call& call, bool sends);

  // finders.cc: methods of relations
  std::optional<Value> CallRelation(const RelationPtr& relation, Call& call, const FramePtr& frame);
  std::optional<Value> Build(const RelationPtr& relation, Call& call);
  std::optional<Value> Fetch(const RelationPtr& relation, Call& call, const FramePtr& frame);
  std::optional<Value> Calculate(const RelationPtr& relation, Call& call, const FramePtr& frame);
  std::optional<Value> FindMethod(const RelationPtr& relation, Call& call, const FramePtr& frame);
  Value Load(const Relation& relation, const Call& call, const FramePtr& frame);
  Value LoadOne(Relation relation, const Call& call, const FramePtr& frame, bool maybe_nil);
  void Exists(Relation relation, const Call& call, const FramePtr& frame);
  void Count(const Relation& relation, const std::string& function, std::string column, const Call& call,
             const FramePtr& frame);

  // conditions.cc: what where, joins, order are given
  std::optional<std::vector<Condition>> Conditions(const Relation& relation, const std::vector<Value>& args);
  std::optional<std::vector<Condition>> HashConditions(const std::string& model, const std::string& alias,
                                                       const Table& table, const Hash& hash);
  std::optional<std::string> ColumnCondition(const std::string& name, const Column* column,
                                             const Value& value);
  std::optional<std::vector<Condition>> AssociationCondition(const AssociationInfo& info,
                                                             const std::string& alias, const Value& value);
  [[nodiscard]] bool IsPlural(const std::string& origin) const;
  [[nodiscard]] const std::string& Plural(const std::string& word) const;
  [[nodiscard]] const std::string& Singular(const std::string& word) const;
  [[nodiscard]] Value EnumValue(const std::string& model, const std::string& attribute,
                                const Value& value) const;
  std::optional<std::vector<std::string>> Orders(const Relation& relation, const std::vector<Value>& args);
  std::optional<std::vector<std::string>> Columns(const Relation& relation, const std::vector<Value>& args);
  bool AddJoins(Relation& relation, const std::vector<Value>& args, bool outer);
  bool AddJoin(Relation& relation, const std::string& model, const std::string& alias, const Value& what,
               bool outer);
  bool Merge(Relation& relation, const Relation& other);

  // steps.cc: associations as joins
  [[nodiscard]] RelationPtr All(const std::string& model);
  [[nodiscard]] RelationPtr Bare(const std::string& model) const;
  [[nodiscard]] const std::optional<std::vector<Step>>& Steps(const AssociationInfo& info);
  [[nodiscard]] std::optional<std::vector<Step>> MakeSteps(const AssociationInfo& info, int depth);
  bool JoinSteps(Relation& relation, const std::string& near, const AssociationInfo& info, bool outer,
                 std::string* far_alias);
  // What reading the association of a row sends; null where that is not known. `many`: of a list of rows.
  [[nodiscard]] RelationPtr Read(const AssociationInfo& info, bool many = false);
  [[nodiscard]] RelationPtr FarRows(const Step& step);
  [[nodiscard]] RelationPtr ApplyScope(const RelationPtr& relation, const Value& scope,
                                       const std::vector<Value>& args);
  [[nodiscard]] std::optional<std::vector<Include>> Includes(const std::vector<Value>& args);
  void Preload(const std::string& model, const std::vector<Include>& includes, const Call& call,
               const FramePtr& frame, int depth);
  // With the joins of what is loaded eagerly, and the SELECT list for it; as it is where there is none.
  [[nodiscard]] std::optional<Relation> Joined(const Relation& relation, std::string* list, bool* collection);
  bool JoinIncludes(Relation& relation, const std::string& model, const std::string& alias,
                    const std::vector<Include>& includes,
                    std::vector<std::pair<std::string, std::string>>& tables, bool* collection);

  void Send(const std::string& sql, const std::string* file, int line, std::string note);
  void Send(const std::string& sql, const Call& call, const FramePtr& frame, std::string note) {
    Send(sql, frame->file, call.node == nullptr ? 0 : call.node->line, std::move(note));
  }

  const World& world_;
  Memory& memory_;
  Path* path_;
  std::set<SentQuery>& sent_;
  Flow flow_ = Flow::kNone;
  Value result_;
  int depth_ = 0;
  int calls_ = 0;
  int steps_ = 0;
  int number_ = 0;
  std::vector<std::weak_ptr<Frame>> frames_;
  std::set<std::string> summarising_;
  std::set<std::string> constants_;                   // being evaluated
  std::unordered_map<std::string, RelationPtr> all_;  // by model, on this path
};

}  // namespace tacit::analyze::rails::queries

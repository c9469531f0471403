// What a call may give, found out on paths of its own: the caller then has one question, which of them it is,
// instead of all the questions that stand within the callee.
#include <functional>

#include "analyzer/rails/queries/evaluator.h"

namespace tacit::analyze::rails::queries {

namespace {

constexpr std::size_t kMaxPaths = 100;    // through a callee
constexpr std::size_t kMaxBarren = 16;    // of them in turn that give nothing new
constexpr std::size_t kMaxOutcomes = 40;  // that are told apart
constexpr int kDeepest = 4;               // of values within values

class Canonical {
 public:
  std::string Of(const Value& value) {
    Add(value, 0);
    return std::move(text_);
  }

 private:
  void Add(const Value& value, int depth) {
    if (depth > kDeepest) return;
    text_ += static_cast<char>('a' + static_cast<int>(value.state.index()));
    if (const auto* text = value.As<std::string>()) text_ += "'" + *text + "'";
    if (const auto* symbol = value.As<Symbol>()) text_ += symbol->name;
    if (const auto* number = value.As<std::int64_t>()) text_ += std::to_string(*number);
    if (const auto* truth = value.As<bool>()) text_ += *truth ? "1" : "0";
    if (const auto* list = value.As<List>()) Add(*list->item, depth + 1);
    if (const Array* array = value.AsArray()) {
      for (const Value& item : array->items) Add(item, depth + 1);
      text_ += "]";
    }
    if (const Hash* hash = value.AsHash()) {
      for (const auto& [key, item] : hash->entries) {
        Add(key, depth + 1);
        Add(item, depth + 1);
      }
      text_ += "}";
    }
    if (const auto* range = value.As<Range>()) {
      Add(*range->begin, depth + 1);
      Add(*range->end, depth + 1);
    }
    if (const auto* object = value.As<Object>()) {
      text_ += object->path;
      for (const auto& [name, field] : *object->fields) {
        text_ += name;
        Add(field, depth + 2);
      }
    }
    if (const auto* type = value.As<ClassRef>()) {
      text_ += type->path;
      if (type->scope != nullptr) AddRelation(*type->scope);
    }
    if (const auto* proc = value.As<Proc>()) AddProc(*proc, depth);
    if (const RelationPtr relation = value.AsRelation()) AddRelation(*relation);
    if (const auto* chain = value.As<WhereChain>()) AddRelation(*chain->relation);
    text_ += ";";
  }

  void AddRelation(const Relation& relation) {
    text_ += relation.model + ":" + SelectText(relation);
    text_ += relation.references ? "R" : "";
    for (const auto* includes : {&relation.includes, &relation.preload, &relation.eager})
      AddIncludes(*includes);
  }

  void AddIncludes(const std::vector<Include>& includes) {
    text_ += "(";
    for (const Include& include : includes) {
      text_ += include.association + ",";
      AddIncludes(include.nested);
    }
    text_ += ")";
  }

  // Its code, and the variables that it closes over.
  void AddProc(const Proc& proc, int depth) {
    text_ += proc.node == nullptr ? proc.method : std::to_string(std::hash<const void*>()(proc.node));
    for (const Frame* frame = proc.frame.get(); frame != nullptr; frame = frame->parent.get()) {
      if (frame->parent == nullptr) Add(frame->self, depth + 2);
      for (const auto& [name, local] : frame->locals) {
        text_ += name;
        Add(local, depth + 2);
      }
    }
  }

  std::string text_;
};

bool IsTruthOnly(const Value& value) {
  return value.Is<bool>() || value.Is<Unknown>() || value.Is<Scalar>() || value.Is<Nil>();
}

// Outcomes that no query tells apart are one.
std::vector<Value> Together(std::vector<Value> outcomes, const std::string& origin) {
  bool truths = outcomes.size() > 1;
  bool scalars = truths;
  for (const Value& value : outcomes) {
    truths = truths && IsTruthOnly(value);
    scalars = scalars && (value.Is<Scalar>() || value.Is<Nil>());
  }
  if (scalars) return {MakeScalar(origin)};
  if (truths) return {MakeUnknown(origin)};
  if (outcomes.size() == 2) {  // a record or none
    for (std::size_t i : {0U, 1U}) {
      const auto* object = outcomes[i].As<Object>();
      if (object != nullptr && outcomes[1 - i].Is<Nil>()) return {MakeObject(object->path, origin, true)};
    }
  }
  return outcomes;
}

}  // namespace

std::string CanonicalText(const Value& value) { return Canonical().Of(value); }

Value Evaluator::Summarised(const std::string& key, const std::string& origin,
                            const std::function<Value()>& run) {
  auto known = memory_.outcomes.find(key);
  if (known == memory_.outcomes.end()) {
    if (!summarising_.insert(key).second) return MakeUnknown(origin);  // it calls itself
    Path* const outer = path_;
    const int steps = steps_;
    std::vector<Value> outcomes;
    std::set<std::string> seen;
    ForEachPath(kMaxPaths, kMaxBarren, [&](Path& path) {
      path_ = &path;
      steps_ = 0;
      const std::size_t before = sent_.size();
      Value value = run();
      const bool raised = flow_ == Flow::kRaise;
      flow_ = Flow::kNone;
      const bool added =
          !raised && outcomes.size() < kMaxOutcomes && seen.insert(CanonicalText(value)).second;
      if (added) outcomes.push_back(Snapshot(value));
      return added || sent_.size() > before;
    });
    path_ = outer;
    steps_ = steps;
    summarising_.erase(key);
    known = memory_.outcomes.emplace(key, Together(std::move(outcomes), origin)).first;
  }
  const std::vector<Value>& outcomes = known->second;
  if (outcomes.empty()) {
    flow_ = Flow::kRaise;
    result_ = MakeUnknown("raise");
    return result_;
  }
  const int count = static_cast<int>(outcomes.size());
  const int which = count == 1 ? 0 : path_->Answer(count, key);
  return Snapshot(outcomes[static_cast<std::size_t>(which)]);
}

}  // namespace tacit::analyze::rails::queries

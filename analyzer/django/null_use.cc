#include "analyzer/django/null_use.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "analyzer/django/null_evidence.h"
#include "analyzer/django/null_reads.h"
#include "analyzer/django/null_tests.h"
#include "analyzer/django/patterns/patterns.h"
#include "analyzer/django/truth.h"
#include "analyzer/django/typing.h"

namespace tacit::analyze::django {

namespace {

using python::IsOneOf;

constexpr int kMaxUseDepth = 100;

// A column's value that an expression reads.
struct ColumnRead {
  const Model* owner = nullptr;  // whose table has the column
  const Field* field = nullptr;
  const Model* model = nullptr;  // whose row it is read of
  std::string base;              // the row's path
  std::string path;              // of the value
  bool certain = false;          // the row's model is known, not guessed
};

// A condition that holds where the code runs. Not every way past a statement that may leave is followed:
// nothing is known then but that it had a say.
struct Passed {
  const syntax::Node* condition = nullptr;
  bool holds = true;
  bool known = true;
};

class UseFinder {
 public:
  UseFinder(Context& context, const NullEvidence& evidence) : context_(context), evidence_(evidence) {}

  void Visit(const FunctionPlace& place) {
    const syntax::Node* body = place.node->Field("body");
    if (body == nullptr || place.node->text.find("setattr(") != std::string_view::npos) return;
    Typing typing(context_.project, context_.models, place);
    place_ = &place;
    typing_ = &typing;
    safe_.clear();
    passed_.clear();
    aliases_.clear();
    bound_.clear();
    locals_.clear();
    given_ = GivenIn(*body);
    Block(*body, 0);
  }

 private:
  void Block(const syntax::Node& block, int depth) {
    if (depth > kMaxUseDepth) return;
    for (const syntax::Node* statement : block.children) Statement(*statement, depth);
  }

  void Statement(const syntax::Node& node, int depth) {
    if (node.Is("function_definition") || node.Is("class_definition") || node.Is("decorated_definition"))
      return;
    if (node.Is("if_statement")) return If(node, depth);
    if (node.Is("try_statement")) return Try(node);
    if (node.Is("for_statement") || node.Is("while_statement")) return Loop(node, depth);
    if (node.Is("with_statement")) {
      for (const syntax::Node* child : node.children) {
        if (child->Is("block")) {
          Block(*child, depth + 1);
        } else {
          Expression(*child, depth + 1);
        }
      }
      return;
    }
    if (node.Is("match_statement")) return Unknown(node);
    if (node.Is("assert_statement") && !node.children.empty()) {
      Expression(*node.children[0], depth + 1);
      Add(TestsOf(*node.children[0]).when_true);
      passed_.push_back({node.children[0], true, true});
      return;
    }
    const syntax::Node* inner =
        node.Is("expression_statement") && !node.children.empty() ? node.children[0] : nullptr;
    if (inner != nullptr && (inner->Is("assignment") || inner->Is("augmented_assignment"))) {
      Assignment(*inner, depth);
      typing_->Learn(node);
      return;
    }
    Expression(node, depth + 1);
  }

  void If(const syntax::Node& node, int depth) {
    const Paths before = safe_;
    const std::size_t conditions = passed_.size();
    Paths after;               // safe at the end of every branch that goes on
    bool goes_on = false;      // one does
    std::vector<Passed> rest;  // what holds after it
    const auto branch = [&](const syntax::Node* condition, const syntax::Node& body) {
      const Paths outside = safe_;
      const std::size_t size = passed_.size();
      if (condition != nullptr) {
        Add(TestsOf(*condition).when_true);
        passed_.push_back({condition, true, true});
      }
      Block(body, depth + 1);
      const bool leaves = AlwaysLeaves(body);
      if (!leaves) {
        after = goes_on ? Intersection(after, safe_) : safe_;
        if (MayLeave(body)) rest.push_back({&node, true, false});
      }
      // An earlier branch that goes on never came to this condition.
      if (leaves)
        rest.push_back(condition != nullptr && !goes_on ? Passed{condition, false, true}
                                                        : Passed{&node, true, false});
      goes_on = goes_on || !leaves;
      passed_.resize(size);
      safe_ = outside;
      if (condition == nullptr) return;
      Add(TestsOf(*condition).when_false);
      passed_.push_back({condition, false, true});
    };
    const auto tested = [&](const syntax::Node* condition, const syntax::Node* body) {
      if (condition == nullptr || body == nullptr) return;
      Expression(*condition, depth + 1);
      branch(condition, *body);
    };
    tested(node.Field("condition"), node.Field("consequence"));
    bool otherwise = false;
    for (const syntax::Node* child : node.children) {
      if (child->Is("elif_clause")) tested(child->Field("condition"), child->Field("consequence"));
      if (child->Is("else_clause") && child->Field("body") != nullptr) {
        otherwise = true;
        branch(nullptr, *child->Field("body"));
      }
    }
    if (!otherwise) after = goes_on ? Intersection(after, safe_) : safe_;
    safe_ = goes_on || !otherwise ? after : before;
    // What was assigned on one way only is not as it was.
    for (const std::string& path : AssignedIn(node)) Assign(path);
    passed_.resize(conditions);
    passed_.insert(passed_.end(), rest.begin(), rest.end());
  }

  void Loop(const syntax::Node& node, int depth) {
    const std::size_t conditions = passed_.size();
    const Paths before = safe_;
    const syntax::Node* condition = node.Field("condition");
    if (condition != nullptr) {
      Expression(*condition, depth + 1);
      Add(TestsOf(*condition).when_true);
      passed_.push_back({condition, true, true});
    }
    if (const syntax::Node* items = node.Field("right")) {
      Use(*items, items->line);
      Expression(*items, depth + 1);
      if (const syntax::Node* variable = node.Field("left")) {
        for (const std::string& name : PathsIn(*variable)) Rebind(name);
      }
    }
    typing_->Learn(node);
    // A later turn meets what an earlier one assigned.
    for (const std::string& path : AssignedIn(node)) {
      if (path.find('.') != std::string::npos) Assign(path);
    }
    if (const syntax::Node* body = node.Field("body")) Block(*body, depth + 1);
    passed_.resize(conditions);
    safe_ = before;
    for (const std::string& path : AssignedIn(node)) Assign(path);
    bool returns = false;
    for (const syntax::Node* child : node.children) returns = returns || MayLeave(*child);
    if (returns) passed_.push_back({&node, true, false});
  }

  // A handler may be there for the None.
  void Try(const syntax::Node& node) {
    for (const syntax::Node* child : node.children) {
      if (child->Is("finally_clause") && !child->children.empty()) Block(*child->children.back(), 1);
    }
    Unknown(node);
  }

  // Code that is not followed: whatever it names may have been tested there.
  void Unknown(const syntax::Node& node) {
    ForEachStatement(node, [&](const syntax::Node& statement) { typing_->Learn(statement); });
    for (const std::string& path : AssignedIn(node)) Assign(path);
    Add(PathsIn(node));
    if (MayLeave(node)) passed_.push_back({&node, true, false});
  }

  void Assignment(const syntax::Node& node, int depth) {
    const syntax::Node* left = node.Field("left");
    const syntax::Node* right = node.Field("right");
    if (left == nullptr) return;
    if (right != nullptr) Expression(*right, depth + 1);
    if (node.Is("augmented_assignment")) {
      if (node.op != "%=" && !node.op.empty() && right != nullptr) Use(*right, right->line);
      Use(*left, left->line);
      Assign(PathOf(*left));
      return;
    }
    if (right != nullptr && right->Is("assignment")) Assignment(*right, depth + 1);
    // a.b.c = x reads a.b; a[i] = x reads a
    for (const syntax::Node* target :
         left->Is("identifier") ? std::vector<const syntax::Node*>() : left->children) {
      if (left->Is("attribute") && target->field == "object") Use(*target, target->line);
      if (target->field != "attribute") Expression(*target, depth + 1);
    }
    if (left->Is("subscript") && left->Field("value") != nullptr) Use(*left->Field("value"), left->line);
    const bool names = left->Is("identifier") || left->Is("attribute");
    if (!names) {
      for (const syntax::Node* target : left->children) Rebind(PathOf(*target));
      return;
    }
    const std::string path = PathOf(*left);
    const auto read = left->Is("identifier") && right != nullptr ? ReadOf(*right) : std::nullopt;
    const bool tested = read && IsSafe(*read);
    Rebind(path);
    if (read && !tested) aliases_[path] = *read;
    if (left->Is("identifier") && right != nullptr) locals_[path].push_back(right);
  }

  static Paths Intersection(const Paths& a, const Paths& b) {
    Paths both;
    std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::inserter(both, both.end()));
    return both;
  }

  void Add(const Paths& paths) { safe_.insert(paths.begin(), paths.end()); }

  // Its value is the code's own from here on; what is below it is another row's.
  void Rebind(const std::string& path) {
    if (path.empty()) return;
    std::erase_if(safe_, [&](const std::string& other) { return other.starts_with(path + "."); });
    Assign(path);
  }

  void Assign(const std::string& path) {
    if (path.empty()) return;
    aliases_.erase(path);
    if (path.find('.') != std::string::npos) safe_.insert(path);
  }

  void Expression(const syntax::Node& node, int depth) {
    if (depth > kMaxUseDepth || node.Is("lambda") || node.Is("function_definition") ||
        node.Is("class_definition"))
      return;
    if (node.Is("boolean_operator") && node.children.size() == 2) {
      Expression(*node.children[0], depth + 1);
      const bool both = node.op == "and";
      const NullTests tests = TestsOf(*node.children[0]);
      Under(*node.children[0], both, both ? tests.when_true : tests.when_false, *node.children[1], depth);
      return;
    }
    if (node.Is("conditional_expression") && node.children.size() == 3) {
      const syntax::Node& condition = *node.children[1];
      Expression(condition, depth + 1);
      const NullTests tests = TestsOf(condition);
      Under(condition, true, tests.when_true, *node.children[0], depth);
      Under(condition, false, tests.when_false, *node.children[2], depth);
      return;
    }
    if (node.kind.ends_with("_comprehension") || node.Is("generator_expression"))
      return Comprehension(node, depth);
    Uses(node);
    for (const syntax::Node* child : node.children) {
      if (node.Is("attribute") && child->field == "attribute") continue;
      if (node.Is("keyword_argument") && child->field == "name") continue;
      if (child->Is("block")) continue;
      Expression(*child, depth + 1);
    }
    if (node.Is("call")) AfterCall(node);
  }

  // An expression that is evaluated only where the condition holds, or does not.
  void Under(const syntax::Node& condition, bool holds, const Paths& tested, const syntax::Node& expression,
             int depth) {
    const Paths before = safe_;
    Add(tested);
    passed_.push_back({&condition, holds, true});
    Expression(expression, depth + 1);
    passed_.pop_back();
    safe_ = before;
  }

  void Comprehension(const syntax::Node& node, int depth) {
    const Paths before = safe_;
    const std::size_t conditions = passed_.size();
    const Paths bound = bound_;
    for (const syntax::Node* child : node.children) {
      if (child->Is("for_in_clause")) {
        if (const syntax::Node* items = child->Field("right")) {
          Use(*items, items->line);
          Expression(*items, depth + 1);
        }
        if (const syntax::Node* variable = child->Field("left")) bound_.merge(PathsIn(*variable));
      } else if (child->Is("if_clause") && !child->children.empty()) {
        Expression(*child->children[0], depth + 1);
        Add(TestsOf(*child->children[0]).when_true);
        passed_.push_back({child->children[0], true, true});
      }
    }
    if (const syntax::Node* body = node.Field("body")) Expression(*body, depth + 1);
    passed_.resize(conditions);
    safe_ = before;
    bound_ = bound;
  }

  // What a method of the row's own assigns is not the database's any more.
  void AfterCall(const syntax::Node& call) {
    const syntax::Node* function = call.Field("function");
    const syntax::Node* object = function->Is("attribute") ? function->Field("object") : nullptr;
    const std::string base = object == nullptr ? "" : PathOf(*object);
    if (base.empty()) return;
    const Typed typed = typing_->Of(*object);
    const bool row = typed.kind == Typed::Kind::kRow && typed.model->definition != nullptr;
    const python::Class* definition = row              ? typed.model->definition
                                      : base == "self" ? place_->owner
                                                       : nullptr;
    if (definition == nullptr) return;
    python::Evaluator& evaluator = context_.project.evaluator();
    const auto [method, owner] = evaluator.Method(*definition, function->Field("attribute")->text);
    if (method == nullptr) return;
    for (const std::string& path : AssignedBy(*method, *definition, evaluator)) {
      if (path.starts_with("self.")) Assign(base + path.substr(4));
    }
  }

  // The uses that this node makes of its parts.
  void Uses(const syntax::Node& node) {
    if (node.Is("attribute")) {
      const syntax::Node* name = node.Field("attribute");
      if (name != nullptr && !name->text.starts_with("__")) UsePart(node, "object");
    } else if (node.Is("subscript")) {
      UsePart(node, "value");
    } else if (node.Is("binary_operator")) {
      const syntax::Node* left = node.Field("left");
      const syntax::Node* right = node.Field("right");
      if (left == nullptr || right == nullptr || IsSqlExpression(*left) || IsSqlExpression(*right)) return;
      Use(*left, left->line);
      if (node.op != "%") Use(*right, right->line);
    } else if (node.Is("unary_operator")) {
      UsePart(node, "argument");
    } else if (node.Is("comparison_operator")) {
      const std::vector<std::string> operators = python::Operators(node);
      for (std::size_t i = 0; i < operators.size() && i + 1 < node.children.size(); ++i) {
        const bool orders = IsOneOf(operators[i], {"<", "<=", ">", ">="});
        const bool holds = IsOneOf(operators[i], {"in", "not in"});
        if (orders) Use(*node.children[i], node.children[i]->line);
        if (orders || holds) Use(*node.children[i + 1], node.children[i + 1]->line);
      }
    } else if (node.Is("call")) {
      const syntax::Node* function = node.Field("function");
      const syntax::Node* arguments = node.Field("arguments");
      if (function == nullptr || arguments == nullptr || !arguments->Is("argument_list")) return;
      if (!FailsOnNone(function->text, arguments->children.size())) return;
      for (const syntax::Node* argument : arguments->children) Use(*argument, argument->line);
    }
  }

  void UsePart(const syntax::Node& node, std::string_view field) {
    if (const syntax::Node* part = node.Field(field)) Use(*part, node.line);
  }

  // The column whose value the expression is.
  std::optional<ColumnRead> ReadOf(const syntax::Node& expression) {
    const syntax::Node* node = &expression;
    if (node->Is("parenthesized_expression") && node->children.size() == 1) node = node->children[0];
    if (node->Is("identifier")) {
      const auto alias = aliases_.find(node->text);
      return alias == aliases_.end() || bound_.contains(node->text) ? std::nullopt
                                                                    : std::optional(alias->second);
    }
    const std::string path = PathOf(*node);
    if (path.empty() || !node->Is("attribute") || bound_.contains(path.substr(0, path.find('.'))))
      return std::nullopt;
    const syntax::Node& object = *node->Field("object");
    const Typed row = typing_->Of(object);
    if (row.kind != Typed::Kind::kRow) return std::nullopt;
    const auto [owner, field] = context_.models.FindField(*row.model, node->Field("attribute")->text);
    if (field == nullptr || owner->of_framework || !ReadsAsNone(*field, context_.project.evaluator()) ||
        field->place.file.empty())
      return std::nullopt;
    return ColumnRead{owner, field, row.model, PathOf(object), path, row.certain};
  }

  bool IsSafe(const ColumnRead& read) const {
    return safe_.contains(read.path) || safe_.contains(read.base + "." + read.field->name) ||
           safe_.contains(read.base + "." + read.field->column) || given_.contains(read.field->name) ||
           given_.contains(read.field->column);
  }

  void Use(const syntax::Node& expression, int line) {
    const auto read = ReadOf(expression);
    if (!read || IsSafe(*read)) return;
    if (expression.Is("identifier") && safe_.contains(expression.text)) return;
    const auto condition = ConditionOf(*read);
    if (!condition) return;
    // Having got past it, the code needs no test any more.
    safe_.insert(read->path);
    Claim(*read, *condition, line);
  }

  // Under which condition over the row the code runs; nothing where that cannot be said. Conditions about
  // anything else say nothing of the row.
  std::optional<FormulaPtr> ConditionOf(const ColumnRead& read) {
    std::vector<FormulaPtr> parts;
    for (const Passed& passed : passed_) {
      const bool direct = Mentions(*passed.condition, read.base);
      if (!direct && !MentionsThrough(*passed.condition, read.base, 0)) continue;
      const bool readable = passed.known && read.base == "self" && place_->self != nullptr &&
                            place_->self->definition != nullptr;
      if (!readable) return std::nullopt;
      TruthReader truth(context_.project, *place_->self, {});
      const FormulaPtr formula = truth.Of(*passed.condition, {});
      if (!direct || HasOpaque(formula)) return std::nullopt;
      parts.push_back(passed.holds ? formula : Not(formula));
    }
    FormulaPtr all = parts.empty() ? Constant(true) : And(std::move(parts));
    const std::vector<std::string> columns = ColumnsOf(all);
    const bool own = std::find(columns.begin(), columns.end(), read.field->column) != columns.end();
    if (all->kind == Formula::Kind::kFalse || own) return std::nullopt;
    return all;
  }

  // Whether a local name of the condition was given a value that mentions the path.
  bool MentionsThrough(const syntax::Node& condition, const std::string& path, int depth) const {
    constexpr int kMaxLocals = 4;
    if (depth > kMaxLocals) return true;
    for (const std::string& name : PathsIn(condition)) {
      const auto values = locals_.find(name);
      if (values == locals_.end()) continue;
      for (const syntax::Node* value : values->second) {
        if (Mentions(*value, path) || MentionsThrough(*value, path, depth + 1)) return true;
      }
    }
    return false;
  }

  void Claim(const ColumnRead& read, const FormulaPtr& condition, int line) {
    std::string text;
    if (condition->kind != Formula::Kind::kTrue) {
      if (!CheckOf(context_, *read.owner, condition, {}, "", Soundness::kD)) return;
      text = Sql(condition);
    }
    const auto key = std::tuple(read.owner->table, read.field->column, text, place_->node);
    if (!claimed_.insert(key).second) return;
    Hint hint = MakeHint(HintKind::kAssumesNotNull, read.owner->table, {read.field->column}, text,
                         {place_->module->file, line, std::string(kUncheckedUse.doc.name)});
    if (read.certain && SpeaksOfAll(read) && !evidence_.MayBeNull(*read.field)) {
      Constraint constraint = Follows(hint, ConstraintKind::kNotNull, {}, NullPolicy::kRejected);
      if (!text.empty()) constraint.condition = Condition{text, false};
      context_.findings.constraints.push_back(std::move(constraint));
    }
    context_.findings.hints.push_back(std::move(hint));
  }

  // Whether the code may run for any row: not only for those that somebody made a proxy's, or that a caller
  // picked for a method of the class's own.
  bool SpeaksOfAll(const ColumnRead& read) const {
    const std::string_view name = place_->node->Field("name")->text;
    const bool inner = name.starts_with('_') && !name.starts_with("__");
    return !read.model->proxy && (read.base != "self" || (place_->self != nullptr && !inner));
  }

  Context& context_;
  const NullEvidence& evidence_;
  const FunctionPlace* place_ = nullptr;
  Typing* typing_ = nullptr;
  Paths safe_;   // hold a value here, or one that the function gave
  Paths given_;  // names of columns
  Paths bound_;  // variables of comprehensions
  std::vector<Passed> passed_;
  std::map<std::string, ColumnRead, std::less<>> aliases_;
  std::map<std::string, std::vector<const syntax::Node*>, std::less<>> locals_;  // what they were given
  std::set<std::tuple<std::string, std::string, std::string, const syntax::Node*>> claimed_;
};

}  // namespace

void FindNullUses(Context& context) {
  const NullEvidence evidence(context.project);
  UseFinder finder(context, evidence);
  ForEachFunction(context.project, context.models, [&](const FunctionPlace& place) { finder.Visit(place); });
}

}  // namespace tacit::analyze::django

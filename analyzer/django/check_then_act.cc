#include "analyzer/django/check_then_act.h"

#include <algorithm>
#include <set>

#include "analyzer/django/typing.h"

namespace tacit::analyze::django {

namespace {

using python::IsOneOf;
using Kind = Typed::Kind;

constexpr int kMaxWalkDepth = 80;

void ForEachCall(const syntax::Node& node, int depth, const std::function<void(const syntax::Node&)>& visit) {
  if (depth > kMaxWalkDepth || node.Is("block") || node.Is("function_definition") ||
      node.Is("class_definition"))
    return;
  if (node.Is("call")) visit(node);
  for (const syntax::Node* child : node.children) ForEachCall(*child, depth + 1, visit);
}

bool Contains(const syntax::Node& node, int depth, const std::function<bool(const syntax::Node&)>& test) {
  if (depth > kMaxWalkDepth) return false;
  if (test(node)) return true;
  return std::any_of(node.children.begin(), node.children.end(),
                     [&](const syntax::Node* child) { return Contains(*child, depth + 1, test); });
}

bool Refuses(const syntax::Node& block) {
  return Contains(block, 0, [](const syntax::Node& node) {
    if (node.Is("raise_statement") || node.Is("return_statement")) return true;
    return node.Is("call") && IsOneOf(CalledName(node), {"add_error", "error", "append"});
  });
}

// Whether `inside` is asked for being there: an even number of negations stands around it.
bool AsksForPresence(const syntax::Node& condition, const syntax::Node& inside, bool there = true) {
  if (&condition == &inside) return there;
  const bool none = condition.Is("comparison_operator") &&
                    (condition.text.ends_with("is None") || condition.text.ends_with("== 0"));
  const bool flips = condition.Is("not_operator") || none;
  for (const syntax::Node* child : condition.children) {
    if (child->text.data() <= inside.text.data() &&
        inside.text.data() + inside.text.size() <= child->text.data() + child->text.size()) {
      return AsksForPresence(*child, inside, there != flips);
    }
  }
  return there != flips;
}

class GuardFinder {
 public:
  explicit GuardFinder(Context& context) : context_(context) {}

  void Visit(const FunctionPlace& place) {
    const syntax::Node* body = place.node->Field("body");
    if (body == nullptr) return;
    Typing typing(context_.project, context_.models, place);
    place_ = &place;
    typing_ = &typing;
    ForEachStatement(*body, [&](const syntax::Node& statement) {
      ReadCalls(statement);
      typing.Learn(statement);
      if (statement.Is("if_statement") || statement.Is("elif_clause")) ReadCondition(statement);
    });
  }

 private:
  void ReadCalls(const syntax::Node& statement) {
    const bool compound = statement.Is("if_statement") || statement.Is("while_statement") ||
                          statement.Is("for_statement") || statement.Is("with_statement") ||
                          statement.Is("elif_clause");
    for (const syntax::Node* child :
         compound ? statement.children : std::vector<const syntax::Node*>{&statement}) {
      if (child->Is("block") || child->Is("elif_clause") || child->Is("else_clause")) continue;
      ForEachCall(*child, 0, [&](const syntax::Node& call) {
        const std::string_view name = CalledName(call);
        const bool makes = IsOneOf(name, {"get_or_create", "update_or_create"});
        if (!makes && name != "get" && name != "get_object_or_404") return;
        const Typed typed = typing_->Of(call);
        if (typed.kind == Kind::kRow && !typed.calls.empty() && typed.calls.back() == &call)
          Add(typed, makes ? HintKind::kCheckThenAct : HintKind::kAssumesOne,
              makes ? "get-or-create" : "lookup", call.line);
      });
    }
  }

  // if rows.exists(): raise; if not rows.count(): rows.create(...)
  void ReadCondition(const syntax::Node& statement) {
    const syntax::Node* condition = statement.Field("condition");
    if (condition == nullptr) return;
    if (const syntax::Node* tested = Tested(*condition)) {
      const Typed typed = typing_->Of(*tested);
      const bool first =
          typed.kind == Kind::kRow && !typed.calls.empty() && CalledName(*typed.calls.back()) == "first";
      if (first && Acts(statement, *tested, typed))
        Add(typed, HintKind::kCheckThenAct, "exists-then-act", tested->line);
    }
    ForEachCall(*condition, 0, [&](const syntax::Node& call) {
      const std::string_view name = CalledName(call);
      const syntax::Node* function = call.Field("function");
      const syntax::Node* arguments = call.Field("arguments");
      const syntax::Node* rows = nullptr;
      if (name == "len" && arguments != nullptr && arguments->children.size() == 1)
        rows = arguments->children[0];
      if (IsOneOf(name, {"exists", "count"}) && function != nullptr) rows = function->Field("object");
      const Typed typed = rows == nullptr ? Typed() : typing_->Of(*rows);
      if (typed.kind == Kind::kQuerySet && Acts(statement, call, typed))
        Add(typed, HintKind::kCheckThenAct, "exists-then-act", call.line);
    });
  }

  // A row is made where none was found; or one that was found is refused, where rows are made or validated.
  bool Acts(const syntax::Node& statement, const syntax::Node& asked, const Typed& typed) {
    const syntax::Node* condition = statement.Field("condition");
    const syntax::Node* consequence = statement.Field("consequence");
    const bool there = AsksForPresence(*condition, asked);
    bool refused = false;
    bool made = false;
    for (const syntax::Node* child : statement.children) {
      if (child == condition) continue;
      const bool found = (child == consequence) == there;
      refused = refused || (found && Refuses(*child));
      made = made || (!found && Makes(*child, *typed.model));
    }
    if (made || !refused) return made;
    const syntax::Node* name = place_->node->Field("name");
    const std::string_view function = name == nullptr ? std::string_view() : name->text;
    const bool validates =
        function.starts_with("clean") || function.starts_with("validate") || function == "save";
    return (validates && !AsksByOneReference(typed)) || Makes(*place_->node, *typed.model);
  }

  // All rows of one parent: that there are some of them hinders more than a second one.
  static bool AsksByOneReference(const Typed& typed) {
    if (typed.lookups.size() != 1) return false;
    const Field* field = typed.model->ByAttribute(typed.lookups.front().name);
    return field != nullptr && field->relation();
  }

  bool Makes(const syntax::Node& block, const Model& model) {
    return Contains(block, 0, [&](const syntax::Node& node) {
      if (!node.Is("call")) return false;
      const std::string_view name = CalledName(node);
      if (name == "save" || name == "bulk_create") {
        const syntax::Node* function = node.Field("function");
        const syntax::Node* object = function == nullptr ? nullptr : function->Field("object");
        return object != nullptr &&
               (object->text == "super()" ? place_->self == &model : typing_->Of(*object).model == &model);
      }
      const syntax::Node* function = node.Field("function");
      const bool by_name = function != nullptr && function->Is("identifier");
      if (!by_name && !IsOneOf(name, {"create", "get_or_create", "update_or_create"})) return false;
      const Typed typed = typing_->Of(node);
      return typed.model == &model && (by_name ? typed.kind == Kind::kRow : true);
    });
  }

  // The variable of `if x`, `if not x`, `if x is None`.
  static const syntax::Node* Tested(const syntax::Node& condition) {
    const syntax::Node* tested = &condition;
    if (tested->Is("not_operator")) tested = tested->Field("argument");
    if (tested != nullptr && tested->Is("comparison_operator") && tested->children.size() == 2 &&
        tested->children[1]->Is("none"))
      tested = tested->children[0];
    return tested != nullptr && tested->Is("identifier") ? tested : nullptr;
  }

  struct Part {
    const Field* field;
    std::optional<tacit::Value> literal;
    bool any_case;
  };

  // Nothing where a condition is none of equality of the table's own columns.
  std::optional<Part> PartOf(const Model& model, const Lookup& lookup) const {
    std::string_view name = lookup.name;
    bool any_case = false;
    const std::size_t between = name.rfind("__");
    if (between != std::string_view::npos) {
      const std::string_view kind = name.substr(between + 2);
      if (!IsOneOf(kind, {"exact", "iexact", "id", "pk"})) return std::nullopt;
      any_case = kind == "iexact";
      name = name.substr(0, between);
    }
    const Field* field = model.ByAttribute(name);
    if (field == nullptr || field->column.empty()) return std::nullopt;
    if (between != std::string_view::npos && !field->relation() && !any_case &&
        lookup.name.find("exact") == std::string::npos)
      return std::nullopt;
    Part part{field, std::nullopt, any_case};
    if (lookup.value != nullptr) part.literal = typing_->ValueOf(*lookup.value).ToSql();
    return part;
  }

  // A key with a column more says nothing new.
  [[nodiscard]] static bool IsWiderThanDeclared(const Model& model, const std::vector<std::string>& columns) {
    const auto has = [&](const std::string& column) {
      return std::find(columns.begin(), columns.end(), column) != columns.end();
    };
    for (const Field& field : model.fields) {
      if (field.unique && columns.size() > 1 && has(field.column)) return true;
    }
    const std::vector<Key> keys = KeysOf(model);
    return std::any_of(keys.begin(), keys.end(), [&](const Key& key) {
      return !key.condition && key.expressions.empty() && key.columns.size() < columns.size() &&
             std::all_of(key.columns.begin(), key.columns.end(), has);
    });
  }

  void Add(const Typed& typed, HintKind kind, std::string_view pattern, int line) {
    if (typed.narrowed) return;
    const Model& model = *typed.model;
    std::vector<Part> key;
    std::vector<Part> constants;
    bool own = false;
    for (const Lookup& lookup : typed.lookups) {
      const auto part = PartOf(model, lookup);
      // "another row than this one" is part of the idiom.
      if (lookup.excluded && part && part->field->primary_key) continue;
      if (!part || lookup.excluded || part->field->primary_key) return;
      own = own || lookup.value != nullptr;
      (part->literal ? constants : key).push_back(*part);
    }
    if (key.empty()) {
      key.swap(constants);
      std::erase_if(key,
                    [](const Part& part) { return !std::holds_alternative<std::string>(*part.literal); });
    }
    if (key.empty() || !own) return;
    // The column that is compared without case comes first.
    const auto any_case =
        std::find_if(key.begin(), key.end(), [](const Part& part) { return part.any_case; });
    if (any_case != key.end()) std::rotate(key.begin(), any_case, any_case + 1);
    std::vector<std::string> columns;
    for (const Part& part : key) {
      if (std::find(columns.begin(), columns.end(), part.field->column) == columns.end())
        columns.push_back(part.field->column);
    }
    if (IsWiderThanDeclared(model, columns)) return;
    std::vector<FormulaPtr> conditions;
    for (const Part& part : constants) {
      const auto literal = Literal(*part.literal);
      if (IsNull(*part.literal)) {
        conditions.push_back(IsNullAtom(part.field->column));
      } else if (literal) {
        conditions.push_back(CompareAtom(part.field->column, "=", *literal, {}));
      }
    }
    const std::string condition = conditions.empty() ? "" : Sql(And(conditions));
    Hint hint =
        MakeHint(kind, model.table, columns, condition, {place_->module->file, line, std::string(pattern)});
    UniqueDetail detail{.case_sensitive = !key[0].any_case, .nulls_equal = false};
    Constraint constraint = Follows(hint, ConstraintKind::kUnique, detail, NullPolicy::kAllowed);
    if (!condition.empty()) constraint.condition = Condition{condition, false};
    context_.findings.hints.push_back(std::move(hint));
    context_.findings.constraints.push_back(std::move(constraint));
  }

  Context& context_;
  const FunctionPlace* place_ = nullptr;
  Typing* typing_ = nullptr;
};

}  // namespace

void FindCheckThenAct(Context& context) {
  GuardFinder finder(context);
  ForEachFunction(context.project, context.models, [&](const FunctionPlace& place) { finder.Visit(place); });
}

}  // namespace tacit::analyze::django

// if (await User.findOne({ where: { email } })) throw ...; findOrCreate({ where: {...} })
#include "analyzer/typescript/patterns/check_then_act.h"

#include <algorithm>
#include <map>
#include <set>

#include "analyzer/typescript/code/where.h"
#include "analyzer/typescript/evaluate/classes.h"
#include "analyzer/typescript/evaluate/walk.h"

namespace tacit::analyze::typescript {

const PatternDoc kCheckThenActDoc = {
    .name = "check-then-act",
    .summary = "a row is looked up by some columns, and made, or refused, by whether it is there",
    .code =
        "const existing = await User.findOne({ where: { email } });\nif (existing) throw new "
        "Error(\"taken\");\n"
        "await User.create({ email });",
    .states = "UNIQUE (email)",
    .soundness = "D: two writers may look before either of them writes",
    .caveat =
        "literals and null among the conditions make it a partial key; a look-up by the primary key, by a "
        "range, or without a write of the same model near it states nothing"};

namespace {

using syntax::Node;

bool Contains(std::initializer_list<std::string_view> names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool IsFindOrCreate(std::string_view method) {
  return method.find("indOrCreate") != std::string_view::npos ||
         method.find("indOrBuild") != std::string_view::npos || method == "findCreateFind";
}

bool IsLookup(std::string_view method) {
  return Contains({"findOne", "findFirst", "findUnique", "findOneBy", "count", "countBy", "exists", "exist",
                   "existsBy", "findAll", "findMany", "find", "findBy", "findAndCount"},
                  method);
}

bool IsAct(std::string_view method) {
  return method.starts_with("create") || method.starts_with("insert") || method.starts_with("save") ||
         method.starts_with("build") || method.starts_with("bulkCreate") || method.starts_with("upsert") ||
         method == "$create" || method == "persist" || method == "persistAndFlush" || IsFindOrCreate(method);
}

bool Any(const Node& node, const std::function<bool(const Node&)>& test, int depth = 0) {
  if (test(node)) return true;
  return depth < 200 && std::any_of(
                            node.children.begin(), node.children.end(),
                            [&](const Node* child) { return Any(*child, test, depth + 1); });
}

struct Lookup {
  const Model* model = nullptr;
  std::vector<Where> alternatives;
  std::string method;
  bool includes_deleted = false;
};
struct Act {
  const Model* model = nullptr;  // null: not known
  const Node* node = nullptr;
};

class Finder {
 public:
  Finder(Evaluator& evaluator, ModelIndex& index, Findings& findings)
      : evaluator_(evaluator), index_(index), findings_(findings) {}

  void Read(const Module& module) {
    module_ = &module;
    lookups_.clear();
    acts_.clear();
    evaluator_.Restart();
    VisitCalls(
        evaluator_, module.tree->root(), evaluator_.ScopeOf(module), [](std::string_view) { return Value(); },
        [this](const CallSite& site, const ScopePtr& scope) { Collect(site, scope); });
    if (lookups_.empty()) return;
    std::vector<const Node*> path;
    Walk(module.tree->root(), path);
  }

 private:
  // --- what is looked up
  // ------------------------------------------------------------------------------------

  void Collect(const CallSite& site, const ScopePtr& scope) {
    if (site.receiver == nullptr) return;
    const Place place{scope, site.in_class};
    if (IsAct(site.method)) {
      const Model* model = index_.OfReceiver(*site.receiver, place);
      // manager.save(User, {...}), manager.insert(User, ...)
      if (model == nullptr && !site.arguments.empty()) model = index_.Named(*site.arguments[0], place);
      acts_.push_back({model, site.node});
    }
    if (site.method == "getOne" || site.method == "getCount" || site.method == "getExists")
      return CollectBuilt(site, place);
    if (!IsLookup(site.method) && !IsFindOrCreate(site.method)) return;
    const Model* model = index_.OfReceiver(*site.receiver, place);
    std::vector<const Node*> arguments = site.arguments;
    if (model == nullptr && !arguments.empty()) {  // em.findOne(User, { email })
      model = index_.Named(*arguments[0], place);
      if (model != nullptr) arguments.erase(arguments.begin());
    }
    if (model == nullptr) return;
    for (const Node* argument : arguments) {
      if (!argument->Is("object")) continue;
      const Node* where = MemberNode(*argument, "where");
      const bool bare =
          where == nullptr && (site.method.ends_with("By") || IsBareCondition(*argument, *model));
      const Node* conditions = bare ? argument : where;
      if (conditions == nullptr) continue;
      Lookup lookup{model, {}, site.method, false};
      AddAlternatives(Declared(*conditions, scope), place, lookup);
      const Node* paranoid = MemberNode(*argument, "paranoid");
      const Node* with_deleted = MemberNode(*argument, "withDeleted");
      lookup.includes_deleted = (paranoid != nullptr && paranoid->text == "false") ||
                                (with_deleted != nullptr && with_deleted->text == "true");
      if (!lookup.alternatives.empty()) lookups_.insert_or_assign(site.node, std::move(lookup));
      return;
    }
  }

  // createQueryBuilder("user").where("user.email = :email").orWhere("user.nick = :nick").getOne(), at once or
  // by a local that holds the builder.
  void CollectBuilt(const CallSite& site, const Place& place) {
    std::vector<std::pair<std::string, std::string>> conditions;  // method, text
    const Node* at = site.receiver;
    Lookup lookup{nullptr, {}, site.method, false};
    for (int hops = 0; at != nullptr && hops < 40; ++hops) {
      if (at->Is("identifier")) {
        const Node* value = ValueOf(at->text);
        if (value == nullptr) return;
        at = value;
        while (at->Is("await_expression") && !at->children.empty()) at = at->children[0];
        continue;
      }
      const Node* callee = at->Is("call_expression") ? at->Field("function") : nullptr;
      const Node* method =
          callee != nullptr && callee->Is("member_expression") ? callee->Field("property") : nullptr;
      const Node* arguments = at->Field("arguments");
      if (method == nullptr || arguments == nullptr) return;
      if (method->text == "createQueryBuilder") {
        lookup.model = index_.OfReceiver(*callee->Field("object"), place);
        break;
      }
      if (method->text == "where" || method->text == "andWhere" || method->text == "orWhere") {
        const auto text = arguments->children.empty()
                              ? std::nullopt
                              : evaluator_.Eval(*arguments->children[0], place.scope).Text();
        if (!text) return;
        conditions.insert(conditions.begin(), {std::string(method->text), *text});
      }
      at = callee->Field("object");
    }
    if (lookup.model == nullptr || conditions.empty()) return;
    for (const auto& [method, text] : conditions) {
      if (lookup.alternatives.empty() || method == "orWhere") lookup.alternatives.emplace_back();
      const auto term = BuiltTerm(text, *lookup.model);
      if (!term) return;
      lookup.alternatives.back().push_back(*term);
    }
    lookups_.insert_or_assign(site.node, std::move(lookup));
  }

  // "user.email = :email"
  static std::optional<WhereTerm> BuiltTerm(const std::string& text, const Model& model) {
    const std::size_t equals = text.find('=');
    const std::size_t colon = text.find(':');
    if (equals == std::string::npos || colon == std::string::npos || colon < equals) return std::nullopt;
    std::string left = text.substr(0, equals);
    left = left.substr(left.find('.') == std::string::npos ? 0 : left.find('.') + 1);
    while (left.ends_with(" ")) left.pop_back();
    std::string between = text.substr(equals + 1, colon - equals - 1);
    const std::string right = text.substr(colon + 1);
    const bool plain = between.find_first_not_of(' ') == std::string::npos &&
                       right.find_first_of(" ()") == std::string::npos;
    const Field* field = model.Find(left);
    if (!plain || field == nullptr || left.find_first_of("<>! (") != std::string::npos) return std::nullopt;
    WhereTerm term;
    term.field = field;
    return term;
  }

  // The initial value of the one variable of this name in the module.
  [[nodiscard]] const Node* ValueOf(std::string_view name) const {
    const Node* found = nullptr;
    int times = 0;
    Any(module_->tree->root(), [&](const Node& one) {
      const Node* label = one.Is("variable_declarator") ? one.Field("name") : nullptr;
      const Node* value = label != nullptr && label->text == name ? one.Field("value") : nullptr;
      if (value != nullptr && value->text.find("createQueryBuilder") != std::string_view::npos) {
        ++times;
        found = value;
      }
      return false;
    });
    return times == 1 ? found : nullptr;
  }

  void AddAlternatives(const Node& conditions, const Place& place, Lookup& lookup) {
    if (conditions.Is("array")) {  // any one of them
      for (const Node* one : conditions.children) AddAlternatives(*one, place, lookup);
      return;
    }
    if (auto where = ReadWhere(evaluator_, conditions, *lookup.model, place); where && !where->empty())
      lookup.alternatives.push_back(std::move(*where));
  }

  // `where` that is a name: the object that a local of this name is declared with.
  const Node& Declared(const Node& node, const ScopePtr& /*scope*/) const {
    if (!node.Is("identifier") && !node.Is("shorthand_property_identifier")) return node;
    const Node* found = nullptr;
    int times = 0;
    Any(module_->tree->root(), [&](const Node& one) {
      const Node* name = one.Is("variable_declarator") ? one.Field("name") : nullptr;
      if (name != nullptr && name->text == node.text) {
        ++times;
        found = one.Field("value");
      }
      return false;
    });
    return times == 1 && found != nullptr && found->Is("object") ? *found : node;
  }

  // --- what is done about it
  // --------------------------------------------------------------------------------

  void Walk(const Node& node, std::vector<const Node*>& path) {
    if (path.size() > 350) return;
    path.push_back(&node);
    if (const auto found = lookups_.find(&node); found != lookups_.end()) Judge(found->second, node, path);
    for (const Node* child : node.children) Walk(*child, path);
    path.pop_back();
  }

  void Judge(const Lookup& lookup, const Node& call, const std::vector<const Node*>& path) {
    if (IsFindOrCreate(lookup.method)) return Claim(lookup, call);
    const Node* function = nullptr;
    for (auto at = path.rbegin(); at != path.rend() && function == nullptr; ++at) {
      if (IsFunction(**at)) function = *at;
    }
    if (function == nullptr) return;
    const Node* below = &call;
    for (auto at = path.rbegin() + 1; at != path.rend() && *at != function; ++at) {
      const Node& node = **at;
      if (node.Is("if_statement")) {
        if (below->field == "condition") JudgeIf(node, *below, call, "", lookup, call, *function, path);
        return;
      }
      if (node.Is("variable_declarator")) {
        const Node* name = node.Field("name");
        if (name != nullptr && name->Is("array_pattern") && name->children.size() == 1)
          name = name->children[0];
        if (name != nullptr && name->Is("identifier"))
          JudgeUses(std::string(name->text), lookup, call, *function, path);
        return;
      }
      if (node.Is("assignment_expression")) {
        const Node* left = node.Field("left");
        if (left != nullptr && left->Is("identifier"))
          JudgeUses(std::string(left->text), lookup, call, *function, path);
        return;
      }
      if (node.Is("arguments") || node.Is("return_statement") || node.Is("object")) return;
      below = &node;
    }
  }

  // The conditions behind the look-up that are about what it found.
  void JudgeUses(const std::string& name, const Lookup& lookup, const Node& call, const Node& function,
                 const std::vector<const Node*>& path) {
    bool done = false;
    const char* after = call.text.data() + call.text.size();
    Any(function, [&](const Node& node) {
      if (done || node.text.data() < after) return false;
      if (node.Is("if_statement")) {
        const Node* condition = node.Field("condition");
        if (condition != nullptr && Mentions(*condition, name))
          done = JudgeIf(node, *condition, call, name, lookup, call, function, path);
      } else if (node.Is("ternary_expression")) {
        // existing ? another() : wanted
        const Node* condition = node.Field("condition");
        const Node* alternative = node.Field("alternative");
        if (condition != nullptr && condition->text == name && alternative != nullptr &&
            IsLookedFor(*alternative, lookup)) {
          Claim(lookup, call);
          done = true;
        }
      }
      return false;
    });
  }

  static bool Mentions(const Node& node, std::string_view name) {
    return Any(node, [name](const Node& one) { return one.Is("identifier") && one.text == name; });
  }

  // Whether an expression is one of the values that were looked for.
  static bool IsLookedFor(const Node& node, const Lookup& lookup) {
    for (const Where& where : lookup.alternatives) {
      for (const WhereTerm& term : where) {
        if (term.node != nullptr && !term.literal && term.node->text == node.text) return true;
      }
    }
    return false;
  }

  enum class Says { kFound, kNotFound, kNeither };

  // What a condition says when it is true. `name` is what was found; empty: `call` itself stands in it.
  Says Reading(const Node& condition, std::string_view name, const Node& call) const {
    if (condition.Is("parenthesized_expression") || condition.Is("await_expression")) {
      return condition.children.empty() ? Says::kNeither : Reading(*condition.children[0], name, call);
    }
    if (name.empty() ? &condition == &call : (condition.Is("identifier") && condition.text == name))
      return Says::kFound;
    if (condition.Is("member_expression")) {
      const Node* object = condition.Field("object");
      const Node* property = condition.Field("property");
      const bool length = object != nullptr && property != nullptr && property->text == "length";
      return length ? Reading(*object, name, call) : Says::kNeither;
    }
    if (condition.Is("subscript_expression")) {
      const Node* object = condition.Field("object");
      return object == nullptr ? Says::kNeither : Reading(*object, name, call);
    }
    if (condition.Is("unary_expression") && condition.op == "!") {
      const Node* argument = condition.Field("argument");
      const Says inner = argument == nullptr ? Says::kNeither : Reading(*argument, name, call);
      return inner == Says::kFound ? Says::kNotFound : inner == Says::kNotFound ? Says::kFound : inner;
    }
    if (!condition.Is("binary_expression")) return Says::kNeither;
    const Node* left = condition.Field("left");
    const Node* right = condition.Field("right");
    if (left == nullptr || right == nullptr) return Says::kNeither;
    if (condition.op == "&&" || condition.op == "||") {
      const Says a = Reading(*left, name, call);
      return a == Says::kNeither ? Reading(*right, name, call) : a;
    }
    const Says held = Reading(*left, name, call);
    if (held != Says::kFound) return Says::kNeither;
    const std::string_view value = right->text;
    const bool nothing = value == "null" || value == "undefined" || value == "0";
    if (nothing && (condition.op == "===" || condition.op == "==")) return Says::kNotFound;
    if (nothing && (condition.op == "!==" || condition.op == "!=" || condition.op == ">"))
      return Says::kFound;
    if (value == "1" && condition.op == ">=") return Says::kFound;
    return value == "1" && condition.op == "<" ? Says::kNotFound : Says::kNeither;
  }

  bool JudgeIf(const Node& statement, const Node& condition, const Node& what, std::string_view name,
               const Lookup& lookup, const Node& call, const Node& function,
               const std::vector<const Node*>& path) {
    const Says says = Reading(condition, name, what);
    const Node* consequence = statement.Field("consequence");
    const Node* alternative = statement.Field("alternative");
    if (says == Says::kNeither || consequence == nullptr) return false;
    const Node* found = says == Says::kFound ? consequence : alternative;
    const Node* not_found = says == Says::kFound ? alternative : consequence;
    bool claims = not_found != nullptr && Makes(*not_found, lookup);
    if (!claims && not_found != nullptr && found == nullptr) {
      // if (!taken) return wanted;
      claims = Any(*not_found, [&](const Node& node) {
        return node.Is("return_statement") && !node.children.empty() &&
               IsLookedFor(*node.children[0], lookup);
      });
    }
    if (!claims && found != nullptr && not_found == nullptr) {
      const bool leaves = Leaves(*found);
      const bool throws = Any(*found, [](const Node& node) { return node.Is("throw_statement"); });
      claims = (leaves && MakesBehind(function, statement, lookup)) ||
               ((throws || leaves) &&
                (Writes(function, statement, lookup) || (throws && IsOwnHook(path, lookup)))) ||
               Replaces(*found, lookup);
    }
    if (claims) Claim(lookup, call);
    return claims;
  }

  static bool Leaves(const Node& node) {
    return Any(node, [](const Node& one) {
      return one.Is("return_statement") || one.Is("throw_statement") || one.Is("continue_statement");
    });
  }

  static bool Within(const Node& inner, const Node& outer) {
    return inner.text.data() >= outer.text.data() &&
           inner.text.data() + inner.text.size() <= outer.text.data() + outer.text.size();
  }

  [[nodiscard]] bool Makes(const Node& part, const Lookup& lookup) const {
    return std::any_of(acts_.begin(), acts_.end(), [&](const Act& act) {
      return Within(*act.node, part) && (act.model == lookup.model || IsRelated(act, lookup));
    });
  }

  // team.$create("authenticationProvider", ...): the model by the name of the association.
  static bool IsRelated(const Act& act, const Lookup& lookup) {
    if (act.model != nullptr) return false;
    const Node* callee = act.node->Field("function");
    const Node* arguments = act.node->Field("arguments");
    if (callee == nullptr || arguments == nullptr || arguments->children.empty()) return false;
    const Node* method = callee->Field("property");
    if (method == nullptr) return false;
    if (method->text == "$create")
      return LowerCase(LiteralText(*arguments->children[0]).value_or("")) == LowerCase(lookup.model->name);
    return LowerCase(method->text) == LowerCase("create" + lookup.model->name);
  }

  [[nodiscard]] bool MakesBehind(const Node& function, const Node& statement, const Lookup& lookup) const {
    const char* after = statement.text.data() + statement.text.size();
    return std::any_of(acts_.begin(), acts_.end(), [&](const Act& act) {
      return act.node->text.data() >= after && Within(*act.node, function) &&
             (act.model == lookup.model || IsRelated(act, lookup));
    });
  }

  // team.subdomain = newSubdomain; user.update({ email }): a column of the key is written behind the check.
  [[nodiscard]] bool Writes(const Node& function, const Node& statement, const Lookup& lookup) const {
    const char* after = statement.text.data() + statement.text.size();
    std::set<std::string_view> columns;
    for (const Where& where : lookup.alternatives) {
      for (const WhereTerm& term : where) {
        if (!term.literal) columns.insert(term.field->property);
      }
    }
    const std::string own = LowerCase(lookup.model->name);
    return Any(function, [&](const Node& node) {
      if (node.text.data() < after) return false;
      if (node.Is("assignment_expression")) {
        const Node* left = node.Field("left");
        const Node* object =
            left != nullptr && left->Is("member_expression") ? left->Field("object") : nullptr;
        const Node* property = object == nullptr ? nullptr : left->Field("property");
        return property != nullptr && columns.contains(property->text) &&
               LowerCase(object->text).find(own) != std::string::npos;
      }
      if (!node.Is("call_expression")) return false;
      const Node* callee = node.Field("function");
      const Node* object =
          callee != nullptr && callee->Is("member_expression") ? callee->Field("object") : nullptr;
      const Node* method = object == nullptr ? nullptr : callee->Field("property");
      const Node* arguments = node.Field("arguments");
      if (method == nullptr || arguments == nullptr || !method->text.starts_with("update")) return false;
      const bool same = LowerCase(object->text).find(own) != std::string::npos;
      return same && Any(*arguments, [&](const Node& one) {
               const Node* key = one.Is("pair") ? one.Field("key") : &one;
               const bool names = one.Is("pair") || one.Is("shorthand_property_identifier");
               return names && key != nullptr && columns.contains(key->text);
             });
    });
  }

  // The value that was looked for is given up: if (taken) slug = undefined;
  static bool Replaces(const Node& found, const Lookup& lookup) {
    return Any(found, [&](const Node& node) {
      const Node* left = node.Is("assignment_expression") ? node.Field("left") : nullptr;
      return left != nullptr && left->Is("identifier") && IsLookedFor(*left, lookup);
    });
  }

  // A hook or a validator of the model itself, before it is written.
  [[nodiscard]] bool IsOwnHook(const std::vector<const Node*>& path, const Lookup& lookup) const {
    const Node* class_node = nullptr;
    std::string method;
    for (const Node* node : path) {
      if (node->Is("class_declaration") || node->Is("class")) class_node = node;
      const Node* name = node->Is("method_definition") ? node->Field("name") : nullptr;
      if (name != nullptr) method = std::string(name->text);
    }
    // A validator in the decorator of the class stands before it.
    if (class_node == nullptr || index_.OfClass(class_node) == nullptr) {
      return std::any_of(path.begin(), path.end(), [&](const Node* node) {
        return node->Is("decorator") && lookup.model->declaration && lookup.model->file == module_->path;
      });
    }
    if (index_.OfClass(class_node) != lookup.model) return false;
    const ClassInfo info = ReadClass(evaluator_, *lookup.model->declaration);
    return std::any_of(info.members.begin(), info.members.end(), [&](const ClassMember& member) {
      return member.name == method &&
             std::any_of(member.decorators.begin(), member.decorators.end(), [](const Decorator& decorator) {
               return decorator.link.name.starts_with("Before");
             });
    });
  }

  // --- the claim
  // --------------------------------------------------------------------------------------------

  void Claim(const Lookup& lookup, const Node& call) {
    for (const Where& where : lookup.alternatives) ClaimOne(lookup, where, call);
  }

  void ClaimOne(const Lookup& lookup, const Where& where, const Node& call) {
    std::vector<std::string> columns;
    std::string condition;
    bool any_case = false;
    const auto limit = [&condition](const std::string& sql) {
      condition += (condition.empty() ? "" : " AND ") + sql;
    };
    for (const WhereTerm& term : where) {
      const std::string name = Quoted(term.field->column);
      using Op = WhereTerm::Op;
      const bool constant =
          term.op == Op::kIsNull || term.op == Op::kIsNotNull || (term.op == Op::kEqual && term.literal);
      if (term.op == Op::kIsNull || term.op == Op::kIsNotNull) {
        limit(name + (term.op == Op::kIsNull ? " IS NULL" : " IS NOT NULL"));
      } else if (term.op == Op::kIn && !term.list.empty()) {
        std::string list;
        for (const tacit::Value& value : term.list) list += (list.empty() ? "" : ", ") + QuotedValue(value);
        limit(name + " IN (" + list + ")");
      } else if (constant) {
        limit(name + " = " + QuotedValue(*term.literal));
      } else if (term.op == Op::kEqual || (term.op == Op::kILike && columns.empty()) ||
                 term.op == Op::kILike) {
        any_case = any_case || term.op == Op::kILike;
        // The column that is compared without regard to case stands first.
        columns.insert(term.op == Op::kILike ? columns.begin() : columns.end(), term.field->column);
      } else if (term.op == Op::kNotEqual && term.field->primary) {
        continue;  // any row but this one
      } else {
        return;
      }
    }
    // A look-up by the primary key is of one row anyway.
    const auto key = ColumnsOf(*lookup.model, lookup.model->PrimaryKey());
    const bool by_key =
        key && !key->empty() && std::all_of(key->begin(), key->end(), [&](const std::string& column) {
          return std::find(columns.begin(), columns.end(), column) != columns.end();
        });
    if (columns.empty() || by_key) return;
    const Field* deleted =
        lookup.model->deleted_at.empty() ? nullptr : lookup.model->Find(lookup.model->deleted_at);
    if (deleted != nullptr && !lookup.includes_deleted &&
        condition.find(Quoted(deleted->column)) == std::string::npos)
      limit(Quoted(deleted->column) + " IS NULL");
    const Evidence evidence{module_->path, call.line, std::string(kCheckThenActDoc.name)};
    Hint hint = MakeHint(HintKind::kCheckThenAct, lookup.model->table, columns, condition, evidence);
    UniqueDetail detail;
    detail.case_sensitive = !any_case;
    Constraint unique = Follows(hint, ConstraintKind::kUnique, detail, NullPolicy::kAllowed);
    if (!condition.empty()) unique.condition = Condition{condition, false};
    findings_.constraints.push_back(std::move(unique));
    findings_.hints.push_back(std::move(hint));
  }

  Evaluator& evaluator_;
  ModelIndex& index_;
  Findings& findings_;
  const Module* module_ = nullptr;
  std::map<const Node*, Lookup> lookups_;
  std::vector<Act> acts_;
};

}  // namespace

void FindCheckThenAct(Evaluator& evaluator, ModelIndex& index, const std::vector<const Module*>& modules,
                      Findings& findings) {
  Finder finder(evaluator, index, findings);
  for (const Module* module : modules) finder.Read(*module);
}

}  // namespace tacit::analyze::typescript

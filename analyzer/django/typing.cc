#include "analyzer/django/typing.h"

#include <algorithm>

namespace tacit::analyze::django {

namespace {

using python::IsOneOf;
using Kind = Typed::Kind;
using Family = FieldType::Family;

constexpr int kMaxTypingDepth = 40;
constexpr int kMaxStatementDepth = 60;

bool IsSameQuerySet(std::string_view method) {
  return IsOneOf(
      method,
      {"all",         "filter",   "exclude",       "order_by",     "select_related", "prefetch_related",
       "distinct",    "reverse",  "using",         "only",         "defer",          "select_for_update",
       "annotate",    "none",     "active",        "get_queryset", "get_query_set",  "values",
       "values_list", "iterator", "complex_filter"});
}

bool GivesRow(std::string_view method) {
  return IsOneOf(method, {"get", "first", "last", "create", "earliest", "latest"});
}

// "OrderLine" as a variable would be called: "order_line".
std::string SnakeCase(std::string_view name) {
  std::string snake;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const bool upper = name[i] >= 'A' && name[i] <= 'Z';
    if (upper && i > 0 && !(name[i - 1] >= 'A' && name[i - 1] <= 'Z')) snake += '_';
    snake += upper ? static_cast<char>(name[i] - 'A' + 'a') : name[i];
  }
  return snake;
}

// related_name of a relation; empty: none.
std::string RelatedName(const Model& model, const Field& field) {
  const python::Value* told = field.Option("related_name");
  const auto text = told == nullptr ? std::nullopt : told->Text();
  if (told != nullptr && !told->Is<python::None>() && !text) return "";
  if (!text) return Lower(model.name) + (field.Is(Family::kOneToOne) ? "" : "_set");
  if (text->ends_with('+')) return "";
  std::string name = *text;
  for (const auto& [from, to] : {std::pair<std::string, std::string>("%(class)s", Lower(model.name)),
                                 std::pair<std::string, std::string>("%(app_label)s", model.app)}) {
    for (std::size_t at = name.find(from); at != std::string::npos; at = name.find(from, at + to.size()))
      name.replace(at, from.size(), to);
  }
  return name;
}

// Whether a model's manager of that name is Django's own; nothing where the model has none of that name.
std::optional<bool> PlainManager(const Model& model, std::string_view name, python::Evaluator& evaluator) {
  if (model.definition == nullptr) return std::nullopt;
  const auto value = evaluator.ClassAttribute(*model.definition, name);
  if (!value) return name == "objects" ? std::optional(true) : std::nullopt;
  const auto* instance = value->As<python::Instance>();
  if (instance == nullptr) return std::nullopt;
  const python::Value& callee = instance->call->callee;
  if (const auto* external = callee.As<python::External>()) {
    if (external->path == "django.db.models.Manager") return true;
    if (external->path.find("Manager") != std::string::npos) return false;
    return std::nullopt;
  }
  const auto* definition = callee.As<python::ClassRef>();
  if (definition == nullptr) {
    // X.as_manager(), Manager.from_queryset(X)(): a query set's methods, but all rows.
    const auto* unknown = callee.As<python::Unknown>();
    const bool manager =
        unknown != nullptr && python::LastPart(unknown->text).find("Manager") != std::string::npos;
    if (manager && unknown->text.find("(") == std::string::npos) return false;
    const bool made = unknown != nullptr && (unknown->text.find("as_manager") != std::string::npos ||
                                             unknown->text.find("from_queryset") != std::string::npos);
    return made ? std::optional(unknown->text.find("as_manager") != std::string::npos) : std::nullopt;
  }
  bool manager = false;
  for (const python::Ancestor& ancestor : evaluator.Mro(*definition->definition)) {
    if (ancestor.definition == nullptr)
      manager = manager || ancestor.external.find("Manager") != std::string::npos;
    if (ancestor.definition != nullptr && ancestor.definition->scope.names.contains("get_queryset"))
      return false;
  }
  if (!manager) return std::nullopt;
  const auto& mro = evaluator.Mro(*definition->definition);
  return std::all_of(mro.begin(), mro.end(), [](const python::Ancestor& ancestor) {
    return ancestor.definition != nullptr || ancestor.external.starts_with("django.db.models") ||
           ancestor.external == "builtins.object";
  });
}

// Whether every manager of a model is Django's own: which one a related manager takes is not asked.
bool AllPlain(const Model& model, python::Evaluator& evaluator) {
  if (model.definition == nullptr) return true;
  for (const python::Ancestor& ancestor : evaluator.Mro(*model.definition)) {
    if (ancestor.definition == nullptr) continue;
    for (const std::string& name : ancestor.definition->scope.order) {
      const auto& binding = ancestor.definition->scope.names.find(name)->second.back();
      const bool made = binding.kind == python::Binding::Kind::kAssign && binding.node->Is("call");
      if (made && PlainManager(model, name, evaluator) == false) return false;
    }
  }
  return true;
}

// The models that use a class as their manager or query set.
std::vector<const Model*> ManagedBy(const python::Class& definition, const ModelTable& models,
                                    python::Evaluator& evaluator) {
  const auto& ancestors = evaluator.Mro(definition);
  const bool may = std::any_of(ancestors.begin(), ancestors.end(), [](const python::Ancestor& ancestor) {
    const std::string& name = ancestor.external;
    return name.find("Manager") != std::string::npos || name.find("QuerySet") != std::string::npos ||
           name.find("manager") != std::string::npos || name.find("queryset") != std::string::npos;
  });
  if (!may) return {};
  std::vector<const Model*> found;
  for (const auto& model : models.models()) {
    if (model->definition == nullptr || model->proxy) continue;
    for (const python::Ancestor& ancestor : evaluator.Mro(*model->definition)) {
      if (ancestor.definition == nullptr) continue;
      for (const std::string& name : ancestor.definition->scope.order) {
        const auto value = evaluator.NameIn(ancestor.definition->scope, name);
        const auto* instance = value ? value->As<python::Instance>() : nullptr;
        if (instance == nullptr) continue;
        const auto* callee = instance->call->callee.As<python::ClassRef>();
        const bool named = callee != nullptr && callee->definition == &definition;
        const bool made =
            instance->call->node != nullptr && callee == nullptr &&
            instance->call->node->text.find(definition.name + ".as_manager") != std::string_view::npos;
        if ((named || made) && (found.empty() || found.back() != model.get())) found.push_back(model.get());
      }
    }
  }
  return found;
}

// The model that a class inherits from by way of a call: class Discount(get_model("offer", "Benefit")).
const Model* BaseOf(const python::Class& definition, const ModelTable& models, python::Evaluator& evaluator) {
  for (const python::Ancestor& ancestor : evaluator.Mro(definition)) {
    const syntax::Node* bases =
        ancestor.definition == nullptr ? nullptr : ancestor.definition->node->Field("superclasses");
    if (bases == nullptr) continue;
    for (const syntax::Node* base : bases->children) {
      if (base->Is("keyword_argument")) continue;
      const python::Value value = evaluator.Eval(*base, {&ancestor.definition->scope.module->scope});
      const std::string label = value.Is<python::Instance>() ? models.LabelOf(value, "", "") : "";
      const Model* model = label.empty() ? nullptr : models.OfLabel(label);
      if (model != nullptr) return model;
    }
  }
  return nullptr;
}

}  // namespace

std::vector<std::pair<std::string, const syntax::Node*>> Keywords(const syntax::Node& call) {
  std::vector<std::pair<std::string, const syntax::Node*>> keywords;
  const syntax::Node* arguments = call.Field("arguments");
  for (const syntax::Node* argument :
       arguments == nullptr ? std::vector<const syntax::Node*>() : arguments->children) {
    const syntax::Node* name = argument->Is("keyword_argument") ? argument->Field("name") : nullptr;
    const syntax::Node* value = argument->Field("value");
    if (name != nullptr && value != nullptr) keywords.emplace_back(name->text, value);
  }
  return keywords;
}

std::string_view CalledName(const syntax::Node& call) {
  const syntax::Node* function = call.Field("function");
  if (function == nullptr) return "";
  if (function->Is("identifier")) return function->text;
  const syntax::Node* name = function->Field("attribute");
  return name == nullptr ? "" : name->text;
}

void ForEachStatement(const syntax::Node& body, const std::function<void(const syntax::Node&)>& visit) {
  std::vector<std::pair<const syntax::Node*, int>> open = {{&body, 0}};
  while (!open.empty()) {
    const auto [node, depth] = open.back();
    open.pop_back();
    const bool block = node->Is("block");
    if (!block && node != &body) visit(*node);
    if (depth > kMaxStatementDepth || node->Is("function_definition") || node->Is("class_definition"))
      continue;
    const bool compound = block || node == &body || node->Is("if_statement") || node->Is("for_statement") ||
                          node->Is("while_statement") || node->Is("with_statement") ||
                          node->Is("try_statement") || node->Is("elif_clause") || node->Is("else_clause") ||
                          node->Is("except_clause") || node->Is("finally_clause");
    if (!compound) continue;
    for (auto child = node->children.rbegin(); child != node->children.rend(); ++child) {
      const bool part = block || (*child)->Is("block") || (*child)->Is("elif_clause") ||
                        (*child)->Is("else_clause") || (*child)->Is("except_clause") ||
                        (*child)->Is("finally_clause");
      if (part) open.emplace_back(*child, depth + 1);
    }
  }
}

void ForEachFunction(Project& project, const ModelTable& models,
                     const std::function<void(const FunctionPlace&)>& visit) {
  constexpr std::size_t kMaxModels = 8;  // of one method
  for (const python::Module* module : project.code()) {
    for (const auto& [name, bindings] : module->scope.names) {
      for (const python::Binding& binding : bindings) {
        if (binding.kind == python::Binding::Kind::kFunction) visit({module, nullptr, binding.node, nullptr});
      }
    }
    for (const auto& definition : module->classes) {
      std::vector<const Model*> selves = models.Descendants(*definition);
      FunctionPlace place{module, definition.get()};
      if (selves.empty()) {
        selves = {nullptr};
        place.base = BaseOf(*definition, models, project.evaluator());
        const std::vector<const Model*> managed = ManagedBy(*definition, models, project.evaluator());
        if (managed.size() == 1) place.managed = managed[0];
      }
      if (selves.size() > kMaxModels) selves.resize(kMaxModels);
      for (const auto& [name, bindings] : definition->scope.names) {
        for (const python::Binding& binding : bindings) {
          if (binding.kind != python::Binding::Kind::kFunction) continue;
          place.node = binding.node;
          for (const Model* self : selves) {
            place.self = self;
            visit(place);
          }
        }
      }
    }
  }
}

Typing::Typing(Project& project, const ModelTable& models, const FunctionPlace& place)
    : project_(project), models_(models), place_(place) {
  project.evaluator().Restart();
  if (place.owner == nullptr) return;
  if (place.self != nullptr) {
    locals_["self"] = {.kind = Kind::kRow, .model = place.self, .lookups = {}, .calls = {}};
    locals_["cls"] = {.kind = Kind::kModel, .model = place.self, .lookups = {}, .calls = {}};
    return;
  }
  if (place.base != nullptr) {
    locals_["self"] = {.kind = Kind::kRow, .model = place.base, .lookups = {}, .plain = false, .calls = {}};
  } else if (place.managed != nullptr) {
    locals_["self"] = {
        .kind = Kind::kManager, .model = place.managed, .lookups = {}, .plain = false, .calls = {}};
  }
}

python::Value Typing::ValueOf(const syntax::Node& expression) {
  // Model.CONSTANT, where the model is known by its label only.
  const syntax::Node* object = expression.Is("attribute") ? expression.Field("object") : nullptr;
  if (object != nullptr) {
    const Typed typed = Of(*object);
    const bool of_class = typed.kind == Kind::kModel || object->text == "self";
    if (of_class && typed.model != nullptr && typed.model->definition != nullptr)
      return project_.evaluator().Attribute({python::ClassRef{typed.model->definition}},
                                            expression.Field("attribute")->text);
  }
  return project_.evaluator().Eval(expression, {&place_.module->scope});
}

Typed Typing::OfValue(const python::Value& value) const {
  const python::Value* named = &value;
  if (named->Is<python::ClassRef>() || named->Is<python::Instance>()) {
    const std::string label = models_.LabelOf(*named, "", "");
    const Model* model = label.empty() ? nullptr : models_.OfLabel(label);
    if (model != nullptr) return {.kind = Kind::kModel, .model = model, .lookups = {}, .calls = {}};
  }
  return {};
}

// A row of the one model that is called like the variable.
Typed Typing::Guess(std::string_view name) const {
  const Model* found = nullptr;
  for (const auto& model : models_.models()) {
    if ((SnakeCase(model->name) != name && Lower(model->name) != name) || model->proxy) continue;
    if (found != nullptr) return {};
    found = model.get();
  }
  if (found == nullptr && name == "user") found = models_.OfLabel(project_.user_label());
  if (found == nullptr) return {};
  return {.kind = Kind::kRow, .model = found, .lookups = {}, .plain = false, .certain = false, .calls = {}};
}

Typed Typing::OfName(std::string_view name) {
  const auto local = locals_.find(name);
  if (local != locals_.end()) {
    Typed typed = local->second;
    // A variable may have been narrowed in a branch that does not always run.
    if (typed.kind == Kind::kQuerySet) typed.plain = false;
    return typed;
  }
  Typed typed = OfValue(project_.evaluator().Name(name, place_.module->scope));
  return typed.kind == Kind::kNothing ? Guess(name) : typed;
}

Typed Typing::Of(const syntax::Node& node) {
  if (depth_ > kMaxTypingDepth) return {};
  ++depth_;
  Typed typed;
  if (node.Is("identifier")) {
    typed = OfName(node.text);
  } else if (node.Is("attribute")) {
    typed = OfAttribute(node);
  } else if (node.Is("call")) {
    typed = OfCall(node);
  } else if (node.Is("parenthesized_expression") && node.children.size() == 1) {
    typed = Of(*node.children[0]);
  } else if (node.Is("subscript") && node.Field("value") != nullptr && node.Field("subscript") != nullptr) {
    typed = Of(*node.Field("value"));
    if (typed.kind == Kind::kQuerySet && !node.Field("subscript")->Is("slice")) typed.kind = Kind::kRow;
    typed.plain = false;
  }
  --depth_;
  return typed;
}

Typed Typing::OfAttribute(const syntax::Node& node) {
  const syntax::Node* object = node.Field("object");
  const syntax::Node* attribute = node.Field("attribute");
  if (object == nullptr || attribute == nullptr) return {};
  const std::string_view name = attribute->text;
  if (name == "through") return Through(*object);
  const Typed typed = Of(*object);
  if (typed.kind == Kind::kModel) {
    if (IsOneOf(name, {"_default_manager", "_base_manager"})) {
      const bool plain = AllPlain(*typed.model, project_.evaluator());
      return {.kind = Kind::kManager, .model = typed.model, .lookups = {}, .plain = plain, .calls = {}};
    }
    if (const auto plain = PlainManager(*typed.model, name, project_.evaluator()))
      return {.kind = Kind::kManager, .model = typed.model, .lookups = {}, .plain = *plain, .calls = {}};
    return {};
  }
  if (typed.kind == Kind::kManager || typed.kind == Kind::kQuerySet) {
    if (name == "model") return {.kind = Kind::kModel, .model = typed.model, .lookups = {}, .calls = {}};
    return {};
  }
  if (typed.kind == Kind::kRow) {
    if (name == "__class__") return {.kind = Kind::kModel, .model = typed.model, .lookups = {}, .calls = {}};
    const auto [owner, field] = models_.FindField(*typed.model, name);
    if (field != nullptr && field->relation() && field->name == name) {
      const Model* target = models_.OfLabel(field->target);
      if (target != nullptr)
        return {.kind = Kind::kRow,
                .model = target,
                .lookups = {},
                .plain = typed.plain,
                .certain = typed.certain,
                .calls = {}};
      return {};
    }
    if (field != nullptr) return {};
    return Reverse(typed, name);
  }
  if (object->text == "self" || object->text.ends_with("request")) return Guess(name);
  return {};
}

// row.tags.through: the model between.
Typed Typing::Through(const syntax::Node& many) {
  const syntax::Node* object = many.Is("attribute") ? many.Field("object") : nullptr;
  const Typed row = object == nullptr ? Typed() : Of(*object);
  if (row.model == nullptr) return {};
  const Field* field = row.model->Find(many.Field("attribute")->text);
  const Model* between =
      field == nullptr || field->through.empty() ? nullptr : models_.OfLabel(field->through);
  if (between == nullptr) return {};
  return {.kind = Kind::kModel, .model = between, .lookups = {}, .calls = {}};
}

Typed Typing::Reverse(const Typed& row, std::string_view name) const {
  for (const auto& model : models_.models()) {
    if (model->proxy) continue;
    for (const Field& field : model->fields) {
      if (!field.relation() || field.target != row.model->label || RelatedName(*model, field) != name)
        continue;
      const Kind kind = field.Is(Family::kOneToOne) ? Kind::kRow : Kind::kManager;
      return {.kind = kind,
              .model = model.get(),
              .lookups = {{field.name, nullptr, false}},
              .plain = AllPlain(*model, project_.evaluator()),
              .certain = row.certain,
              .calls = {}};
    }
  }
  return {};
}

Typed Typing::OfCall(const syntax::Node& node) {
  const syntax::Node* function = node.Field("function");
  if (function == nullptr) return {};
  const std::string_view name = CalledName(node);
  if (IsOneOf(name, {"get_model", "get_user_model"})) return OfValue(ValueOf(node));
  const syntax::Node* arguments = node.Field("arguments");
  if (IsOneOf(name, {"get_object_or_404", "get_list_or_404"}) && arguments != nullptr &&
      !arguments->children.empty()) {
    Typed typed = Of(*arguments->children[0]);
    if (typed.kind == Kind::kNothing || typed.kind == Kind::kRow) return {};
    if (typed.kind == Kind::kModel) typed.plain = AllPlain(*typed.model, project_.evaluator());
    return Method(std::move(typed), name.starts_with("get_object") ? "get" : "filter", node);
  }
  if (function->Is("identifier")) {
    const Typed callee = Of(*function);
    if (callee.kind == Kind::kModel)
      return {.kind = Kind::kRow, .model = callee.model, .lookups = {}, .plain = false, .calls = {}};
    if (name == "list" && arguments != nullptr && arguments->children.size() == 1)
      return Of(*arguments->children[0]);
    return {};
  }
  const syntax::Node* object = function->Field("object");
  if (object == nullptr) return {};
  // super().get_queryset() of a manager is the manager.
  if (object->text == "super()") {
    const auto self = locals_.find("self");
    return self != locals_.end() && self->second.kind == Kind::kManager ? Method(self->second, name, node)
                                                                        : Typed();
  }
  const Typed typed = Of(*object);
  if (typed.kind == Kind::kModel && name == "__class__") return typed;
  if (typed.kind != Kind::kManager && typed.kind != Kind::kQuerySet) return {};
  return Method(typed, name, node);
}

Typed Typing::Method(Typed object, std::string_view name, const syntax::Node& call) {
  object.calls.push_back(&call);
  if (IsOneOf(name, {"filter", "get", "exclude", "get_or_create", "update_or_create"})) {
    for (const auto& [keyword, value] : Keywords(call)) {
      if (keyword == "defaults" || keyword == "create_defaults") continue;
      object.lookups.push_back({keyword, value, name == "exclude"});
    }
    const syntax::Node* arguments = call.Field("arguments");
    for (const syntax::Node* argument : arguments->children) {
      const bool target = argument == arguments->children[0] && CalledName(call).ends_with("_404");
      if (!argument->Is("keyword_argument") && !target) {
        object.plain = false;
        object.narrowed = true;
      }
    }
  }
  if (GivesRow(name) || IsOneOf(name, {"get_or_create", "update_or_create"})) {
    object.kind = Kind::kRow;
    return object;
  }
  object.kind = Kind::kQuerySet;
  if (IsSameQuerySet(name)) {
    if (IsOneOf(name, {"active", "annotate", "none", "using", "complex_filter", "get_query_set"}))
      object.plain = false;
    if (IsOneOf(name, {"active", "none", "complex_filter"})) object.narrowed = true;
    return object;
  }
  if (IsOneOf(name, {"exists", "count"})) return object;
  // A method of the application's own: still rows of that model, of which is not known.
  object.plain = false;
  object.narrowed = true;
  return object;
}

void Typing::Learn(const syntax::Node& statement) {
  if (statement.Is("for_statement")) {
    const syntax::Node* left = statement.Field("left");
    const syntax::Node* right = statement.Field("right");
    if (left == nullptr || right == nullptr || !left->Is("identifier")) return;
    Typed typed = Of(*right);
    const bool rows = typed.kind == Kind::kQuerySet || typed.kind == Kind::kManager;
    locals_[std::string(left->text)] =
        rows ? Typed{.kind = Kind::kRow, .model = typed.model, .lookups = {}, .plain = false, .calls = {}}
             : Guess(left->text);
    return;
  }
  if (!statement.Is("expression_statement") || statement.children.empty()) return;
  const syntax::Node& assignment = *statement.children[0];
  const syntax::Node* left = assignment.Is("assignment") ? assignment.Field("left") : nullptr;
  const syntax::Node* right = assignment.Field("right");
  if (left == nullptr || right == nullptr) return;
  Typed typed = Of(*right);
  // row, created = X.objects.get_or_create(...)
  if (left->Is("pattern_list") && !left->children.empty()) left = left->children[0];
  if (!left->Is("identifier")) return;
  if (typed.kind == Kind::kNothing) typed = Guess(left->text);
  locals_[std::string(left->text)] = std::move(typed);
}

}  // namespace tacit::analyze::django

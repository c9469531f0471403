// Where following begins: methods with arguments that nobody knows, and declarations.
#include <algorithm>

#include "analyzer/rails/queries/evaluator.h"

namespace tacit::analyze::rails::queries {

namespace {

// Methods called on the variable `name` within a piece of code.
void CallsOn(std::string_view name, const syntax::Node& node, std::vector<std::string>& methods,
             int depth = 0) {
  constexpr int kDeepest = 100;
  if (depth > kDeepest) return;
  const syntax::Node* receiver = node.Is("call") ? node.Field("receiver") : nullptr;
  const syntax::Node* method = node.Is("call") ? node.Field("method") : nullptr;
  if (receiver != nullptr && method != nullptr && receiver->Is("identifier") && receiver->text == name) {
    methods.emplace_back(method->text);
  }
  for (const syntax::Node* child : node.children) CallsOn(name, *child, methods, depth + 1);
}

bool IsOfEveryObject(std::string_view name) {
  return name.ends_with("?") || name.ends_with("=") || name.ends_with("!") ||
         ruby::IsOneOf(name,
                       {"id", "to_s", "class", "to_param", "save", "reload", "errors", "attributes", "send",
                        "try", "update", "destroy", "dup", "inspect", "presence", "becomes", "tap"});
}

}  // namespace

// A parameter of a model's name is such a record where the code treats it as one: all that it asks is there.
void Evaluator::BindUnknown(const syntax::Node& method, const FramePtr& frame) {
  const syntax::Node* parameters = method.Field("parameters");
  const syntax::Node* body = method.Field("body");
  if (parameters == nullptr || body == nullptr) return;
  for (const syntax::Node* p : parameters->children) {
    const syntax::Node* name_node = p->Is("identifier") ? p : p->Field("name");
    if (name_node == nullptr || p->Is("splat_parameter") || p->Is("hash_splat_parameter") ||
        p->Is("block_parameter"))
      continue;
    const std::string name(name_node->text);
    const syntax::Node* given = p->Field("value");
    Value value = MakeUnknown(std::to_string(frame->id) + ":" + name);
    const std::string model = world_.Resolve(world_.inflector().CamelizeName(name), frame->nesting);
    std::vector<std::string> methods;
    CallsOn(name, *body, methods);
    bool known = false;
    const bool fits = std::all_of(methods.begin(), methods.end(), [&](const std::string& asked) {
      const bool own =
          world_.FindColumn(model, asked) != nullptr || world_.FindAssociation(model, asked) != nullptr ||
          world_.InstanceMethod(model, asked).code != nullptr || !world_.DelegateOf(model, asked).empty();
      known = known || own || asked == "id";
      return own || IsOfEveryObject(asked);
    });
    if (world_.IsModel(model) && fits && known) {
      value = MakeObject(model, std::to_string(frame->id) + ":" + name);
    } else if (given != nullptr) {  // its default is one of its values, and the one that is known
      const Value standard = Eval(*given, frame);
      if (standard.Is<Object>() || standard.Is<ClassRef>()) value = standard;
      const bool plain = standard.Is<Nil>() || standard.Is<bool>() || standard.AsHash() != nullptr;
      if (plain && path_->Answer(2, "") == 0) value = standard;
    }
    frame->locals[name] = std::move(value);
  }
}

void Evaluator::RunEntry(const Method& method, const std::string& name, Value self) {
  const syntax::Node& node = *method.code->node;
  const FramePtr frame = MakeFrame(*method.code, std::move(self));
  frame->method = name;
  frame->owner = method.owner;
  if (const syntax::Node* parameters = node.Field("parameters")) {
    Bind(parameters, {}, false, frame);
    BindUnknown(node, frame);
  }
  const syntax::Node* body = node.Field("body");
  Value value = body == nullptr ? MakeNil() : Eval(*body, frame);
  if (flow_ != Flow::kNone) value = flow_ == Flow::kReturn ? result_ : MakeNil();
  flow_ = Flow::kNone;
  if (const RelationPtr relation = value.AsRelation()) Read(*relation, node, frame, "returned");
}

// Rows of a relation that is handed on to code that is not followed.
void Evaluator::Read(const Relation& relation, const syntax::Node& node, const FramePtr& frame,
                     std::string note) {
  std::string list;
  bool collection = false;
  const auto joined = Joined(relation, &list, &collection);
  if (!joined || relation.none) return;
  Send(SelectText(*joined, relation.select.empty() ? list : ""), frame->file, node.line, std::move(note));
}

void Evaluator::RunAction(const Method& method, const std::string& name, const std::vector<Filter>& filters,
                          const Value& self) {
  for (const Filter& filter : filters) {
    const bool listed = std::find(filter.actions.begin(), filter.actions.end(), name) != filter.actions.end();
    if (!filter.actions.empty() && listed == filter.except) continue;
    const auto* object = self.As<Object>();
    const Method code = world_.InstanceMethod(object->path, filter.method);
    if (code.code == nullptr) continue;
    (void)RunMethod(code, filter.method, self, {}, MakeNil());
    if (flow_ == Flow::kRaise) {  // the action is not reached
      flow_ = Flow::kNone;
      return;
    }
  }
  RunEntry(method, name, self);
  const FramePtr frame = MakeFrame(*method.code, self);
  for (const auto& [variable, value] : *self.As<Object>()->fields) {
    const RelationPtr relation = value.AsRelation();
    if (relation != nullptr) Read(*relation, *method.code->node, frame, variable + " for the view");
  }
}

void Evaluator::SendAssociation(const AssociationInfo& info) {
  const RelationPtr relation = Read(info);
  if (relation == nullptr) return;
  std::string list;
  bool collection = false;
  const auto joined = Joined(*relation, &list, &collection);
  if (joined) Send(SelectText(*joined, list), &info.file, info.line, "association " + info.name);
}

void Evaluator::SendScope(const std::string& model, const ClassCall& call) {
  const auto name = call.arguments.empty() ? std::nullopt : call.arguments[0].Name();
  const RelationPtr all = All(model);
  if (!name || all == nullptr || call.arguments.size() != 2) return;
  const Value scope = FromBody(call.arguments[1]);
  const auto* proc = scope.As<Proc>();
  if (proc == nullptr || proc->node == nullptr) return;
  std::vector<Value> args;
  if (const syntax::Node* parameters = proc->node->Field("parameters")) {
    for (const syntax::Node* parameter : parameters->children) {
      if (parameter->Is("identifier")) args.push_back(MakeUnknown("scope:" + std::string(parameter->text)));
    }
  }
  const RelationPtr relation = ApplyScope(all, scope, args);
  if (relation == nullptr || relation->none) return;
  std::string list;
  bool collection = false;
  const auto joined = Joined(*relation, &list, &collection);
  if (joined)
    Send(SelectText(*joined, relation->select.empty() ? list : ""), &call.file, call.line, "scope " + *name);
}

// The look-up of a uniqueness validator, for a new record and for one that is in the table.
void Evaluator::SendUniqueness(const std::string& model, const ClassCall& call) {
  const ruby::Hash* options = &call.options;
  if (call.name == "validates") {
    const ruby::Value* own = call.options.Find("uniqueness");
    if (own == nullptr || own->Truth() == false) return;
    static const ruby::Hash kNone;
    options = own->As<ruby::Hash>() == nullptr ? &kNone : own->As<ruby::Hash>();
  } else if (call.name != "validates_uniqueness_of") {
    return;
  }
  const RelationPtr bare = Bare(model);
  if (bare == nullptr) return;
  std::vector<std::string> scope;
  if (const ruby::Value* listed = options->Find("scope")) {
    const auto names = ruby::Names(*listed);
    if (!names) return;
    scope = *names;
  }
  const ruby::Value* sensitive = options->Find("case_sensitive");
  const ruby::Value* conditions = options->Find("conditions");
  for (const ruby::Value& attribute : call.arguments) {
    const auto name = attribute.Name();
    if (!name) continue;
    Relation lookup = *bare;
    std::vector<std::string> columns = {*name};
    columns.insert(columns.end(), scope.begin(), scope.end());
    bool known = true;
    for (const std::string& part : columns) {
      const Column* column = world_.FindColumn(model, part);
      std::string column_name = column == nullptr ? "" : column->name;
      if (const AssociationInfo* info = world_.FindAssociation(model, part);
          column == nullptr && info != nullptr)
        column_name = info->foreign_key;
      known = known && !column_name.empty();
      if (!known) break;
      const std::string full = ColumnName(lookup.table->name, column_name);
      const bool any_case = part == *name && sensitive != nullptr && sensitive->Truth() == false;
      lookup.where.push_back(
          {any_case ? "LOWER(" + full + ") = LOWER(" + kScalarHole + ")" : full + " = " + kScalarHole, ""});
    }
    if (!known) continue;
    if (conditions != nullptr) {
      const RelationPtr scoped =
          ApplyScope(std::make_shared<const Relation>(lookup), FromBody(*conditions), {});
      if (scoped == nullptr) continue;
      lookup = *scoped;
    }
    lookup.limit = "1";
    Send(SelectText(lookup, "1 AS one"), &call.file, call.line, "uniqueness of " + *name);
    const std::string key = world_.PrimaryKey(model);
    if (key.empty()) continue;
    lookup.where.push_back({ColumnName(lookup.table->name, key) + " <> " + kScalarHole, ""});
    Send(SelectText(lookup, "1 AS one"), &call.file, call.line,
         "uniqueness of " + *name + ", of a saved record");
  }
}

}  // namespace tacit::analyze::rails::queries

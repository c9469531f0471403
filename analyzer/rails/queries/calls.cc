// Calls: their arguments, and who answers them.
#include <algorithm>

#include "analyzer/rails/queries/evaluator.h"

namespace tacit::analyze::rails::queries {

namespace {

// Of what the framework gives to every object; they have no method in the sources.
bool TakesBlockAsIs(std::string_view name) {
  return ruby::IsOneOf(name, {"transaction", "tap", "then", "with_lock", "silence", "benchmark", "uncached",
                              "respond_to", "instance_eval", "loop", "synchronize", "catch", "no_touching",
                              "capture", "content_tag", "cache", "without_locking", "measure"});
}

}  // namespace

std::string Evaluator::OriginOfCall(const Call& call, const FramePtr& frame) const {
  const Value& receiver = call.receiver ? *call.receiver : frame->self;
  std::string origin = OriginOf(receiver);
  if (origin.empty()) origin = std::to_string(frame->id);
  origin += "." + call.name;
  if (call.arguments != nullptr) origin += "(" + ruby::OneLine(call.arguments->text.substr(0, 80)) + ")";
  return origin;
}

Value Evaluator::UnknownOf(const Call& call, const FramePtr& frame) const {
  return MakeUnknown(OriginOfCall(call, frame));
}

void Evaluator::ReadArguments(const std::vector<const syntax::Node*>& nodes, Call& call,
                              const FramePtr& frame) {
  Hash options;
  bool has_options = false;
  for (const syntax::Node* node : nodes) {
    if (flow_ != Flow::kNone) return;
    if (node->Is("pair") || node->Is("hash_splat_argument")) {
      AddPair(*node, options, frame);
      has_options = true;
    } else if (node->Is("block_argument")) {
      if (node->children.empty()) {
        call.block = frame->Method().block;
        continue;
      }
      const Value passed = Eval(*node->children.front(), frame);
      if (const auto* symbol = passed.As<Symbol>()) {
        call.block = {Proc{nullptr, frame, symbol->name}};
      } else if (passed.Is<Proc>()) {
        call.block = passed;
      }
    } else if (node->Is("splat_argument") && !node->children.empty()) {
      const Value spread = Eval(*node->children.front(), frame);
      if (const Array* items = spread.AsArray()) {
        call.args.insert(call.args.end(), items->items.begin(), items->items.end());
      } else if (spread.Is<Symbol>() || spread.Is<std::string>()) {
        call.args.push_back(spread);
      } else {
        call.args.push_back(spread.Is<List>() ? spread : MakeUnknown(node->text));
      }
    } else {
      call.args.push_back(Eval(*node, frame));
    }
  }
  if (has_options) call.args.push_back(MakeHash(std::move(options)));
}

Value Evaluator::EvalElement(const syntax::Node& node, const FramePtr& frame) {
  if (node.children.empty()) return MakeUnknown(node.text);
  Call call;
  call.node = &node;
  call.name = "[]";
  call.block = MakeNil();
  call.receiver = Eval(*node.children[0], frame);
  ReadArguments({node.children.begin() + 1, node.children.end()}, call, frame);
  if (flow_ != Flow::kNone) return result_;
  if (const auto* symbol = call.args.empty() ? nullptr : call.args[0].As<Symbol>();
      symbol != nullptr && call.receiver->Is<Unknown>()) {
    return MakeUnknown(OriginOf(*call.receiver) + "[" + symbol->name + "]");
  }
  return Dispatch(call, frame);
}

Value Evaluator::EvalCall(const syntax::Node& node, const FramePtr& frame) {
  Call call;
  call.node = &node;
  call.block = MakeNil();
  if (node.Is("identifier")) {
    if (auto local = frame->Lookup(node.text)) return *local;
    call.name = std::string(node.text);
    return Dispatch(call, frame);
  }
  const syntax::Node* method = node.Field("method");
  const syntax::Node* receiver = node.Field("receiver");
  if (receiver != nullptr) call.receiver = Eval(*receiver, frame);
  if (flow_ != Flow::kNone) return result_;
  if (method == nullptr) {  // proc.(x)
    call.name = "call";
  } else if (method->Is("super")) {
    return EvalSuper(node, frame);
  } else {
    call.name = std::string(method->text);
  }
  if (call.receiver && node.op == "&.") {
    if (call.receiver->Is<Nil>()) return MakeNil();
  }
  call.arguments = node.Field("arguments");
  if (call.arguments != nullptr) ReadArguments(call.arguments->children, call, frame);
  if (flow_ != Flow::kNone) return result_;
  if (const syntax::Node* block = node.Field("block")) call.block = {Proc{block, frame, ""}};
  return Dispatch(call, frame);
}

Value Evaluator::Dispatch(Call& call, const FramePtr& frame) {
  if (!call.receiver) return CallSelf(call, frame);
  if (ruby::IsOneOf(call.name, {"send", "public_send", "__send__", "try", "try!"})) {
    const auto name = call.args.empty() ? std::nullopt : Name(call.args[0]);
    if (!name) return UnknownOf(call, frame);
    call.args.erase(call.args.begin());
    call.name = *name;
    return Dispatch(call, frame);
  }
  if (const auto* object = call.receiver->As<Object>()) return CallObject(Object(*object), call, frame);
  if (const auto* type = call.receiver->As<ClassRef>()) return CallClass(ClassRef(*type), call, frame);
  if (call.receiver->Is<Connection>()) return CallConnection(call, frame);
  if (const auto* chain = call.receiver->As<WhereChain>()) {
    const RelationPtr relation = chain->relation;
    if (auto answer = CallRelation(relation, call, frame)) return *answer;
    return UnknownOf(call, frame);
  }
  if (const RelationPtr relation = call.receiver->AsRelation()) {
    if (auto answer = CallRelation(relation, call, frame)) return *answer;
    return UnknownOf(call, frame);
  }
  if (auto answer = CallCore(call, frame)) return *answer;
  return CallUnknown(call, frame);
}

Value Evaluator::CallSelf(Call& call, const FramePtr& frame) {
  if ((call.name == "lambda" || call.name == "proc") && call.HasBlock()) return call.block;
  if (call.name == "raise" || call.name == "fail" || call.name == "abort") {
    flow_ = Flow::kRaise;
    result_ = MakeUnknown("raise");
    return result_;
  }
  if (call.name == "block_given?") return {frame->Method().block.Is<Proc>()};
  if (call.name == "binding" || call.name == "require") return MakeUnknown(call.name);
  if (call.name == "Array" && call.args.size() == 1) {
    const Value& value = call.args[0];
    if (value.AsArray() != nullptr || value.Is<List>()) return value;
    if (value.Is<Nil>()) return MakeArray({});
    return MakeList(OriginOf(value), value.Is<Object>() ? value : MakeScalar(""));
  }
  if (call.name == "Integer" || call.name == "Float" || call.name == "String")
    return MakeScalar(OriginOfCall(call, frame));
  if (frame->self.Is<Unknown>()) return CallUnknown(call, frame);
  call.receiver = frame->self;
  return Dispatch(call, frame);
}

Value Evaluator::CallUnknown(Call& call, const FramePtr& frame) {
  if (call.HasBlock()) {
    const Value receiver = call.receiver ? *call.receiver : frame->self;
    if (TakesBlockAsIs(call.name)) {
      Value value = RunBlock(call.block,
                             {call.name == "tap" || call.name == "then" ? receiver : MakeUnknown(call.name)});
      if (flow_ == Flow::kBreak) flow_ = Flow::kNone;
      return call.name == "tap" ? receiver : value;
    }
    const std::string item = OriginOfCall(call, frame) + " item";
    (void)EachOf(MakeUnknown(item), call, false);
    if (flow_ != Flow::kNone) return result_;
  }
  static constexpr std::string_view kLists[] = {"map",     "collect", "ids",     "pluck",    "to_a",
                                                "select",  "reject",  "keys",    "values",   "uniq",
                                                "compact", "sort",    "flatten", "flat_map", "split"};
  if (std::find(std::begin(kLists), std::end(kLists), call.name) != std::end(kLists)) {
    return MakeList(OriginOfCall(call, frame), MakeUnknown(OriginOfCall(call, frame) + " item"));
  }
  if (ruby::IsOneOf(call.name,
                    {"to_i", "to_f", "to_d", "length", "size", "count", "to_date", "to_time", "ago", "id",
                     "from_now", "hash", "hexdigest", "beginning_of_day", "end_of_day"})) {
    return MakeScalar(OriginOfCall(call, frame));
  }
  if (call.name == "join" && call.args.size() == 1 && Name(call.args[0]).value_or("").starts_with(",")) {
    return {std::string(1, kListHole)};
  }
  return UnknownOf(call, frame);
}

Value Evaluator::CallClass(const ClassRef& type, Call& call, const FramePtr& frame) {
  const bool model = world_.IsModel(type.path);
  if (ruby::IsOneOf(call.name, {"connection", "lease_connection"})) return {Connection{}};
  if (ruby::IsOneOf(call.name, {"name", "to_s", "model_name", "sti_name", "polymorphic_name"}))
    return {type.path};
  if (call.name == "table_name" || call.name == "quoted_table_name") {
    const auto table = world_.reader().TableOf(type.path);
    return table ? Value{*table} : UnknownOf(call, frame);
  }
  if (call.name == "table_name_prefix" || call.name == "table_name_suffix") {
    const auto* set = world_.reader().Setting(type.path, call.name);
    return {set == nullptr ? std::string() : set->Name().value_or(std::string(1, kUnknownHole))};
  }
  if (call.name == "primary_key" && model) return {world_.PrimaryKey(type.path)};
  if (call.name == "class" || call.name == "base_class" || call.name == "klass" || call.name == "model") {
    return call.name == "base_class" ? Value{ClassRef{world_.PolymorphicName(type.path), nullptr}}
                                     : Value{type};
  }
  if (call.name == "connected_to" || TakesBlockAsIs(call.name)) return CallUnknown(call, frame);
  if (call.name.starts_with("sanitize_sql") || call.name == "replace_bind_variables") {
    const Array* parts = call.args.empty() ? nullptr : call.args[0].AsArray();
    if (parts == nullptr || parts->items.empty())
      return call.args.empty() ? UnknownOf(call, frame) : call.args[0];
    const auto* text = parts->items[0].As<std::string>();
    const auto bound =
        text == nullptr ? std::nullopt : BindValues(*text, {parts->items.begin() + 1, parts->items.end()});
    return bound ? Value{*bound} : UnknownOf(call, frame);
  }
  if (call.name == "===" || call.name == "<=" || call.name == "<" || call.name == "==")
    return UnknownOf(call, frame);
  const Method method = world_.ClassMethod(type.path, call.name);
  if (method.code != nullptr) return RunMethod(method, call.name, {type}, call.args, call.block);
  if (call.name == "new" || call.name == "build" || call.name == "create" || call.name == "create!") {
    if (type.scope != nullptr || !model) {
      if (!model && call.name != "new") return CallUnknown(call, frame);
    }
    Value made = MakeObject(type.path, type.path + "#" + std::to_string(NextNumber()));
    if (call.HasBlock()) (void)RunBlock(call.block, {made});
    const Method initialize = model ? Method{} : world_.InstanceMethod(type.path, "initialize");
    if (initialize.code != nullptr) (void)RunMethod(initialize, "initialize", made, call.args, call.block);
    return made;
  }
  if (type.path == "ActiveRecord::Base" || type.path == "Arel") {
    if (call.name == "sql" && call.args.size() == 1) return call.args[0];
    return CallUnknown(call, frame);
  }
  if ((type.path == "Date" || type.path == "Time" || type.path == "DateTime" || type.path == "Time.zone")) {
    return MakeScalar(OriginOfCall(call, frame));
  }
  if (type.path == "Set" && call.name == "[]") return MakeArray(call.args);
  if (!model) return CallUnknown(call, frame);
  const RelationPtr relation = type.scope != nullptr ? type.scope : All(type.path);
  if (relation == nullptr) return CallUnknown(call, frame);
  if (auto answer = CallRelation(relation, call, frame)) return *answer;
  return CallUnknown(call, frame);
}

Value Evaluator::CallObject(const Object& object, Call& call, const FramePtr& frame) {
  if (call.name == "class") return {ClassRef{object.path, nullptr}};
  if (call.name == "connection" && world_.IsModel(object.path)) return {Connection{}};
  if (auto set = object.fields->find("." + call.name); set != object.fields->end() && call.args.empty()) {
    return set->second;
  }
  if (ruby::IsOneOf(call.name, {"nil?", "blank?", "present?", "presence", "!"})) {
    if (call.name == "presence") return *call.receiver;
    const bool negated = call.name != "present?";
    if (!object.maybe_nil) return {!negated};
    return {(path_->Answer(2, object.origin) == 0) != negated};
  }
  if (ruby::IsOneOf(call.name, {"is_a?", "kind_of?", "instance_of?"}) && call.args.size() == 1) {
    const auto* type = call.args[0].As<ClassRef>();
    if (type != nullptr && world_.Descends(object.path, type->path)) return {true};
    if (type != nullptr && !world_.Descends(type->path, object.path)) return {false};
    return UnknownOf(call, frame);
  }
  if (ruby::IsOneOf(call.name,
                    {"reload", "dup", "clone", "becomes", "decorate", "lock!", "itself", "freeze"})) {
    if (call.name == "reload" && world_.IsModel(object.path)) {
      Relation one = *Bare(object.path);
      const std::string key = world_.PrimaryKey(object.path);
      if (!key.empty()) {
        one.where.push_back({ColumnName(one.table->name, key) + " = " + kScalarHole, key});
        one.limit = "1";
        Send(SelectText(one), call, frame, "reload");
      }
    }
    return *call.receiver;
  }
  const Method method = world_.InstanceMethod(object.path, call.name);
  if (method.code != nullptr) return RunMethod(method, call.name, {object}, call.args, call.block);
  if (world_.IsModel(object.path)) {
    if (auto answer = CallRecord(object, call, frame)) return *answer;
  } else {
    const Method helper = world_.HelperMethod(call.name);
    if (helper.code != nullptr) return RunMethod(helper, call.name, {object}, call.args, call.block);
  }
  if (call.HasBlock() || TakesBlockAsIs(call.name)) return CallUnknown(call, frame);
  if (auto answer = CallAny(call, frame)) return *answer;
  return UnknownOf(call, frame);
}

// What ActiveRecord gives to a record: attributes and associations.
std::optional<Value> Evaluator::CallRecord(const Object& object, Call& call, const FramePtr& frame) {
  const std::string origin = OriginOfCall(call, frame);
  if (call.name == "id" || call.name == "to_param" || call.name == "id_was") return MakeScalar(origin);
  if (ruby::IsOneOf(call.name, {"[]", "read_attribute", "attributes", "send"})) return MakeScalar(origin);
  if (const AssociationInfo* info = world_.FindAssociation(object.path, call.name)) {
    const RelationPtr relation = Read(*info);
    if (info->IsCollection()) return relation == nullptr ? UnknownOf(call, frame) : Value{relation};
    if (relation != nullptr) Send(SelectText(*relation), call, frame, "association " + info->name);
    if (info->target.empty()) return UnknownOf(call, frame);
    // Asked twice, it is the same row.
    return MakeObject(info->target, origin, true);
  }
  if (const Column* column = world_.FindColumn(object.path, call.name)) {
    if (world_.FindEnum(object.path, column->name) != nullptr) return UnknownOf(call, frame);
    return MakeScalar(origin);
  }
  if (call.name.ends_with("_ids")) {
    const std::string singular = call.name.substr(0, call.name.size() - 4);
    const AssociationInfo* info = world_.FindAssociation(object.path, Plural(singular));
    const RelationPtr relation = info == nullptr ? nullptr : Read(*info);
    const std::string key = relation == nullptr ? "" : world_.PrimaryKey(relation->model);
    if (!key.empty()) {
      Send(SelectText(*relation, ColumnName(relation->table->name, key)), call, frame, call.name);
      return MakeList(origin, MakeScalar(origin));
    }
  }
  if (const std::string to = world_.DelegateOf(object.path, call.name); !to.empty()) {
    Call inner = call;
    inner.name = to;
    inner.args.clear();
    inner.block = MakeNil();
    call.receiver = CallObject(object, inner, frame);
    return Dispatch(call, frame);
  }
  return std::nullopt;
}

// Statements of SQL that the application itself writes.
Value Evaluator::CallConnection(Call& call, const FramePtr& frame) {
  if (call.name == "quoted_true" || call.name == "quoted_false") {
    return {std::string(call.name == "quoted_true" ? "TRUE" : "FALSE")};
  }
  if (call.name == "quote_column_name" || call.name == "quote_table_name") {
    return call.args.size() == 1 ? call.args[0] : UnknownOf(call, frame);
  }
  if (call.name == "quote" || call.name == "quoted_date") {
    const auto literal = call.args.size() == 1 ? Literal(call.args[0], nullptr) : std::nullopt;
    return literal ? Value{*literal} : UnknownOf(call, frame);
  }
  if (call.name.starts_with("select_") || ruby::IsOneOf(call.name, {"execute", "exec_query", "query"})) {
    const auto* text = call.args.empty() ? nullptr : call.args[0].As<std::string>();
    const RelationPtr relation = call.args.empty() ? nullptr : call.args[0].AsRelation();
    if (text != nullptr) Send(*text, call, frame, call.name);
    if (relation != nullptr) Send(SelectText(*relation), call, frame, call.name);
    if (call.name == "select_value") return MakeScalar(OriginOfCall(call, frame));
    return MakeList(OriginOfCall(call, frame), MakeUnknown(OriginOfCall(call, frame) + " item"));
  }
  return CallUnknown(call, frame);
}

}  // namespace tacit::analyze::rails::queries

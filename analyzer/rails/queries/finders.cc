// Methods of relations that send the query.
#include <algorithm>

#include "analyzer/rails/queries/evaluator.h"
#include "analyzer/rails/queries/finders.h"

namespace tacit::analyze::rails::queries {

namespace {

// Methods that need the rows.
bool NeedsRows(std::string_view name) {
  return ruby::IsOneOf(name, {"to_a",
                              "to_ary",
                              "load",
                              "records",
                              "each",
                              "map",
                              "collect",
                              "each_with_index",
                              "length",
                              "group_by",
                              "index_by",
                              "sort_by",
                              "flat_map",
                              "filter_map",
                              "inject",
                              "reduce",
                              "partition",
                              "reverse",
                              "each_slice",
                              "detect",
                              "reject",
                              "[]",
                              "to_json",
                              "as_json",
                              "entries",
                              "each_with_object",
                              "sort",
                              "compact",
                              "zip",
                              "shuffle",
                              "sample",
                              "+",
                              "-",
                              "|",
                              "&",
                              "join",
                              "to_set",
                              "filter",
                              "destroy_all",
                              "find_all",
                              "slice",
                              "values_at",
                              "to_h",
                              "max_by",
                              "min_by",
                              "uniq!",
                              "in_groups_of",
                              "each_cons",
                              "reload",
                              "uniq",
                              "all?",
                              "index_with",
                              "find_index",
                              "take_while",
                              "drop",
                              "to_xml",
                              "flatten",
                              "present?",
                              "blank?",
                              "presence",
                              "tally",
                              "reverse_each",
                              "cycle",
                              "with_index",
                              "transpose",
                              "collect!",
                              "map!",
                              "delete_if"});
}

}  // namespace

std::optional<Value> Evaluator::CallRelation(const RelationPtr& relation, Call& call, const FramePtr& frame) {
  if (call.receiver->Is<WhereChain>()) return Build(relation, call);
  const std::string& model = relation->model;
  if (call.name == "klass" || call.name == "model") return Value{ClassRef{model, nullptr}};
  if (ruby::IsOneOf(call.name, {"table_name", "quoted_table_name", "primary_key", "connection", "name"})) {
    return CallClass(ClassRef{model, nullptr}, call, frame);
  }
  if (auto scope = world_.FindScope(model, call.name)) {
    const RelationPtr scoped = ApplyScope(relation, *scope, call.args);
    return scoped == nullptr ? std::nullopt : std::optional(Value{scoped});
  }
  const Method method = world_.ClassMethod(model, call.name);
  const bool inside = call.receiver->Is<ClassRef>();  // CallClass looked for it already
  if (method.code != nullptr && !inside) {
    return RunMethod(method, call.name, {ClassRef{model, relation}}, call.args, call.block);
  }
  if (auto built = Build(relation, call)) return built;
  if (flow_ != Flow::kNone) return result_;
  if (auto fetched = Fetch(relation, call, frame)) return fetched;
  if (auto calculated = Calculate(relation, call, frame)) return calculated;
  if (auto found = FindMethod(relation, call, frame)) return found;
  for (const std::string& up : world_.Ancestors(model)) {  // an enum's values are scopes
    const Model* declared = world_.reader().FindModel(up);
    if (declared == nullptr || !call.args.empty()) continue;
    for (const auto& [attribute, map] : declared->enums) {
      const Column* column = world_.FindColumn(model, attribute);
      for (const auto& [name, value] : map.values) {
        const std::string scope = (map.prefix.empty() ? "" : map.prefix + "_") + name +
                                  (map.suffix.empty() ? "" : "_" + map.suffix);
        const bool negated = call.name == "not_" + scope;
        if (column == nullptr || (call.name != scope && !negated)) continue;
        const auto text = ColumnCondition(ColumnName(relation->table->name, column->name), column,
                                          EnumValue(model, attribute, Value{name}));
        if (!text) return std::nullopt;
        Relation next = *relation;
        const Condition condition = {*text, column->name};
        next.where.push_back(negated ? Condition{Negated(condition), ""} : condition);
        return Wrap(std::move(next));
      }
    }
  }
  return std::nullopt;
}

Value Evaluator::Load(const Relation& relation, const Call& call, const FramePtr& frame) {
  const Value rows =
      MakeList(OriginOfCall(call, frame), MakeObject(relation.model, OriginOfCall(call, frame) + " item"));
  if (relation.none) return rows;
  std::string list;
  bool collection = false;
  auto joined = Joined(relation, &list, &collection);
  if (!joined) return rows;
  const std::string key = KeyOf(relation, world_);
  if (collection && joined->limit && !key.empty()) {  // the keys of the page first, then its rows
    Relation page = *joined;
    page.distinct = true;
    std::string keys = key;
    for (std::size_t i = 0; i < page.order.size(); ++i) {
      std::string column = page.order[i];
      if (const std::size_t space = column.rfind(' '); space != std::string::npos) column.resize(space);
      keys = column + " AS alias_" + std::to_string(i) + ", " + keys;
    }
    Send(SelectText(page, keys), call, frame, "load");
    joined->limit.reset();
    joined->offset.reset();
    joined->where.push_back({key + " IN (" + kListHole + ")", ""});
  }
  Send(SelectText(*joined, relation.select.empty() ? list : ""), call, frame,
       relation.through.empty() ? "load"
                                : "association " + relation.through.substr(relation.through.rfind('.') + 1));
  Preload(relation.model, relation.preload, call, frame, 0);
  if (list.empty()) Preload(relation.model, relation.includes, call, frame, 0);
  return rows;
}

Value Evaluator::LoadOne(Relation relation, const Call& call, const FramePtr& frame, bool maybe_nil) {
  relation.limit = "1";
  const std::string origin = OriginOfCall(call, frame);
  std::string list;
  bool collection = false;
  if (const auto joined = Joined(relation, &list, &collection); joined && !relation.none) {
    if (list.empty()) {
      Send(SelectText(relation), call, frame, call.name);
      Preload(relation.model, relation.preload, call, frame, 0);
      Preload(relation.model, relation.includes, call, frame, 0);
    } else {
      (void)Load(relation, call, frame);
    }
  }
  return MakeObject(relation.model, origin, maybe_nil);
}

void Evaluator::Exists(Relation relation, const Call& call, const FramePtr& frame) {
  std::string list;
  bool collection = false;
  const auto joined = Joined(relation, &list, &collection);
  if (!joined || relation.none) return;
  Relation one = *joined;
  one.order.clear();
  one.distinct = false;
  one.limit = "1";
  if (!one.group.empty()) return;
  Send(SelectText(one, "1 AS one"), call, frame, call.name);
}

std::optional<Value> Evaluator::Fetch(const RelationPtr& relation, Call& call, const FramePtr& frame) {
  const std::string& name = call.name;
  const std::string origin = OriginOfCall(call, frame);
  const std::string key = KeyOf(*relation, world_);
  Relation one = *relation;
  if (ruby::IsOneOf(name, {"first", "first!", "last", "last!", "take", "take!", "second", "third", "sole"})) {
    const bool last = name.starts_with("last");
    if (!name.starts_with("take") && name != "sole") {
      if (one.order.empty()) {
        if (key.empty()) return std::nullopt;
        one.order = {key + (last ? " DESC" : " ASC")};
      } else if (last) {
        auto reversed = Reversed(one.order);
        if (!reversed || one.limit) return std::nullopt;
        one.order = *reversed;
      }
    }
    if (name == "second" || name == "third") one.offset = name == "second" ? "1" : "2";
    if (call.args.size() == 1) {
      one.limit = Amount(call.args[0]);
      return one.limit ? std::optional(Load(one, call, frame)) : std::nullopt;
    }
    return LoadOne(std::move(one), call, frame, !name.ends_with("!"));
  }
  if (name == "find") {
    if (call.HasBlock() && call.args.empty()) {
      const Value rows = Load(*relation, call, frame);
      (void)EachOf(*rows.As<List>()->item, call, true);
      return MakeObject(relation->model, origin, true);
    }
    if (key.empty() || call.args.empty()) return std::nullopt;
    Value which = call.args.size() == 1 ? call.args[0] : MakeArray(call.args);
    const bool plural =
        which.AsArray() != nullptr || which.Is<List>() || (which.Is<Unknown>() && IsPlural(OriginOf(which)));
    if (plural) {
      one.where.push_back({key + " IN (" + kListHole + ")", ""});
      return Load(one, call, frame);
    }
    if (which.As<Symbol>() != nullptr) return std::nullopt;  // find(:all) of old
    one.where.push_back({key + " = " + kScalarHole, ""});
    return LoadOne(std::move(one), call, frame, false);
  }
  if (ruby::IsOneOf(name, {"find_by", "find_by!", "find_or_create_by", "find_or_create_by!",
                           "find_or_initialize_by", "find_sole_by", "create_or_find_by", "exists?"})) {
    if (name == "exists?" && call.args.size() == 1 && call.args[0].AsHash() == nullptr &&
        call.args[0].AsArray() == nullptr && !call.args[0].Is<std::string>() && !call.args[0].Is<bool>()) {
      if (key.empty()) return std::nullopt;
      one.where.push_back({key + " = " + kScalarHole, ""});
    } else if (call.args.empty() || !call.args[0].Is<bool>()) {
      auto conditions = Conditions(one, call.args);
      if (!conditions) return std::nullopt;
      one.where.insert(one.where.end(), conditions->begin(), conditions->end());
    }
    if (name == "exists?") {
      Exists(std::move(one), call, frame);
      return MakeUnknown(origin);
    }
    return LoadOne(std::move(one), call, frame, name.starts_with("find_by") && !name.ends_with("!"));
  }
  if (ruby::IsOneOf(name, {"first_or_create", "first_or_create!", "first_or_initialize"})) {
    if (one.order.empty() && !key.empty()) one.order = {key + " ASC"};
    return LoadOne(std::move(one), call, frame, false);
  }
  if (ruby::IsOneOf(name, {"any?", "empty?", "none?", "many?", "one?", "include?", "member?"})) {
    if (call.HasBlock()) {
      const Value rows = Load(*relation, call, frame);
      (void)EachOf(*rows.As<List>()->item, call, true);
    } else if (ruby::IsOneOf(name, {"include?", "member?"})) {
      if (key.empty()) return std::nullopt;
      one.where.push_back({key + " = " + kScalarHole, ""});
      Exists(std::move(one), call, frame);
    } else if (name == "many?" || name == "one?") {
      Count(*relation, "COUNT", "", call, frame);
    } else {
      Exists(std::move(one), call, frame);
    }
    return MakeUnknown(origin);
  }
  if (ruby::IsOneOf(name, {"find_each", "find_in_batches", "in_batches"})) {
    if (key.empty()) return std::nullopt;
    one.order = {key + " ASC"};
    one.limit = "1000";
    if (name == "in_batches") one.select = {key};
    const Value rows = Load(one, call, frame);
    Relation later = one;
    later.where.push_back({key + " > " + kScalarHole, ""});
    Send(SelectText(later), call, frame, name + ", later batches");
    if (call.HasBlock()) {
      Value item = name == "find_each" ? *rows.As<List>()->item : rows;
      if (name == "in_batches") {
        Relation batch = *relation;
        batch.where.push_back({key + " IN (" + kListHole + ")", ""});
        item = Wrap(std::move(batch));
      }
      (void)EachOf(item, call, true);
    }
    return MakeNil();
  }
  if (ruby::IsOneOf(name, {"pluck", "pick", "ids"})) {
    std::string list;
    bool collection = false;
    auto joined = Joined(*relation, &list, &collection);
    auto columns =
        name == "ids" ? std::optional(std::vector<std::string>{key}) : Columns(*relation, call.args);
    if (!joined || !columns || !AllNameColumns(*columns) || columns->empty()) return std::nullopt;
    std::string text;
    for (const std::string& column : *columns) text += (text.empty() ? "" : ", ") + column;
    if (name == "pick") joined->limit = "1";
    if (!relation->none) Send(SelectText(*joined, text), call, frame, name);
    const Value item = columns->size() == 1 ? MakeScalar(origin) : MakeUnknown(origin);
    return name == "pick" ? item : MakeList(origin, item);
  }
  if (name == "find_by_sql" || name == "count_by_sql") {
    const Array* parts = call.args.empty() ? nullptr : call.args[0].AsArray();
    const Value& first = parts != nullptr && !parts->items.empty() ? parts->items[0]
                         : call.args.empty()                       ? *call.receiver
                                                                   : call.args[0];
    const auto* text = first.As<std::string>();
    auto sql = text == nullptr    ? std::nullopt
               : parts == nullptr ? std::optional(*text)
                                  : BindValues(*text, {parts->items.begin() + 1, parts->items.end()});
    if (sql) Send(*sql, call, frame, name);
    if (name == "count_by_sql") return MakeScalar(origin);
    return MakeList(origin, MakeObject(relation->model, origin + " item"));
  }
  if (name == "to_sql") return Value{SelectText(*relation)};
  if (ruby::IsOneOf(
          name, {"update_all", "delete_all", "touch_all", "insert_all", "upsert_all", "update", "delete"}))
    return MakeScalar(origin);
  if (ruby::IsOneOf(name, {"new", "build", "create", "create!", "insert", "upsert"})) {
    Value made = MakeObject(relation->model, origin);
    if (call.HasBlock()) (void)RunBlock(call.block, {made});
    return made;
  }
  if (ruby::IsOneOf(name, {"<<", "push", "concat", "transaction"})) {
    return name == "transaction" ? CallUnknown(call, frame) : Value{relation};
  }
  if (call.receiver->Is<ClassRef>() && call.receiver->As<ClassRef>()->scope == nullptr) return std::nullopt;
  if (!NeedsRows(name) && !(name == "select" && call.HasBlock())) return std::nullopt;
  const Value rows = Load(*relation, call, frame);
  if (ruby::IsOneOf(name,
                    {"to_a", "to_ary", "load", "records", "reload", "destroy_all", "entries", "presence"}))
    return rows;
  if (name == "present?" || name == "blank?" || name == "all?") return MakeUnknown(origin);
  call.receiver = rows;
  auto answer = CallCore(call, frame);
  return answer ? *answer : MakeUnknown(origin);
}

void Evaluator::Count(const Relation& relation, const std::string& function, std::string column,
                      const Call& call, const FramePtr& frame) {
  std::string list;
  bool collection = false;
  auto joined = Joined(relation, &list, &collection);
  if (!joined || relation.none) return;
  Relation counted = *joined;
  const std::string key = KeyOf(relation, world_);
  const bool count = function == "COUNT";
  if (count && column.empty() && counted.select.size() == 1 &&
      counted.select[0].find(',') == std::string::npos && counted.select[0].find('*') == std::string::npos) {
    column = counted.select[0];
  }
  const bool distinct = counted.distinct || (count && !list.empty());
  if (column.empty()) column = distinct && !key.empty() ? key : "*";
  counted.distinct = false;
  counted.select.clear();
  const std::string call_text =
      function + "(" + (distinct && column != "*" ? "DISTINCT " : "") + column + ")";
  if (counted.group.empty()) {
    counted.order.clear();
    if (counted.limit || counted.offset) {
      if (!count) return;
      Send("SELECT COUNT(*) FROM (" + SelectText(counted, "1 AS one") + ") subquery_for_count", call, frame,
           call.name);
      return;
    }
    Send(SelectText(counted, call_text), call, frame, call.name);
    return;
  }
  std::string columns = call_text + " AS " + (count ? "count_all" : "value");
  for (const std::string& group : counted.group) columns += ", " + group;
  Send(SelectText(counted, columns), call, frame, call.name);
}

std::optional<Value> Evaluator::Calculate(const RelationPtr& relation, Call& call, const FramePtr& frame) {
  static const std::map<std::string_view, std::string> kFunctions = {{"count", "COUNT"}, {"size", "COUNT"},
                                                                     {"sum", "SUM"},     {"minimum", "MIN"},
                                                                     {"maximum", "MAX"}, {"average", "AVG"}};
  const auto function = kFunctions.find(call.name);
  if (function == kFunctions.end()) return std::nullopt;
  const std::string origin = OriginOfCall(call, frame);
  if (call.HasBlock()) {
    const Value rows = Load(*relation, call, frame);
    (void)EachOf(*rows.As<List>()->item, call, true);
    return MakeScalar(origin);
  }
  std::string column;
  if (!call.args.empty() && call.args[0].AsHash() == nullptr && Name(call.args[0]) != "all") {
    const auto columns = Columns(*relation, {call.args[0]});
    if (!columns || columns->size() != 1 || !NamesColumns((*columns)[0])) return std::nullopt;
    column = (*columns)[0];
  }
  if (column.empty() && function->second != "COUNT") return std::nullopt;
  Count(*relation, function->second, column, call, frame);
  return relation->group.empty() ? MakeScalar(origin) : MakeUnknown(origin);
}

// find_by_login_and_status(a, b)
std::optional<Value> Evaluator::FindMethod(const RelationPtr& relation, Call& call, const FramePtr& frame) {
  for (const std::string_view prefix :
       {"find_by_", "find_or_create_by_", "find_or_initialize_by_", "find_all_by_"}) {
    if (!call.name.starts_with(prefix)) continue;
    std::string rest = call.name.substr(prefix.size());
    const bool sure = rest.ends_with("!");
    if (sure) rest.pop_back();
    Relation one = *relation;
    std::size_t next = 0;
    for (std::size_t at = 0; at <= rest.size();) {
      const std::size_t end = std::min(rest.find("_and_", at), rest.size());
      if (next >= call.args.size()) return std::nullopt;
      Hash hash;
      hash.entries.emplace_back(Value{rest.substr(at, end - at)}, call.args[next++]);
      auto conditions = HashConditions(one.model, one.table->name, *one.table, hash);
      if (!conditions) return std::nullopt;
      one.where.insert(one.where.end(), conditions->begin(), conditions->end());
      at = end + 5;
    }
    if (prefix == "find_all_by_") return Load(one, call, frame);
    return LoadOne(std::move(one), call, frame, !sure);
  }
  return std::nullopt;
}

}  // namespace tacit::analyze::rails::queries

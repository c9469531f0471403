// Methods of Ruby's own classes.
#include <algorithm>

#include "analyzer/rails/queries/evaluator.h"

namespace tacit::analyze::rails::queries {

namespace {

bool IsEmpty(const Value& value) {
  if (value.Is<Nil>()) return true;
  if (const auto* text = value.As<std::string>()) return text->empty();
  if (const Array* array = value.AsArray()) return array->items.empty();
  if (const Hash* hash = value.AsHash()) return hash->entries.empty();
  const auto* truth = value.As<bool>();
  return truth != nullptr && !*truth;
}

std::string Strip(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  return begin == std::string::npos ? "" : text.substr(begin, text.find_last_not_of(" \t\r\n") + 1 - begin);
}

// "a %s b" % [x]
std::optional<std::string> Format(const std::string& format, const std::vector<Value>& values) {
  std::string text;
  std::size_t next = 0;
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%') {
      text += format[i];
      continue;
    }
    if (++i >= format.size()) return std::nullopt;
    if (format[i] == '%') {
      text += '%';
    } else if ((format[i] == 's' || format[i] == 'd') && next < values.size()) {
      text += ToText(values[next++]);
    } else {
      return std::nullopt;
    }
  }
  return text;
}

void Flatten(const std::vector<Value>& items, std::vector<Value>& into) {
  for (const Value& item : items) {
    if (const Array* inner = item.AsArray()) {
      Flatten(inner->items, into);
    } else {
      into.push_back(item);
    }
  }
}

// Of rows, or of anything else: what a method of lists is given an item for.
bool Iterates(std::string_view name) {
  return ruby::IsOneOf(name, {"each",
                              "map",
                              "collect",
                              "select",
                              "reject",
                              "filter",
                              "detect",
                              "find",
                              "any?",
                              "all?",
                              "none?",
                              "sum",
                              "sort_by",
                              "group_by",
                              "index_by",
                              "flat_map",
                              "each_with_index",
                              "each_slice",
                              "partition",
                              "inject",
                              "reduce",
                              "each_with_object",
                              "find_index",
                              "count",
                              "max_by",
                              "min_by",
                              "uniq",
                              "filter_map",
                              "to_h",
                              "reverse_each",
                              "delete_if",
                              "map!",
                              "collect!",
                              "reject!",
                              "select!",
                              "sum",
                              "index_with",
                              "each_key",
                              "each_value",
                              "each_pair",
                              "find_all",
                              "take_while",
                              "cycle",
                              "zip",
                              "sort",
                              "min",
                              "max",
                              "tally"});
}

}  // namespace

std::optional<Value> Evaluator::CallCore(Call& call, const FramePtr& frame) {
  const Value receiver = *call.receiver;
  if (const auto* text = receiver.As<std::string>()) {
    if (auto answer = CallText(*text, call)) return answer;
  }
  if (const auto* symbol = receiver.As<Symbol>()) {
    if (ruby::IsOneOf(call.name, {"to_s", "name", "id2name"})) return Value{symbol->name};
    if (call.name == "to_sym") return receiver;
    if (call.name == "to_proc") return Value{Proc{nullptr, frame, symbol->name}};
  }
  if (const auto* array = receiver.As<std::shared_ptr<Array>>()) {
    if (auto answer = CallArray(*array, call, frame)) return answer;
  }
  if (const auto* hash = receiver.As<std::shared_ptr<Hash>>()) {
    if (auto answer = CallHash(*hash, call, frame)) return answer;
  }
  if (const auto* list = receiver.As<List>()) {
    if (auto answer = CallList(List(*list), call)) return answer;
  }
  if (receiver.Is<Proc>() && ruby::IsOneOf(call.name, {"call", "()", "yield", "[]"})) {
    return RunBlock(receiver, call.args);
  }
  if (receiver.Is<Scalar>()) {
    const bool same = ruby::IsOneOf(call.name, {"to_s",
                                                "to_i",
                                                "strip",
                                                "downcase",
                                                "upcase",
                                                "+",
                                                "-",
                                                "*",
                                                "/",
                                                "to_f",
                                                "to_date",
                                                "to_time",
                                                "to_sym",
                                                "abs",
                                                "round",
                                                "floor",
                                                "ceil",
                                                "ago",
                                                "from_now",
                                                "utc",
                                                "days",
                                                "day",
                                                "month",
                                                "year",
                                                "beginning_of_day",
                                                "end_of_day",
                                                "tr",
                                                "gsub",
                                                "sub",
                                                "truncate",
                                                "succ",
                                                "next",
                                                "to_d",
                                                "squish",
                                                "chomp",
                                                "freeze",
                                                "dup",
                                                "in_time_zone",
                                                "hours",
                                                "minutes",
                                                "seconds",
                                                "weeks",
                                                "months",
                                                "years",
                                                "fdiv",
                                                "%",
                                                "first",
                                                "to_str"});
    if (same) return call.name == "to_s" ? receiver : MakeScalar(OriginOfCall(call, frame));
    if (call.name == "split") return MakeList(OriginOfCall(call, frame), MakeScalar(""));
  }
  if (const auto* number = receiver.As<std::int64_t>()) {
    const auto* other = call.args.size() == 1 ? call.args[0].As<std::int64_t>() : nullptr;
    if (call.name == "to_s") return Value{std::to_string(*number)};
    if (call.name == "to_i") return receiver;
    if (call.name == "zero?") return Value{*number == 0};
    constexpr std::int64_t kLarge = std::int64_t{1} << 40;
    if (other != nullptr && std::abs(*number) < kLarge && std::abs(*other) < (1 << 20)) {
      if (call.name == "+") return Value{*number + *other};
      if (call.name == "-") return Value{*number - *other};
      if (call.name == "*") return Value{*number * *other};
      if (call.name == ">") return Value{*number > *other};
      if (call.name == "<") return Value{*number < *other};
      if (call.name == ">=") return Value{*number >= *other};
      if (call.name == "<=") return Value{*number <= *other};
    }
    return MakeScalar(OriginOfCall(call, frame));  // 3.days
  }
  if (receiver.Is<Nil>()) {
    if (call.name == "to_s") return Value{std::string()};
    if (call.name == "to_a") return MakeArray({});
    if (call.name == "to_i") return Value{std::int64_t{0}};
  }
  return CallAny(call, frame);
}

// What every object answers.
std::optional<Value> Evaluator::CallAny(Call& call, const FramePtr& frame) {
  const Value& receiver = *call.receiver;
  const bool open = !Truth(receiver).has_value() || receiver.Is<List>() || receiver.AsRelation() != nullptr;
  const auto* text = receiver.As<std::string>();
  const bool holes = text != nullptr && HasHole(*text);
  if (ruby::IsOneOf(call.name,
                    {"freeze", "dup", "clone", "itself", "html_safe", "deep_dup", "to_proc", "lazy"}))
    return receiver;
  if (open) {
    const std::string origin = OriginOf(receiver);
    if (call.name == "nil?" || call.name == "blank?" || call.name == "empty?") {
      return Value{path_->Answer(2, origin.empty() ? OriginOfCall(call, frame) : origin) == 1};
    }
    if (call.name == "present?" || call.name == "any?") {
      if (call.HasBlock()) (void)EachOf(MakeUnknown(origin + " item"), call, true);
      return Value{path_->Answer(2, origin.empty() ? OriginOfCall(call, frame) : origin) == 0};
    }
    if (call.name == "presence") return receiver;
    if (call.name == "to_s" && receiver.Is<Unknown>()) return receiver;
    return std::nullopt;
  }
  if (call.name == "nil?") return Value{receiver.Is<Nil>()};
  if (call.name == "blank?") return Value{IsEmpty(receiver) && !holes};
  if (call.name == "present?") return Value{!IsEmpty(receiver) || holes};
  if (call.name == "presence") return IsEmpty(receiver) && !holes ? MakeNil() : receiver;
  if (call.name == "==" && call.args.size() == 1) {
    if (const auto equal = Equal(receiver, call.args[0])) return Value{*equal};
  }
  if (ruby::IsOneOf(call.name, {"is_a?", "kind_of?", "instance_of?"}) && call.args.size() == 1) {
    const auto* type = call.args[0].As<ClassRef>();
    if (type == nullptr) return std::nullopt;
    if (text != nullptr) return Value{type->path == "String"};
    if (receiver.Is<Symbol>()) return Value{type->path == "Symbol"};
    if (receiver.AsArray() != nullptr) return Value{type->path == "Array" || type->path == "Enumerable"};
    if (receiver.AsHash() != nullptr) return Value{type->path == "Hash"};
    if (receiver.Is<Nil>()) return Value{false};
    if (receiver.Is<std::int64_t>()) return Value{type->path == "Integer" || type->path == "Numeric"};
  }
  return std::nullopt;
}

std::optional<Value> Evaluator::CallText(const std::string& text, const Call& call) {
  if (ruby::IsOneOf(call.name, {"to_s", "to_str", "html_safe", "squish", "strip_heredoc", "to_sql"}))
    return Value{text};
  if (call.name == "strip" || call.name == "chomp" || call.name == "lstrip" || call.name == "rstrip")
    return Value{Strip(text)};
  if (call.name == "to_sym" || call.name == "intern") return Value{Symbol{text}};
  if (call.name == "+" && call.args.size() == 1) return Value{text + ToText(call.args[0])};
  if (call.name == "%" && call.args.size() == 1) {
    const Array* values = call.args[0].AsArray();
    const auto formatted = Format(text, values == nullptr ? std::vector<Value>{call.args[0]} : values->items);
    return formatted ? std::optional(Value{*formatted}) : std::nullopt;
  }
  if (HasHole(text)) return std::nullopt;
  if (call.name == "to_i") return MakeScalar("");
  if (ruby::IsOneOf(call.name, {"underscore", "downcase"})) return Value{ruby::Underscore(text)};
  if (call.name == "classify" || call.name == "camelize") return Value{world_.inflector().CamelizeName(text)};
  if (call.name == "constantize" || call.name == "safe_constantize") {
    const std::string type = world_.Resolve(text, {});
    if (!type.empty()) return Value{ClassRef{type, nullptr}};
  }
  if (call.name == "split" && call.args.empty()) {
    std::vector<Value> words;
    for (std::size_t at = 0; (at = text.find_first_not_of(" \t\n", at)) != std::string::npos;) {
      const std::size_t end = std::min(text.find_first_of(" \t\n", at), text.size());
      words.push_back({text.substr(at, end - at)});
      at = end;
    }
    return MakeArray(std::move(words));
  }
  return std::nullopt;
}

std::optional<Value> Evaluator::CallArray(const std::shared_ptr<Array>& array, Call& call,
                                          const FramePtr& frame) {
  std::vector<Value>& items = array->items;
  const auto* index = call.args.size() == 1 ? call.args[0].As<std::int64_t>() : nullptr;
  if (call.name == "<<" || call.name == "push" || call.name == "append") {
    for (const Value& arg : call.args) items.push_back(Snapshot(arg));
    return *call.receiver;
  }
  if (call.name == "shift" || call.name == "pop") {
    if (items.empty()) return MakeNil();
    const Value taken = call.name == "shift" ? items.front() : items.back();
    items.erase(call.name == "shift" ? items.begin() : items.end() - 1);
    return taken;
  }
  if (call.name == "extract_options!") {
    if (items.empty() || items.back().AsHash() == nullptr) return MakeHash({});
    const Value options = items.back();
    items.pop_back();
    return options;
  }
  if (call.name == "first" && call.args.empty()) return items.empty() ? MakeNil() : items.front();
  if (call.name == "last" && call.args.empty()) return items.empty() ? MakeNil() : items.back();
  if (call.name == "[]" && index != nullptr) {
    const std::int64_t at = *index < 0 ? *index + static_cast<std::int64_t>(items.size()) : *index;
    return at < 0 || at >= static_cast<std::int64_t>(items.size()) ? MakeNil()
                                                                   : items[static_cast<std::size_t>(at)];
  }
  if (ruby::IsOneOf(call.name, {"size", "length", "count"}) && call.args.empty() && !call.HasBlock())
    return Value{static_cast<std::int64_t>(items.size())};
  if (call.name == "empty?") return Value{items.empty()};
  if (call.name == "any?" && !call.HasBlock()) return Value{!items.empty()};
  if (ruby::IsOneOf(call.name,
                    {"to_a", "to_ary", "uniq", "sort", "reverse", "entries", "presence", "in_groups_of"}) &&
      !call.HasBlock()) {
    return call.name == "presence" && items.empty() ? MakeNil() : *call.receiver;
  }
  if (call.name == "compact") {
    std::vector<Value> kept;
    std::copy_if(items.begin(), items.end(), std::back_inserter(kept),
                 [](const Value& v) { return !v.Is<Nil>(); });
    return MakeArray(std::move(kept));
  }
  if (call.name == "flatten") {
    std::vector<Value> flat;
    Flatten(items, flat);
    return MakeArray(std::move(flat));
  }
  if ((call.name == "+" || call.name == "|" || call.name == "concat") && call.args.size() == 1) {
    if (const Array* other = call.args[0].AsArray()) {
      std::vector<Value> joined = items;
      joined.insert(joined.end(), other->items.begin(), other->items.end());
      return MakeArray(std::move(joined));
    }
    const bool scalars =
        std::none_of(items.begin(), items.end(), [](const Value& v) { return v.Is<Object>(); });
    if (const RelationPtr relation = call.args[0].AsRelation()) {
      (void)Load(*relation, call, frame);
      return MakeList("", MakeObject(relation->model, OriginOfCall(call, frame)));
    }
    if (scalars) return MakeList(OriginOfCall(call, frame), MakeScalar(""));
    return MakeList(OriginOfCall(call, frame), items.empty() ? MakeUnknown("") : items[0]);
  }
  if (call.name == "join") {
    const std::string separator = call.args.empty() ? "" : ToText(call.args[0]);
    std::string text;
    for (std::size_t i = 0; i < items.size(); ++i) {
      const bool list = items[i].Is<List>();
      text += (i == 0 ? "" : separator) + (list ? std::string(1, kListHole) : ToText(items[i]));
    }
    return Value{std::move(text)};
  }
  if (call.name == "include?" && call.args.size() == 1) {
    bool sure = true;
    for (const Value& item : items) {
      const auto equal = Equal(item, call.args[0]);
      if (equal == true) return Value{true};
      sure = sure && equal.has_value();
    }
    return sure ? Value{false} : UnknownOf(call, frame);
  }
  if (!Iterates(call.name) || !call.HasBlock()) return std::nullopt;
  std::vector<Value> results;
  constexpr std::size_t kMost = 40;
  for (std::size_t i = 0; i < items.size() && i < kMost; ++i) {
    std::vector<Value> args = {items[i]};
    if (call.name == "each_with_index") args.push_back({static_cast<std::int64_t>(i)});
    if (call.name == "each_with_object" || call.name == "inject" || call.name == "reduce") {
      return UnknownOf(call, frame);
    }
    results.push_back(RunBlock(call.block, args));
    if (flow_ == Flow::kBreak) {
      flow_ = Flow::kNone;
      return result_;
    }
    if (flow_ != Flow::kNone) return result_;
  }
  if (ruby::IsOneOf(call.name, {"each", "each_with_index", "reverse_each"})) return *call.receiver;
  if (call.name == "map" || call.name == "collect") return MakeArray(std::move(results));
  if (call.name == "flat_map") {
    std::vector<Value> flat;
    Flatten(results, flat);
    return MakeArray(std::move(flat));
  }
  if (ruby::IsOneOf(call.name, {"select", "filter", "reject", "find_all"})) {
    std::vector<Value> kept;
    for (std::size_t i = 0; i < results.size(); ++i) {
      const auto truth = Truth(results[i]);
      if (!truth) return MakeList(OriginOfCall(call, frame), items[i]);
      if (*truth == (call.name != "reject")) kept.push_back(items[i]);
    }
    return MakeArray(std::move(kept));
  }
  if ((call.name == "detect" || call.name == "find") && !items.empty()) {
    const auto* object = items[0].As<Object>();
    if (object != nullptr) return MakeObject(object->path, OriginOfCall(call, frame), true);
  }
  return UnknownOf(call, frame);
}

std::optional<Value> Evaluator::CallHash(const std::shared_ptr<Hash>& hash, Call& call,
                                         const FramePtr& frame) {
  auto& entries = hash->entries;
  const bool open = std::any_of(entries.begin(), entries.end(),
                                [](const auto& entry) { return entry.first.template Is<Unknown>(); });
  if (ruby::IsOneOf(call.name,
                    {"[]", "fetch", "dig", "delete", "key?", "has_key?", "include?", "values_at"}) &&
      call.args.size() >= 1) {
    const auto name = Name(call.args[0]);
    const Value* held = name ? Find(*hash, *name) : nullptr;
    if (call.name.ends_with("?"))
      return held == nullptr && (open || !name) ? UnknownOf(call, frame) : Value{held != nullptr};
    if (held == nullptr)
      return open || !name                                  ? UnknownOf(call, frame)
             : call.name == "fetch" && call.args.size() > 1 ? call.args[1]
                                                            : MakeNil();
    const Value value = *held;
    if (call.name == "delete")
      std::erase_if(entries, [&](const auto& entry) { return Name(entry.first) == name; });
    return value;
  }
  if (call.name == "empty?") return open ? UnknownOf(call, frame) : Value{entries.empty()};
  if (call.name == "any?" && !call.HasBlock()) return Value{!entries.empty()};
  if (call.name == "values" || call.name == "keys") {
    std::vector<Value> items;
    for (const auto& [key, value] : entries) items.push_back(call.name == "values" ? value : key);
    return MakeArray(std::move(items));
  }
  if (ruby::IsOneOf(call.name, {"merge", "merge!", "update", "reverse_merge", "with_defaults"}) &&
      call.args.size() == 1) {
    const Hash* other = call.args[0].AsHash();
    if (other == nullptr) return UnknownOf(call, frame);
    const bool reverse = call.name == "reverse_merge" || call.name == "with_defaults";
    Hash merged = reverse ? *other : *hash;
    for (const auto& [key, value] : (reverse ? *hash : *other).entries) Set(merged, key, value);
    Value whole = Snapshot(MakeHash(std::move(merged)));
    if (call.name.ends_with("!") || call.name == "update") entries = whole.AsHash()->entries;
    return whole;
  }
  if (ruby::IsOneOf(call.name, {"symbolize_keys", "stringify_keys", "with_indifferent_access", "to_h",
                                "compact", "dup", "assert_valid_keys", "deep_symbolize_keys"})) {
    return *call.receiver;
  }
  if (ruby::IsOneOf(call.name, {"each", "each_pair", "map", "collect"}) && call.HasBlock()) {
    std::vector<Value> results;
    const auto copy = entries;
    for (const auto& [key, value] : copy) {
      results.push_back(RunBlock(call.block, {MakeArray({key, value})}));
      if (flow_ == Flow::kBreak) flow_ = Flow::kNone;
      if (flow_ != Flow::kNone) return result_;
    }
    return call.name.starts_with("each") ? *call.receiver : MakeArray(std::move(results));
  }
  return std::nullopt;
}

std::optional<Value> Evaluator::CallList(const List& list, Call& call) {
  if (call.name == "join") {
    const std::string separator = call.args.empty() ? "" : ToText(call.args[0]);
    return Value{std::string(1, separator.starts_with(",") ? kListHole : kUnknownHole)};
  }
  if (ruby::IsOneOf(call.name, {"first", "last", "[]", "sample", "detect", "find", "pop", "shift", "min",
                                "max", "min_by", "max_by"})) {
    if (call.HasBlock()) (void)EachOf(*list.item, call, true);
    if (const auto* object = list.item->As<Object>()) {
      return MakeObject(object->path, list.origin + "." + call.name, true);
    }
    return list.item->Is<Scalar>() ? MakeScalar(list.origin + "." + call.name)
                                   : MakeUnknown(list.origin + "." + call.name);
  }
  if (ruby::IsOneOf(call.name, {"size", "length", "count"})) return MakeScalar(list.origin + ".size");
  if (ruby::IsOneOf(call.name, {"map", "collect", "flat_map", "filter_map", "each_slice", "in_groups_of"})) {
    Value item = MakeUnknown(list.origin + " item");
    if (call.HasBlock()) item = EachOf(*list.item, call, true);
    if (flow_ != Flow::kNone) return result_;
    if (const auto* object = item.As<Object>()) item = MakeObject(object->path, object->origin);
    return MakeList(list.origin + "." + call.name, item);
  }
  static constexpr std::string_view kSame[] = {
      "uniq",     "compact",         "sort",     "reverse", "to_a",    "select",   "reject", "filter",
      "sort_by",  "flatten",         "+",        "-",       "|",       "&",        "each",   "<<",
      "push",     "each_with_index", "shuffle",  "take",    "drop",    "presence", "concat", "reverse_each",
      "find_all", "uniq!",           "compact!", "sort!",   "reject!", "sort_by!"};
  if (std::find(std::begin(kSame), std::end(kSame), call.name) != std::end(kSame)) {
    if (call.HasBlock()) (void)EachOf(*list.item, call, false);
    if (flow_ != Flow::kNone) return result_;
    return Value{list};
  }
  if (call.HasBlock() && Iterates(call.name)) {
    (void)EachOf(*list.item, call, false);
    if (flow_ != Flow::kNone) return result_;
    return MakeUnknown(list.origin + "." + call.name);
  }
  return std::nullopt;
}

}  // namespace tacit::analyze::rails::queries

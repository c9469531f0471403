// Ruby's own methods, on known values.
#include <algorithm>
#include <cctype>
#include <set>

#include "analyzer/ruby/inflector.h"
#include "analyzer/ruby/interpreter.h"

namespace tacit::analyze::ruby {

namespace {

using Arguments = std::vector<Value>;

std::string Mapped(std::string text, int (*map)(int)) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [map](unsigned char c) { return static_cast<char>(map(c)); });
  return text;
}

Value FromNames(const std::vector<Value>& values) { return {Array{values}}; }

std::optional<Value> OnAnything(const Value& self, std::string_view name, const Arguments& arguments) {
  if (IsOneOf(name, {"freeze", "dup", "clone", "deep_dup", "itself", "html_safe", "presence"})) {
    if (name != "presence") return self;
    const auto* text = self.As<std::string>();
    return text != nullptr && text->empty() ? Value{Nil{}} : self;
  }
  if (name == "nil?") return Value{self.Is<Nil>()};
  if (name == "to_s") {
    if (auto text = self.ToS()) return Value{*text};
  }
  if (name == "blank?" || name == "present?") {
    bool blank = self.Is<Nil>();
    if (const bool* truth = self.As<bool>()) blank = !*truth;
    if (const auto* text = self.As<std::string>()) {
      blank = std::all_of(text->begin(), text->end(), [](unsigned char c) { return std::isspace(c) != 0; });
    }
    if (const auto* array = self.As<Array>()) blank = array->items.empty();
    if (const auto* hash = self.As<Hash>()) blank = hash->entries.empty();
    return Value{blank == (name == "blank?")};
  }
  if (IsOneOf(name, {"is_a?", "kind_of?", "instance_of?"}) && arguments.size() == 1) {
    const auto* type = arguments[0].As<Constant>();
    if (type == nullptr || self.Is<Constant>() || self.Is<Instance>()) return std::nullopt;
    const std::string& path = type->path;
    return Value{(path == "Hash" && self.Is<Hash>()) || (path == "Array" && self.Is<Array>()) ||
                 (path == "String" && self.Is<std::string>()) || (path == "Symbol" && self.Is<Symbol>()) ||
                 (path == "Integer" && self.Is<std::int64_t>()) || (path == "Float" && self.Is<double>()) ||
                 (path == "Proc" && self.Is<Proc>()) || (path == "Regexp" && self.Is<Regex>()) ||
                 (path == "Range" && self.Is<Range>()) || (path == "NilClass" && self.Is<Nil>())};
  }
  if (IsOneOf(name, {"in?"}) && arguments.size() == 1) {
    return PureCall(arguments[0], "include?", {self});
  }
  return std::nullopt;
}

std::optional<Value> OnText(const Value& self, std::string_view name, const Arguments& arguments) {
  const std::string text = *self.Name();
  const bool symbol = self.Is<Symbol>();
  auto same_kind = [&](std::string changed) {
    return symbol ? Value{Symbol{std::move(changed)}} : Value{std::move(changed)};
  };
  if (name == "to_sym" || name == "intern") return Value{Symbol{text}};
  if (name == "downcase") return same_kind(Mapped(text, std::tolower));
  if (name == "upcase") return same_kind(Mapped(text, std::toupper));
  if (name == "capitalize" && !text.empty()) {
    std::string lower = Mapped(text, std::tolower);
    lower[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(lower[0])));
    return same_kind(lower);
  }
  if (IsOneOf(name, {"length", "size"})) return Value{static_cast<std::int64_t>(text.size())};
  if (name == "to_i") {
    try {
      return Value{static_cast<std::int64_t>(std::stoll(text))};
    } catch (const std::exception&) {
      return Value{std::int64_t{0}};
    }
  }
  if (name == "squish" || name == "strip") return same_kind(OneLine(text));
  static const Inflector inflector;
  if (name == "underscore") return Value{Underscore(text)};
  if (name == "camelize" || name == "classify") {
    return Value{Camelize(name == "classify" ? inflector.Singularize(text) : text)};
  }
  if (name == "pluralize") return Value{inflector.Pluralize(text)};
  if (name == "singularize") return Value{inflector.Singularize(text)};
  if (name == "tableize") return Value{inflector.Pluralize(Underscore(text))};
  if (name == "demodulize") return Value{Demodulize(text)};
  if (name == "constantize" || name == "safe_constantize") return Value{Constant{text}};
  if (name == "foreign_key") return Value{Underscore(Demodulize(text)) + "_id"};
  if (arguments.size() != 1) return std::nullopt;
  if (auto other = arguments[0].Name()) {
    if (name == "+") return Value{text + *other};
    if (name == "concat" || name == "<<") return Value{text + *other};
    if (IsOneOf(name, {"start_with?", "starts_with?"})) return Value{text.starts_with(*other)};
    if (IsOneOf(name, {"end_with?", "ends_with?"})) return Value{text.ends_with(*other)};
    if (name == "include?") return Value{text.find(*other) != std::string::npos};
    if (name == "split") {
      Array parts;
      std::size_t at = 0;
      for (std::size_t next; !other->empty() && (next = text.find(*other, at)) != std::string::npos;
           at = next + other->size()) {
        parts.items.push_back({text.substr(at, next - at)});
      }
      parts.items.push_back({text.substr(at)});
      return Value{parts};
    }
  }
  return std::nullopt;
}

// Whether a text matches a regular expression that is nothing but letters.
std::optional<bool> PlainMatch(const Value& pattern, const Value& subject) {
  const auto* regex = pattern.As<Regex>();
  const auto* text = subject.As<std::string>();
  if (regex == nullptr || text == nullptr) return std::nullopt;
  const bool plain = std::all_of(regex->source.begin(), regex->source.end(),
                                 [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; });
  if (!plain) return std::nullopt;
  const bool fold = regex->flags.find('i') != std::string::npos;
  const std::string wanted = fold ? Mapped(regex->source, std::tolower) : regex->source;
  return (fold ? Mapped(*text, std::tolower) : *text).find(wanted) != std::string::npos;
}

std::optional<Value> OnNumber(const Value& self, std::string_view name, const Arguments& arguments) {
  if (const auto* number = self.As<std::int64_t>()) {
    static const std::pair<std::string_view, std::int64_t> kUnits[] = {{"kilobyte", 1LL << 10},
                                                                       {"kilobytes", 1LL << 10},
                                                                       {"megabyte", 1LL << 20},
                                                                       {"megabytes", 1LL << 20},
                                                                       {"gigabyte", 1LL << 30},
                                                                       {"gigabytes", 1LL << 30},
                                                                       {"byte", 1},
                                                                       {"bytes", 1},
                                                                       {"to_i", 1}};
    std::int64_t product = 0;
    for (const auto& [unit, factor] : kUnits) {
      if (name == unit && !__builtin_mul_overflow(*number, factor, &product)) return Value{product};
    }
    if (arguments.empty() && name == "-@") return Value{-*number};
    const auto* other = arguments.size() == 1 ? arguments[0].As<std::int64_t>() : nullptr;
    if (other != nullptr) {
      std::int64_t out = 0;
      if (name == "+" && !__builtin_add_overflow(*number, *other, &out)) return Value{out};
      if (name == "-" && !__builtin_sub_overflow(*number, *other, &out)) return Value{out};
      if (name == "*" && !__builtin_mul_overflow(*number, *other, &out)) return Value{out};
      if (name == "<<" && *number >= 0 && *other >= 0 && *other < 40 && *number < (1 << 20)) {
        return Value{*number << *other};
      }
      if (name == "**" && *other >= 0) {
        out = 1;
        for (std::int64_t i = 0; i < *other; ++i) {
          if (__builtin_mul_overflow(out, *number, &out)) return std::nullopt;
          if (i > 64 && *number != 0 && *number != 1 && *number != -1) return std::nullopt;
        }
        return Value{out};
      }
      if (name == "<") return Value{*number < *other};
      if (name == ">") return Value{*number > *other};
      if (name == "<=") return Value{*number <= *other};
      if (name == ">=") return Value{*number >= *other};
    }
  }
  if (name == "to_f") {
    if (const auto* number = self.As<std::int64_t>()) return Value{static_cast<double>(*number)};
    return self;
  }
  if (name == "-@") {
    if (const auto* number = self.As<double>()) return Value{-*number};
  }
  return std::nullopt;
}

std::optional<Value> OnArray(const Array& self, std::string_view name, const Arguments& arguments) {
  const auto& items = self.items;
  if (IsOneOf(name, {"to_a", "to_ary", "entries"})) return Value{self};
  if (IsOneOf(name, {"first", "last"}) && arguments.empty()) {
    if (items.empty()) return Value{Nil{}};
    return name == "first" ? items.front() : items.back();
  }
  if (IsOneOf(name, {"size", "length", "count"}) && arguments.empty()) {
    return Value{static_cast<std::int64_t>(items.size())};
  }
  if (IsOneOf(name, {"empty?", "any?"}) && arguments.empty())
    return Value{items.empty() == (name == "empty?")};
  if (name == "compact") {
    Array kept;
    std::copy_if(items.begin(), items.end(), std::back_inserter(kept.items),
                 [](const Value& v) { return !v.Is<Nil>(); });
    return Value{kept};
  }
  if (name == "reverse") return FromNames({items.rbegin(), items.rend()});
  if (name == "flatten") {
    Array flat;
    for (const Value& item : items) {
      const auto* inner = item.As<Array>();
      if (inner == nullptr) {
        flat.items.push_back(item);
        continue;
      }
      auto deeper = OnArray(*inner, "flatten", {});
      flat.items.insert(flat.items.end(), deeper->As<Array>()->items.begin(),
                        deeper->As<Array>()->items.end());
    }
    return Value{flat};
  }
  if (IsOneOf(name, {"uniq", "to_set"})) return PureCall({Array{}}, "|", {{self}});
  if (IsOneOf(name, {"sort"})) return Value{self};  // as a set it is the same; order is never relied on
  if (name == "to_h" || name == "with_indifferent_access") {
    Hash hash;
    for (const Value& item : items) {
      const auto* pair = item.As<Array>();
      if (pair == nullptr || pair->items.size() != 2) return std::nullopt;
      hash.Set(pair->items[0], pair->items[1]);
    }
    return Value{hash};
  }
  if (name == "join") {
    const std::string separator = arguments.empty() ? "" : arguments[0].Name().value_or("");
    std::string text;
    for (std::size_t i = 0; i < items.size(); ++i) {
      auto part = items[i].ToS();
      if (!part) return std::nullopt;
      text += (i == 0 ? "" : separator) + *part;
    }
    return Value{text};
  }
  if (name == "extract_options!") {
    return !items.empty() && items.back().Is<Hash>() ? items.back() : Value{Hash{}};
  }
  if (name == "each_with_index" || name == "zip") return std::nullopt;
  if (arguments.size() != 1) return std::nullopt;
  const Value& argument = arguments[0];
  if (name == "include?" || name == "member?" || name == "exclude?") {
    bool unsure = false;
    for (const Value& item : items) {
      auto equal = Equal(item, argument);
      if (equal == true) return Value{name != "exclude?"};
      unsure |= !equal.has_value();
    }
    return unsure ? std::nullopt : std::optional<Value>(Value{name == "exclude?"});
  }
  if (IsOneOf(name, {"[]", "at", "fetch", "dig"})) {
    const auto* index = argument.As<std::int64_t>();
    if (index == nullptr) return std::nullopt;
    const auto size = static_cast<std::int64_t>(items.size());
    const std::int64_t at = *index < 0 ? *index + size : *index;
    return at < 0 || at >= size ? Value{Nil{}} : items[static_cast<std::size_t>(at)];
  }
  if (name == "<<" || name == "push" || name == "append") {
    Array longer = self;
    longer.items.push_back(argument);
    return Value{longer};
  }
  const auto* other = argument.As<Array>();
  if (other == nullptr) return std::nullopt;
  if (name == "+" || name == "concat") {
    Array sum = self;
    sum.items.insert(sum.items.end(), other->items.begin(), other->items.end());
    return Value{sum};
  }
  if (IsOneOf(name, {"|", "-", "&", "union", "difference", "intersection"})) {
    Array out;
    auto in = [](const std::vector<Value>& where, const Value& what) {
      return std::any_of(where.begin(), where.end(), [&](const Value& v) { return Equal(v, what) == true; });
    };
    if (Value{self}.HasUnknown() || argument.HasUnknown()) return std::nullopt;
    const bool minus = name == "-" || name == "difference";
    const bool both = name == "&" || name == "intersection";
    for (const Value& item : items) {
      const bool keep = minus ? !in(other->items, item) : (!both || in(other->items, item));
      if (keep && (minus || !in(out.items, item))) out.items.push_back(item);
    }
    if (!minus && !both) {
      for (const Value& item : other->items) {
        if (!in(out.items, item)) out.items.push_back(item);
      }
    }
    return Value{out};
  }
  return std::nullopt;
}

std::optional<Value> OnHash(const Hash& self, std::string_view name, const Arguments& arguments) {
  Array out;
  if (IsOneOf(name, {"keys", "values", "to_a", "invert"})) {
    Hash inverted;
    for (const auto& [key, value] : self.entries) {
      if (key.Is<Unknown>()) return std::nullopt;
      if (name == "to_a") out.items.push_back({Array{{key, value}}});
      if (name == "keys") out.items.push_back(key);
      if (name == "values") out.items.push_back(value);
      if (name == "invert") inverted.Set(value, key);
    }
    return name == "invert" ? Value{inverted} : Value{out};
  }
  if (IsOneOf(name,
              {"to_h", "to_hash", "symbolize_keys", "with_indifferent_access", "deep_symbolize_keys"})) {
    return Value{self};
  }
  if (name == "stringify_keys") {
    Hash strings;
    for (const auto& [key, value] : self.entries) {
      strings.entries.emplace_back(key.Is<Symbol>() ? Value{*key.Name()} : key, value);
    }
    return Value{strings};
  }
  if (IsOneOf(name, {"empty?", "any?"}) && arguments.empty()) {
    return Value{self.entries.empty() == (name == "empty?")};
  }
  if (IsOneOf(name, {"size", "length", "count"}))
    return Value{static_cast<std::int64_t>(self.entries.size())};
  if (name == "compact") {
    Hash kept;
    for (const auto& entry : self.entries) {
      if (!entry.second.Is<Nil>()) kept.entries.push_back(entry);
    }
    return Value{kept};
  }
  const bool open = std::any_of(self.entries.begin(), self.entries.end(),
                                [](const HashEntry& entry) { return entry.first.Is<Unknown>(); });
  if (IsOneOf(name, {"slice", "except", "without"})) {
    Hash kept;
    for (const auto& entry : self.entries) {
      const bool named = std::any_of(arguments.begin(), arguments.end(),
                                     [&](const Value& v) { return Equal(v, entry.first) == true; });
      if (entry.first.Is<Unknown>() || named == (name == "slice")) kept.entries.push_back(entry);
    }
    return Value{kept};
  }
  if (arguments.empty()) return std::nullopt;
  const Value& argument = arguments[0];
  if (IsOneOf(name, {"[]", "fetch", "dig", "key?", "has_key?", "include?", "member?"})) {
    auto key = argument.Name();
    const Value* found = nullptr;
    for (const auto& [candidate, value] : self.entries) {
      if (Equal(candidate, argument) == true || (key && candidate.Name() == key)) found = &value;
    }
    if (found == nullptr && (open || argument.HasUnknown())) return std::nullopt;
    if (!IsOneOf(name, {"[]", "fetch", "dig"})) return Value{found != nullptr};
    if (found != nullptr) return *found;
    return name == "fetch" && arguments.size() > 1 ? arguments[1] : Value{Nil{}};
  }
  if (const auto* other = argument.As<Hash>()) {
    if (IsOneOf(name, {"merge", "update", "merge!", "deep_merge"})) {
      Hash merged = self;
      merged.Merge(*other);
      return Value{merged};
    }
    if (IsOneOf(name,
                {"reverse_merge", "reverse_merge!", "with_defaults", "reverse_update", "with_defaults!"})) {
      Hash merged = *other;
      merged.Merge(self);
      return Value{merged};
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<Value> PureCall(const Value& receiver, std::string_view name, const Arguments& arguments) {
  if (receiver.Is<Unknown>()) return std::nullopt;
  std::optional<Value> value;
  if (receiver.Name()) value = OnText(receiver, name, arguments);
  if (receiver.Is<std::int64_t>() || receiver.Is<double>()) value = OnNumber(receiver, name, arguments);
  if (const auto* array = receiver.As<Array>()) value = OnArray(*array, name, arguments);
  if (const auto* hash = receiver.As<Hash>()) value = OnHash(*hash, name, arguments);
  if (const auto* range = receiver.As<Range>()) {
    if (IsOneOf(name, {"to_a", "entries"})) {
      if (auto items = Items(receiver)) return Value{Array{*items}};
    }
    if (IsOneOf(name, {"begin", "first", "min"})) return *range->begin;
    if (IsOneOf(name, {"end", "last", "max"}) && !range->exclusive) return *range->end;
  }
  if (IsOneOf(name, {"match?", "=~", "==="}) && arguments.size() == 1) {
    const Value& other = arguments[0];
    if (auto matches =
            PlainMatch(receiver.Is<Regex>() ? receiver : other, receiver.Is<Regex>() ? other : receiver)) {
      return Value{*matches};
    }
  }
  if (const auto* regex = receiver.As<Regex>(); regex != nullptr && name == "source")
    return Value{regex->source};
  return value ? value : OnAnything(receiver, name, arguments);
}

}  // namespace tacit::analyze::ruby

#include "analyzer/ruby/value.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "analyzer/ruby/inflector.h"

namespace tacit::analyze::ruby {

const Value* Hash::Find(std::string_view key) const {
  for (const auto& [name, value] : entries) {
    if (name.Name() == key) return &value;
  }
  return nullptr;
}

void Hash::Set(Value key, Value value) {
  for (auto& [name, old] : entries) {
    if (Equal(name, key) == true) {
      old = std::move(value);
      return;
    }
  }
  entries.push_back({std::move(key), std::move(value)});
}

std::optional<Value> Hash::Remove(std::string_view key) {
  for (auto entry = entries.begin(); entry != entries.end(); ++entry) {
    if (entry->first.Name() != key) continue;
    Value value = std::move(entry->second);
    entries.erase(entry);
    return value;
  }
  return std::nullopt;
}

void Hash::Merge(const Hash& other) {
  for (const auto& [key, value] : other.entries) Set(key, value);
}

Value MakeUnknown(std::string_view text) { return {Unknown{std::string(text)}}; }

bool Value::HasUnknown() const {
  if (Is<Unknown>()) return true;
  if (const auto* array = As<Array>()) {
    return std::any_of(array->items.begin(), array->items.end(),
                       [](const Value& v) { return v.HasUnknown(); });
  }
  if (const auto* hash = As<Hash>()) {
    return std::any_of(hash->entries.begin(), hash->entries.end(),
                       [](const auto& e) { return e.first.HasUnknown() || e.second.HasUnknown(); });
  }
  if (const auto* range = As<Range>()) return range->begin->HasUnknown() || range->end->HasUnknown();
  return false;
}

std::optional<bool> Value::Truth() const {
  if (Is<Unknown>()) return std::nullopt;
  if (Is<Nil>()) return false;
  if (const bool* truth = As<bool>()) return *truth;
  return true;
}

std::optional<std::string> Value::Name() const {
  if (const auto* symbol = As<Symbol>()) return symbol->name;
  if (const auto* text = As<std::string>()) return *text;
  return std::nullopt;
}

std::optional<std::string> Value::ToS() const {
  if (auto name = Name()) return name;
  if (Is<Nil>()) return "";
  if (const bool* truth = As<bool>()) return *truth ? "true" : "false";
  if (const auto* number = As<std::int64_t>()) return std::to_string(*number);
  if (const auto* number = As<double>()) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.15g", *number);
    std::string shown = text.data();
    return shown.find_first_of(".en") == std::string::npos ? shown + ".0" : shown;
  }
  // The name of a class or module. One in capitals names a value, and none that is known.
  if (const auto* constant = As<Constant>()) {
    const std::string name = Demodulize(constant->path);
    const bool is_value = std::none_of(name.begin(), name.end(), [](char c) { return c >= 'a' && c <= 'z'; });
    return is_value ? std::nullopt : std::optional(constant->path);
  }
  if (const auto* regex = As<Regex>()) {
    std::string off;
    for (char flag : std::string_view("mix")) {
      if (regex->flags.find(flag) == std::string::npos) off += flag;
    }
    std::string on;
    for (char flag : std::string_view("mix")) {
      if (regex->flags.find(flag) != std::string::npos) on += flag;
    }
    return "(?" + on + (off.empty() ? "" : "-" + off) + ":" + regex->source + ")";
  }
  return std::nullopt;
}

std::optional<tacit::Value> Value::ToSql() const {
  if (Is<Nil>()) return tacit::Value();
  if (const bool* truth = As<bool>()) return tacit::Value(*truth);
  if (const auto* number = As<std::int64_t>()) return tacit::Value(*number);
  if (const auto* number = As<double>()) return tacit::Value(*number);
  if (auto name = Name()) return tacit::Value(*name);
  return std::nullopt;
}

std::optional<bool> Equal(const Value& a, const Value& b) {
  if (a.HasUnknown() || b.HasUnknown()) return std::nullopt;
  if (a.state.index() != b.state.index()) {
    const auto* i = a.As<std::int64_t>() ? a.As<std::int64_t>() : b.As<std::int64_t>();
    const auto* d = a.As<double>() ? a.As<double>() : b.As<double>();
    return i != nullptr && d != nullptr && static_cast<double>(*i) == *d;
  }
  if (const auto* left = a.As<Symbol>()) return left->name == b.As<Symbol>()->name;
  if (const auto* left = a.As<double>()) return *left == *b.As<double>();
  if (const auto* left = a.As<Array>()) {
    const auto& items = b.As<Array>()->items;
    if (left->items.size() != items.size()) return false;
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (Equal(left->items[i], items[i]) != true) return Equal(left->items[i], items[i]);
    }
    return true;
  }
  if (auto left = a.ToS()) return left == b.ToS();
  return std::nullopt;
}

bool Same(const Value& a, const Value& b) {
  if (a.state.index() != b.state.index()) return false;
  if (const auto* unknown = a.As<Unknown>()) return unknown->text == b.As<Unknown>()->text;
  if (const auto* proc = a.As<Proc>()) return proc->node == b.As<Proc>()->node;
  if (const auto* hash = a.As<Hash>()) {
    const auto& entries = b.As<Hash>()->entries;
    return std::equal(
        hash->entries.begin(), hash->entries.end(), entries.begin(), entries.end(),
        [](const auto& x, const auto& y) { return Same(x.first, y.first) && Same(x.second, y.second); });
  }
  if (const auto* array = a.As<Array>()) {
    const auto& items = b.As<Array>()->items;
    return std::equal(array->items.begin(), array->items.end(), items.begin(), items.end(), Same);
  }
  if (const auto* range = a.As<Range>()) {
    return Same(*range->begin, *b.As<Range>()->begin) && Same(*range->end, *b.As<Range>()->end) &&
           range->exclusive == b.As<Range>()->exclusive;
  }
  return Equal(a, b) == true;
}

std::optional<std::vector<std::int64_t>> Expand(const Range& range, std::int64_t limit) {
  const auto* begin = range.begin->As<std::int64_t>();
  const auto* end = range.end->As<std::int64_t>();
  if (begin == nullptr || end == nullptr || *begin < -(1LL << 60) || *end > (1LL << 60)) return std::nullopt;
  const std::int64_t last = range.exclusive ? *end - 1 : *end;
  if (last - *begin >= limit) return std::nullopt;
  std::vector<std::int64_t> numbers;
  for (std::int64_t i = *begin; i <= last; ++i) numbers.push_back(i);
  return numbers;
}

std::optional<std::vector<Value>> Items(const Value& value) {
  if (const auto* array = value.As<Array>()) return array->items;
  std::vector<Value> items;
  if (const auto* hash = value.As<Hash>()) {
    for (const auto& [key, item] : hash->entries) {
      if (key.Is<Unknown>()) return std::nullopt;
      items.push_back({Array{{key, item}}});
    }
    return items;
  }
  if (const auto* range = value.As<Range>()) {
    auto numbers = Expand(*range, 1000);
    if (!numbers) return std::nullopt;
    for (std::int64_t number : *numbers) items.push_back({number});
    return items;
  }
  return std::nullopt;
}

std::optional<std::vector<std::string>> Names(const Value& value) {
  if (auto name = value.Name()) return std::vector<std::string>{*name};
  const auto* array = value.As<Array>();
  if (array == nullptr) return std::nullopt;
  std::vector<std::string> names;
  for (const Value& item : array->items) {
    auto name = item.Name();
    if (!name) return std::nullopt;
    names.push_back(*name);
  }
  return names;
}

}  // namespace tacit::analyze::ruby

#include "analyzer/python/value.h"

#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace tacit::analyze::python {

namespace {

// A number, as far as it is one: booleans count, as in Python.
std::optional<double> Number(const Value& value) {
  if (const auto* member = value.As<EnumMember>()) return Number(*member->value);
  if (const bool* truth = value.As<bool>()) return *truth ? 1.0 : 0.0;
  if (const auto* whole = value.As<std::int64_t>()) return static_cast<double>(*whole);
  if (const auto* real = value.As<double>()) return *real;
  return std::nullopt;
}

std::optional<bool> AllEqual(const std::vector<Value>& a, const std::vector<Value>& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const auto same = Equal(a[i], b[i]);
    if (same != true) return same;
  }
  return true;
}

// Decimal("0.5"), Decimal(1): its text is exact.
std::optional<tacit::Value> DecimalOf(const CallData& call) {
  const auto* external = call.callee.As<External>();
  if (external == nullptr || external->path != "decimal.Decimal" || call.positional.size() != 1)
    return std::nullopt;
  const Value& argument = call.positional[0];
  if (auto whole = argument.Integer()) return tacit::Value(*whole);
  const auto text = argument.Text();
  if (!text || text->empty()) return std::nullopt;
  char* end = nullptr;
  const double number = std::strtod(text->c_str(), &end);
  if (*end != '\0' || !std::isfinite(number)) return std::nullopt;
  if (number == std::floor(number) && std::fabs(number) < 1e15)
    return tacit::Value(static_cast<std::int64_t>(number));
  return tacit::Value(number);
}

}  // namespace

const Value* Dict::Find(std::string_view key) const {
  for (const auto& [name, value] : entries) {
    if (name.Text() == key) return &value;
  }
  return nullptr;
}

void Dict::Set(Value key, Value value) {
  for (auto& [name, old] : entries) {
    if (Equal(name, key) == true) {
      old = std::move(value);
      return;
    }
  }
  entries.push_back({std::move(key), std::move(value)});
}

const Value* CallData::Keyword(std::string_view name) const {
  for (const auto& [keyword, value] : keywords) {
    if (keyword == name) return &value;
  }
  return nullptr;
}

const Value* CallData::Argument(std::string_view name, std::size_t position) const {
  const Value* value = Keyword(name);
  if (value != nullptr) return value;
  return position < positional.size() ? &positional[position] : nullptr;
}

std::optional<bool> Value::Truth() const {
  if (Is<Unknown>() || Is<External>() || Is<Instance>()) return std::nullopt;
  if (Is<None>()) return false;
  if (const auto number = Number(*this)) return *number != 0;
  if (const auto* text = As<std::string>()) return !text->empty();
  if (const auto* sequence = As<Sequence>()) return !sequence->items.empty();
  if (const auto* dict = As<Dict>()) return !dict->entries.empty();
  if (const auto* member = As<EnumMember>()) return member->value->Truth();
  return true;
}

std::optional<std::string> Value::Text() const {
  if (const auto* text = As<std::string>()) return *text;
  if (const auto* member = As<EnumMember>()) return member->value->Text();
  return std::nullopt;
}

std::optional<std::int64_t> Value::Integer() const {
  if (const auto* whole = As<std::int64_t>()) return *whole;
  if (const auto* member = As<EnumMember>()) return member->value->Integer();
  return std::nullopt;
}

std::optional<std::string> Value::Str() const {
  if (const auto text = Text()) return text;
  if (Is<None>()) return "None";
  if (const bool* truth = As<bool>()) return *truth ? "True" : "False";
  if (const auto whole = Integer()) return std::to_string(*whole);
  return std::nullopt;
}

std::optional<tacit::Value> Value::ToSql() const {
  if (Is<None>()) return tacit::Value();
  if (const bool* truth = As<bool>()) return tacit::Value(*truth);
  if (const auto* whole = As<std::int64_t>()) return tacit::Value(*whole);
  if (const auto* real = As<double>()) return tacit::Value(*real);
  if (const auto* text = As<std::string>()) return tacit::Value(*text);
  if (const auto* member = As<EnumMember>()) return member->value->ToSql();
  if (const auto* instance = As<Instance>()) return DecimalOf(*instance->call);
  return std::nullopt;
}

Value MakeUnknown(std::string_view text) { return {Unknown{OneLine(text.substr(0, 200))}}; }

std::optional<bool> Equal(const Value& a, const Value& b) {
  if (!a.known() || !b.known()) return std::nullopt;
  if (const auto* member = a.As<EnumMember>()) return Equal(*member->value, b);
  if (const auto* member = b.As<EnumMember>()) return Equal(a, *member->value);
  const auto x = Number(a);
  const auto y = Number(b);
  if (x && y) return *x == *y;
  if (a.Is<Instance>() || b.Is<Instance>() || a.Is<External>() || b.Is<External>()) {
    const auto* p = a.As<External>();
    const auto* q = b.As<External>();
    if (p != nullptr && q != nullptr && p->path == q->path) return true;
    return std::nullopt;
  }
  if (a.state.index() != b.state.index()) return false;
  if (a.Is<None>()) return true;
  if (const auto* text = a.As<std::string>()) return *text == *b.As<std::string>();
  if (const auto* sequence = a.As<Sequence>()) return AllEqual(sequence->items, b.As<Sequence>()->items);
  if (const auto* definition = a.As<ClassRef>())
    return definition->definition == b.As<ClassRef>()->definition;
  if (const auto* module = a.As<ModuleRef>()) return module->module == b.As<ModuleRef>()->module;
  if (const auto* function = a.As<FunctionRef>()) return function->node == b.As<FunctionRef>()->node;
  return std::nullopt;
}

std::optional<std::vector<Value>> Items(const Value& value) {
  if (const auto* sequence = value.As<Sequence>()) return sequence->items;
  if (const auto* dict = value.As<Dict>()) {
    std::vector<Value> keys;
    for (const DictEntry& entry : dict->entries) keys.push_back(entry.first);
    return keys;
  }
  return std::nullopt;
}

std::optional<std::vector<std::string>> Texts(const Value& value) {
  if (auto text = value.Text()) return std::vector<std::string>{*text};
  const auto items = Items(value);
  if (!items) return std::nullopt;
  std::vector<std::string> texts;
  for (const Value& item : *items) {
    auto text = item.Text();
    if (!text) return std::nullopt;
    texts.push_back(std::move(*text));
  }
  return texts;
}

std::string_view LastPart(std::string_view path) { return path.substr(path.rfind('.') + 1); }

std::string OneLine(std::string_view text) {
  std::string line;
  for (char c : text) {
    const bool space = c == ' ' || c == '\n' || c == '\t' || c == '\r';
    if (!space) line += c;
    if (space && !line.empty() && line.back() != ' ') line += ' ';
  }
  while (!line.empty() && line.back() == ' ') line.pop_back();
  return line;
}

}  // namespace tacit::analyze::python

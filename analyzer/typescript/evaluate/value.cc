#include "analyzer/typescript/evaluate/value.h"

#include <cmath>

namespace tacit::analyze::typescript {

namespace {

constexpr double kMaxExactInteger = 9007199254740991.0;

}  // namespace

const Value* Object::Find(std::string_view key) const {
  for (const Property& property : properties) {
    if (property.key == key) return &property.value;
  }
  return nullptr;
}

void Object::Set(std::string key, Value value, int line) {
  for (Property& property : properties) {
    if (property.key != key) continue;
    property.value = std::move(value);
    property.line = line;
    return;
  }
  properties.push_back({std::move(key), std::move(value), line});
}

std::string Chain::Path() const {
  std::string path;
  for (const Link& link : links) path += (path.empty() ? "" : ".") + link.name;
  return path;
}

const Link& Chain::last() const { return links.back(); }

const Object* Value::AsObject() const {
  const auto* held = As<std::shared_ptr<const Object>>();
  return held == nullptr ? nullptr : held->get();
}

const Array* Value::AsArray() const {
  const auto* held = As<std::shared_ptr<const Array>>();
  return held == nullptr ? nullptr : held->get();
}

const Chain* Value::AsChain() const {
  const auto* held = As<std::shared_ptr<const Chain>>();
  return held == nullptr ? nullptr : held->get();
}

const Value* Value::Get(std::string_view key) const {
  const Object* object = AsObject();
  return object == nullptr ? nullptr : object->Find(key);
}

std::optional<bool> Value::Truth() const {
  if (Is<Unknown>() || Is<std::shared_ptr<const Chain>>()) return std::nullopt;
  if (Is<Undefined>() || Is<Null>()) return false;
  if (const bool* truth = As<bool>()) return *truth;
  if (const double* number = As<double>()) return *number != 0 && !std::isnan(*number);
  if (const auto* text = As<std::string>()) return !text->empty();
  return true;
}

std::optional<std::string> Value::Text() const {
  const auto* text = As<std::string>();
  return text == nullptr ? std::nullopt : std::optional(*text);
}

std::optional<std::int64_t> Value::Integer() const {
  const double* number = As<double>();
  if (number == nullptr || std::abs(*number) > kMaxExactInteger || std::trunc(*number) != *number)
    return std::nullopt;
  return static_cast<std::int64_t>(*number);
}

std::optional<tacit::Value> Value::ToSql() const {
  if (const auto* text = As<std::string>()) return tacit::Value(*text);
  if (const bool* truth = As<bool>()) return tacit::Value(*truth);
  if (const auto integer = Integer()) return tacit::Value(*integer);
  const double* number = As<double>();
  if (number == nullptr || !std::isfinite(*number)) return std::nullopt;
  return tacit::Value(*number);
}

std::optional<std::string> Value::ToText() const {
  if (const auto* text = As<std::string>()) return *text;
  if (const bool* truth = As<bool>()) return *truth ? "true" : "false";
  if (const auto integer = Integer()) return std::to_string(*integer);
  if (Is<Null>()) return "null";
  return std::nullopt;
}

Value MakeObject(Object object) { return {std::make_shared<const Object>(std::move(object))}; }
Value MakeArray(Array array) { return {std::make_shared<const Array>(std::move(array))}; }
Value MakeChain(Chain chain) { return {std::make_shared<const Chain>(std::move(chain))}; }

std::string LowerCase(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return lower;
}

std::optional<std::vector<tacit::Value>> ScalarList(const Value& value) {
  const Array* array = value.AsArray();
  if (array == nullptr || array->open) return std::nullopt;
  std::vector<tacit::Value> values;
  for (const Value& item : array->items) {
    if (item.Is<Null>() || item.Is<Undefined>()) continue;
    auto scalar = item.ToSql();
    if (!scalar) return std::nullopt;
    values.push_back(std::move(*scalar));
  }
  return values;
}

std::optional<std::vector<std::string>> TextList(const Value& value) {
  if (auto text = value.Text()) return std::vector{*text};
  const Array* array = value.AsArray();
  if (array == nullptr || array->open) return std::nullopt;
  std::vector<std::string> texts;
  for (const Value& item : array->items) {
    auto text = item.Text();
    if (!text) return std::nullopt;
    texts.push_back(std::move(*text));
  }
  return texts;
}

}  // namespace tacit::analyze::typescript

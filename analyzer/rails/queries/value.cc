#include "analyzer/rails/queries/value.h"

#include <algorithm>

namespace tacit::analyze::rails::queries {

namespace {

constexpr std::size_t kLongestOrigin = 200;  // it only tells questions apart

}  // namespace

Value MakeUnknown(std::string_view origin) {
  return {Unknown{std::string(origin.substr(0, kLongestOrigin))}};
}

Value MakeArray(std::vector<Value> items) { return {std::make_shared<Array>(Array{std::move(items)})}; }

Value MakeHash(Hash hash) { return {std::make_shared<Hash>(std::move(hash))}; }

Value MakeScalar(std::string_view origin) { return {Scalar{std::string(origin.substr(0, kLongestOrigin))}}; }

Value MakeList(std::string_view origin, Value item) {
  return {
      List{std::string(origin.substr(0, kLongestOrigin)), std::make_shared<const Value>(std::move(item))}};
}

Value MakeObject(std::string path, std::string origin, bool maybe_nil) {
  origin.resize(std::min(origin.size(), kLongestOrigin));
  return {Object{std::move(path), std::move(origin), maybe_nil,
                 std::make_shared<std::map<std::string, Value, std::less<>>>()}};
}

Value FromBody(const ruby::Value& value) {
  if (value.Is<ruby::Nil>()) return MakeNil();
  if (const auto* truth = value.As<bool>()) return {*truth};
  if (const auto* number = value.As<std::int64_t>()) return {*number};
  if (const auto* number = value.As<double>()) return {*number};
  if (const auto* text = value.As<std::string>()) return {*text};
  if (const auto* symbol = value.As<ruby::Symbol>()) return {Symbol{symbol->name}};
  if (const auto* constant = value.As<ruby::Constant>()) return {ClassRef{constant->path, nullptr}};
  if (const auto* array = value.As<ruby::Array>()) {
    std::vector<Value> items;
    for (const ruby::Value& item : array->items) items.push_back(FromBody(item));
    return MakeArray(std::move(items));
  }
  if (const auto* hash = value.As<ruby::Hash>()) {
    Hash made;
    for (const auto& [key, item] : hash->entries) made.entries.emplace_back(FromBody(key), FromBody(item));
    return MakeHash(std::move(made));
  }
  if (const auto* range = value.As<ruby::Range>()) {
    return {Range{std::make_shared<const Value>(FromBody(*range->begin)),
                  std::make_shared<const Value>(FromBody(*range->end)), range->exclusive}};
  }
  if (const auto* proc = value.As<ruby::Proc>()) {
    auto frame = std::make_shared<Frame>();
    frame->body = proc->frame;
    frame->file = proc->frame->file;
    frame->nesting = proc->frame->nesting;
    if (const auto* self = proc->frame->self.As<ruby::Constant>()) {
      frame->self = {ClassRef{self->path, nullptr}};
      frame->owner = self->path;
    }
    return {Proc{proc->node, std::move(frame), ""}};
  }
  const auto* unknown = value.As<ruby::Unknown>();
  return MakeUnknown(unknown == nullptr ? "" : unknown->text);
}

Value Snapshot(const Value& value, int depth) {
  constexpr int kDeepestKept = 12;
  const bool container = value.AsArray() != nullptr || value.AsHash() != nullptr;
  if (value.Is<Proc>() || (container && depth >= kDeepestKept)) return MakeUnknown("kept");
  if (const auto* object = value.As<Object>())
    return MakeObject(object->path, object->origin, object->maybe_nil);
  if (const Array* array = value.AsArray()) {
    std::vector<Value> items;
    for (const Value& item : array->items) items.push_back(Snapshot(item, depth + 1));
    return MakeArray(std::move(items));
  }
  if (const Hash* hash = value.AsHash()) {
    Hash copy;
    for (const auto& [key, item] : hash->entries) {
      copy.entries.emplace_back(Snapshot(key, depth + 1), Snapshot(item, depth + 1));
    }
    return MakeHash(std::move(copy));
  }
  return value;
}

std::optional<bool> Truth(const Value& value) {
  if (value.Is<Nil>()) return false;
  if (const auto* truth = value.As<bool>()) return *truth;
  if (value.Is<Unknown>() || value.Is<Scalar>()) return std::nullopt;
  if (const auto* object = value.As<Object>(); object != nullptr && object->maybe_nil) return std::nullopt;
  return true;
}

bool HasHole(std::string_view text) { return text.find_first_of("\x01\x02\x03") != std::string_view::npos; }

std::optional<std::string> Name(const Value& value) {
  if (const auto* symbol = value.As<Symbol>(); symbol != nullptr && !HasHole(symbol->name))
    return symbol->name;
  if (const auto* text = value.As<std::string>(); text != nullptr && !HasHole(*text)) return *text;
  return std::nullopt;
}

std::string ToText(const Value& value) {
  if (const auto* text = value.As<std::string>()) return *text;
  if (const auto* symbol = value.As<Symbol>()) return symbol->name;
  if (value.Is<Nil>()) return "";
  if (const auto* truth = value.As<bool>()) return *truth ? "true" : "false";
  if (const auto* number = value.As<std::int64_t>()) return std::to_string(*number);
  if (const auto* type = value.As<ClassRef>()) return type->path;
  return std::string(1, value.Is<Scalar>() ? kScalarHole : kUnknownHole);
}

std::string OriginOf(const Value& value) {
  if (const auto* unknown = value.As<Unknown>()) return unknown->origin;
  if (const auto* scalar = value.As<Scalar>()) return scalar->origin;
  if (const auto* object = value.As<Object>()) return object->origin;
  if (const auto* list = value.As<List>()) return list->origin;
  if (const auto* type = value.As<ClassRef>()) return type->path;
  return "";
}

std::optional<bool> Equal(const Value& a, const Value& b) {
  const auto open = [](const Value& v) {
    return v.Is<Unknown>() || v.Is<Scalar>() || v.Is<List>() || v.Is<Object>() || v.AsRelation() != nullptr;
  };
  if (open(a) || open(b)) return std::nullopt;
  if (a.state.index() != b.state.index()) return false;
  if (const auto* text = a.As<std::string>()) {
    if (HasHole(*text) || HasHole(*b.As<std::string>())) return std::nullopt;
    return *text == *b.As<std::string>();
  }
  if (const auto* symbol = a.As<Symbol>()) return symbol->name == b.As<Symbol>()->name;
  if (const auto* number = a.As<std::int64_t>()) return *number == *b.As<std::int64_t>();
  if (const auto* truth = a.As<bool>()) return *truth == *b.As<bool>();
  if (const auto* type = a.As<ClassRef>()) return type->path == b.As<ClassRef>()->path;
  if (a.Is<Nil>()) return true;
  if (const Array* array = a.AsArray()) {
    const Array* other = b.AsArray();
    if (array->items.size() != other->items.size()) return false;
    bool sure = true;
    for (std::size_t i = 0; i < array->items.size(); ++i) {
      const auto same = Equal(array->items[i], other->items[i]);
      if (same == false) return false;
      sure = sure && same.has_value();
    }
    return sure ? std::optional(true) : std::nullopt;
  }
  return std::nullopt;
}

const Value* Find(const Hash& hash, std::string_view key) {
  for (const auto& [name, value] : hash.entries) {
    if (Name(name) == key) return &value;
  }
  return nullptr;
}

void Set(Hash& hash, const Value& key, Value value) {
  for (auto& [name, held] : hash.entries) {
    const bool same = Equal(name, key) == true || (!OriginOf(key).empty() && OriginOf(name) == OriginOf(key));
    if (!same) continue;
    held = std::move(value);
    return;
  }
  hash.entries.emplace_back(key, std::move(value));
}

std::optional<Value> Frame::Lookup(std::string_view name) const {
  for (const Frame* frame = this; frame != nullptr; frame = frame->parent.get()) {
    if (auto found = frame->locals.find(name); found != frame->locals.end()) return found->second;
    if (frame->body == nullptr) continue;
    if (const ruby::Value* outer = frame->body->Find(name)) return FromBody(*outer);
  }
  return std::nullopt;
}

void Frame::Assign(std::string_view name, Value value) {
  for (Frame* frame = this; frame != nullptr; frame = frame->parent.get()) {
    if (auto found = frame->locals.find(name); found != frame->locals.end()) {
      found->second = std::move(value);
      return;
    }
  }
  locals.insert_or_assign(std::string(name), std::move(value));
}

}  // namespace tacit::analyze::rails::queries

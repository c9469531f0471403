// What a Ruby expression is known to be without running the program: a literal, a class, a block, or unknown.
#pragma once

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "analyzer/syntax/tree.h"
#include "tacit/value.h"

namespace tacit::analyze::ruby {

struct Value;
struct Frame;

struct Nil {};
struct Symbol {
  std::string name;
};
struct Array {
  std::vector<Value> items;
};
struct HashEntry;
struct Hash {
  std::vector<HashEntry> entries;

  // By a key that is a symbol or a string of that name; null where there is none.
  [[nodiscard]] const Value* Find(std::string_view key) const;
  void Set(Value key, Value value);
  // Takes the entry out.
  [[nodiscard]] std::optional<Value> Remove(std::string_view key);
  // Entries of `other` win.
  void Merge(const Hash& other);
};
struct Regex {
  std::string source;
  std::string flags;  // of "imx"
};
struct Range {
  std::shared_ptr<const Value> begin;  // nil: open
  std::shared_ptr<const Value> end;
  bool exclusive = false;
};
// A lambda, proc or block: code and the frame that it closes over.
struct Proc {
  const syntax::Node* node = nullptr;
  std::shared_ptr<Frame> frame;
};
// A class or module, by its full name ("A::B"); it may not exist in the sources.
struct Constant {
  std::string path;
};
// `X.new(...)` of a class that is not modelled further.
struct Instance {
  std::string class_path;
  std::vector<Value> arguments;
  std::optional<Proc> block;
};
// The source text of what cannot be known.
struct Unknown {
  std::string text;
};

struct Value {
  using State = std::variant<Unknown, Nil, bool, std::int64_t, double, std::string, Symbol, Array, Hash,
                             Regex, Range, Proc, Constant, Instance>;
  State state;

  template <typename T>
  [[nodiscard]] const T* As() const {
    return std::get_if<T>(&state);
  }
  template <typename T>
  [[nodiscard]] T* As() {
    return std::get_if<T>(&state);
  }
  template <typename T>
  [[nodiscard]] bool Is() const {
    return std::holds_alternative<T>(state);
  }
  // Unknown, or holds something unknown.
  [[nodiscard]] bool HasUnknown() const;
  // Ruby's truth: false and nil are false; nothing where it is unknown.
  [[nodiscard]] std::optional<bool> Truth() const;
  // The text of a symbol or a string.
  [[nodiscard]] std::optional<std::string> Name() const;
  // to_s of scalars, and of regexps as they stand when interpolated; nothing for the rest.
  [[nodiscard]] std::optional<std::string> ToS() const;
  // The same as an SQL value: nil, booleans, numbers, strings; symbols become strings.
  [[nodiscard]] std::optional<tacit::Value> ToSql() const;
};

struct HashEntry {
  Value first;  // the key
  Value second;
};

[[nodiscard]] Value MakeUnknown(std::string_view text);
[[nodiscard]] inline Value NilValue() { return {Nil{}}; }

// Names of methods and options are compared with lists of those that mean something.
[[nodiscard]] inline bool IsOneOf(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Ruby's ==. Nothing where either holds something unknown.
[[nodiscard]] std::optional<bool> Equal(const Value& a, const Value& b);

// Whether the two are the same expression of the same parts, unknown ones included.
[[nodiscard]] bool Same(const Value& a, const Value& b);

// Numbers of a range of integers of at most `limit` members, in order; nothing for another range.
[[nodiscard]] std::optional<std::vector<std::int64_t>> Expand(const Range& range, std::int64_t limit);

// The items to iterate over: an array's, a small integer range's, a hash's pairs as arrays.
[[nodiscard]] std::optional<std::vector<Value>> Items(const Value& value);

// A list of names: one symbol or string, or an array of them; nothing where one of them is unknown.
[[nodiscard]] std::optional<std::vector<std::string>> Names(const Value& value);

}  // namespace tacit::analyze::ruby

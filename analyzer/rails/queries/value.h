// What an expression of Ruby is worth while its code is followed for the queries that it sends.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "analyzer/ruby/interpreter.h"
#include "analyzer/syntax/tree.h"

namespace tacit::analyze::rails::queries {

struct Value;
struct Relation;
struct Frame;
using FramePtr = std::shared_ptr<Frame>;

// Text is kept in plain strings, in which one of these stands for a piece that is known at run time only.
inline constexpr char kScalarHole = '\x01';   // one value: a number, a name
inline constexpr char kListHole = '\x02';     // values with commas between them
inline constexpr char kUnknownHole = '\x03';  // any text

// The expression that it comes from, so that one question has one answer along a path.
struct Unknown {
  std::string origin;
};
struct Nil {};
struct Symbol {
  std::string name;
};
// One value of a column's kind, NULL perhaps.
struct Scalar {
  std::string origin;
};
// Ruby shares arrays and hashes, and changes them in place.
struct Array {
  std::vector<Value> items;
};
struct Hash {
  std::vector<std::pair<Value, Value>> entries;
};
// An array of which only the kind of its items is known.
struct List {
  std::string origin;
  std::shared_ptr<const Value> item;
};
struct Range {
  std::shared_ptr<const Value> begin;  // nil: open
  std::shared_ptr<const Value> end;
  bool exclusive = false;
};
// An instance of a class: a record, a controller. `fields` are its instance variables.
struct Object {
  std::string path;
  std::string origin;
  bool maybe_nil = false;
  std::shared_ptr<std::map<std::string, Value, std::less<>>> fields;
};
// A class or module; a model's class methods may run within a scope.
struct ClassRef {
  std::string path;
  std::shared_ptr<const Relation> scope;
};
struct Proc {
  const syntax::Node* node = nullptr;
  FramePtr frame;
  std::string method;  // &:name, instead of a node
};
// The adapter's connection, which quotes and takes SQL text.
struct Connection {};
// `x.where.not(...)`: between `where` and `not`.
struct WhereChain {
  std::shared_ptr<const Relation> relation;
};

struct Value {
  using State = std::variant<Unknown, Nil, bool, std::int64_t, double, std::string, Symbol, Scalar,
                             std::shared_ptr<Array>, std::shared_ptr<Hash>, List, Range, Object, ClassRef,
                             Proc, Connection, WhereChain, std::shared_ptr<const Relation>>;
  State state;

  template <typename T>
  [[nodiscard]] const T* As() const {
    return std::get_if<T>(&state);
  }
  template <typename T>
  [[nodiscard]] bool Is() const {
    return std::holds_alternative<T>(state);
  }
  [[nodiscard]] const Array* AsArray() const {
    const auto* array = As<std::shared_ptr<Array>>();
    return array == nullptr ? nullptr : array->get();
  }
  [[nodiscard]] const Hash* AsHash() const {
    const auto* hash = As<std::shared_ptr<Hash>>();
    return hash == nullptr ? nullptr : hash->get();
  }
  [[nodiscard]] std::shared_ptr<const Relation> AsRelation() const {
    const auto* relation = As<std::shared_ptr<const Relation>>();
    return relation == nullptr ? nullptr : *relation;
  }
};

using RelationPtr = std::shared_ptr<const Relation>;

[[nodiscard]] Value MakeUnknown(std::string_view origin);
[[nodiscard]] inline Value MakeNil() { return {Nil{}}; }
[[nodiscard]] Value MakeArray(std::vector<Value> items);
[[nodiscard]] Value MakeHash(Hash hash);
[[nodiscard]] Value MakeScalar(std::string_view origin);
[[nodiscard]] Value MakeList(std::string_view origin, Value item);
[[nodiscard]] Value MakeObject(std::string path, std::string origin, bool maybe_nil = false);
// Of the evaluator of class bodies; its procs keep their frames.
[[nodiscard]] Value FromBody(const ruby::Value& value);

// What is kept of a value in an array, a hash, an instance variable or a summary: a copy, so that nothing
// ever holds itself. Its records lose their instance variables, its procs are unknown, and so is what lies
// too deep.
[[nodiscard]] Value Snapshot(const Value& value, int depth = 0);

// Ruby's truth; nothing where it is not known.
[[nodiscard]] std::optional<bool> Truth(const Value& value);
// The text of a string or symbol without holes.
[[nodiscard]] std::optional<std::string> Name(const Value& value);
// What it becomes in "#{...}": with a hole where it is not known.
[[nodiscard]] std::string ToText(const Value& value);
[[nodiscard]] bool HasHole(std::string_view text);
// Where it comes from, as far as that has a name; empty where it does not.
[[nodiscard]] std::string OriginOf(const Value& value);
// Ruby's ==; nothing where it is not known.
[[nodiscard]] std::optional<bool> Equal(const Value& a, const Value& b);
// By a key that is a symbol or string of that name; null where there is none.
[[nodiscard]] const Value* Find(const Hash& hash, std::string_view key);
void Set(Hash& hash, const Value& key, Value value);

// Local variables and what is around them.
struct Frame {
  std::map<std::string, Value, std::less<>> locals;
  FramePtr parent;                    // of a block: what it closes over
  std::shared_ptr<ruby::Frame> body;  // of a lambda in a class body: that body's frame
  const std::string* file = nullptr;
  std::vector<std::string> nesting;
  Value self;
  Value block;
  std::string method;  // its name, for `super`; empty outside of methods
  std::string owner;   // the class or module that it is written in
  int id = 0;

  [[nodiscard]] std::optional<Value> Lookup(std::string_view name) const;
  void Assign(std::string_view name, Value value);
  [[nodiscard]] const Frame& Method() const {
    const Frame* frame = this;
    while (frame->parent != nullptr) frame = frame->parent.get();
    return *frame;
  }
};

}  // namespace tacit::analyze::rails::queries

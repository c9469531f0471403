// What a TypeScript expression is known to be without running the program: a literal, a function, a class,
// what a library was asked for, or unknown.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "analyzer/syntax/tree.h"
#include "tacit/value.h"

namespace tacit::analyze::typescript {

struct Value;
struct Scope;
struct Module;

// `text`: what is known of a template whose holes are not all known, kHole for each of those; null for
// anything else.
struct Unknown {
  std::shared_ptr<const std::string> text = nullptr;
};
inline constexpr char kHole = '\x01';
struct Undefined {};
struct Null {};

struct Property;
// In order of first assignment. `open`: something else may be in it (a spread or a key that is not known).
struct Object {
  std::vector<Property> properties;
  bool open = false;
  bool is_enum = false;

  [[nodiscard]] const Value* Find(std::string_view key) const;
  void Set(std::string key, Value value, int line);
};
struct Array {
  std::vector<Value> items;
  bool open = false;
};
struct Regex {
  std::string source;
  std::string flags;
};
// A function, method or arrow function: its node, and where it stands.
struct Function {
  const syntax::Node* node = nullptr;
  std::shared_ptr<Scope> scope;
};
// A class of the application.
struct ClassRef {
  const syntax::Node* node = nullptr;  // "class_declaration", "abstract_class_declaration" or "class"
  const Module* module = nullptr;
  std::string name;
};
struct Link;
// What is asked of a library: DataTypes.STRING(64) of "sequelize" is {"sequelize", [DataTypes, STRING(64)]};
// z.string().max(5) is {"zod", [z, string(), max(5)]}. The first link is the imported name; a name that is
// nowhere declared is of the library "". `new X(...)` is a call of X.
struct Chain {
  std::string package;
  std::vector<Link> links;

  // The names joined: "DataTypes.STRING".
  [[nodiscard]] std::string Path() const;
  [[nodiscard]] const Link& last() const;
};

struct Value {
  using State =
      std::variant<Unknown, Undefined, Null, bool, double, std::string, std::shared_ptr<const Object>,
                   std::shared_ptr<const Array>, Regex, Function, ClassRef, std::shared_ptr<const Chain>>;
  State state;
  int line = 0;  // where the expression begins; 0 where it has no place

  template <typename T>
  [[nodiscard]] const T* As() const {
    return std::get_if<T>(&state);
  }
  template <typename T>
  [[nodiscard]] bool Is() const {
    return std::holds_alternative<T>(state);
  }
  // Null where it is none.
  [[nodiscard]] const Object* AsObject() const;
  [[nodiscard]] const Array* AsArray() const;
  [[nodiscard]] const Chain* AsChain() const;
  // A member of an object; null where it is no object or has none.
  [[nodiscard]] const Value* Get(std::string_view key) const;
  // JavaScript's truth; nothing where it is not known.
  [[nodiscard]] std::optional<bool> Truth() const;
  [[nodiscard]] bool IsTrue() const { return Truth() == true; }
  [[nodiscard]] std::optional<std::string> Text() const;
  [[nodiscard]] std::optional<std::int64_t> Integer() const;
  // A string, number or boolean as SQL has it; nothing for the rest.
  [[nodiscard]] std::optional<tacit::Value> ToSql() const;
  // String(x) of scalars; nothing for the rest.
  [[nodiscard]] std::optional<std::string> ToText() const;
};

struct Property {
  std::string key;
  Value value;
  int line = 0;
};
struct Link {
  std::string name;
  bool called = false;
  std::vector<Value> arguments;
  bool open = false;  // a spread among the arguments is not known
  int line = 0;
};

[[nodiscard]] Value MakeObject(Object object);
[[nodiscard]] Value MakeArray(Array array);
[[nodiscard]] Value MakeChain(Chain chain);

// ASCII letters in lower case.
[[nodiscard]] std::string LowerCase(std::string_view text);

// The values of a list whose items are all known and scalar; nothing otherwise. NULLs are left out.
[[nodiscard]] std::optional<std::vector<tacit::Value>> ScalarList(const Value& value);
// Of an option that may be missing (null): its text, else nothing written; whether it is true.
[[nodiscard]] inline std::string TextOf(const Value* value) {
  return value == nullptr ? "" : value->Text().value_or("");
}
[[nodiscard]] inline bool IsTrue(const Value* value) { return value != nullptr && value->IsTrue(); }
// A list of texts, or one text.
[[nodiscard]] std::optional<std::vector<std::string>> TextList(const Value& value);

}  // namespace tacit::analyze::typescript

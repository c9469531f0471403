// What a Python expression is known to be without running the program: a literal, a class, a call of
// something that is not modelled, or unknown.
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

namespace tacit::analyze::python {

struct Value;
struct Class;
struct Module;
struct Scope;
struct CallData;

// The source text of what cannot be known.
struct Unknown {
  std::string text;
};
struct None {};
// A tuple, list or set, a generator, or the items of a range.
struct Sequence {
  bool tuple = false;
  std::vector<Value> items;
};
struct DictEntry;
struct Dict {
  std::vector<DictEntry> entries;

  // By a key that is that string; null where there is none.
  [[nodiscard]] const Value* Find(std::string_view key) const;
  void Set(Value key, Value value);
};
// A member of an Enum class.
struct EnumMember {
  std::string name;
  std::shared_ptr<const Value> value;
};
struct ClassRef {
  const Class* definition = nullptr;
};
struct ModuleRef {
  const Module* module = nullptr;
};
struct FunctionRef {
  const syntax::Node* node = nullptr;  // "function_definition" or "lambda"
  const Scope* scope = nullptr;        // where it stands
};
// A name of a module that is not among the sources: "django.db.models.CharField".
struct External {
  std::string path;
};
// What calling a class, or anything external, gave: not modelled further. Shared, since arguments may be
// large.
struct Instance {
  std::shared_ptr<const CallData> call;
};

struct Value {
  using State = std::variant<Unknown, None, bool, std::int64_t, double, std::string, Sequence, Dict,
                             EnumMember, ClassRef, ModuleRef, FunctionRef, External, Instance>;
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
  [[nodiscard]] bool known() const { return !Is<Unknown>(); }
  // Python's truth of what is known.
  [[nodiscard]] std::optional<bool> Truth() const;
  // The text of a string, or of an enum's member that is one.
  [[nodiscard]] std::optional<std::string> Text() const;
  // A whole number; booleans are none.
  [[nodiscard]] std::optional<std::int64_t> Integer() const;
  // str() of scalars.
  [[nodiscard]] std::optional<std::string> Str() const;
  // The same as an SQL value: None, booleans, numbers, strings, members of enums, Decimal("1.5").
  [[nodiscard]] std::optional<tacit::Value> ToSql() const;
};

struct DictEntry {
  Value first;  // the key
  Value second;
};

struct CallData {
  Value callee;  // ClassRef, External or Unknown
  std::vector<Value> positional;
  std::vector<std::pair<std::string, Value>> keywords;
  bool open = false;  // *args or **kwargs that are not known
  const syntax::Node* node = nullptr;
  const Module* module = nullptr;

  // A keyword argument; null where there is none.
  [[nodiscard]] const Value* Keyword(std::string_view name) const;
  // By keyword, else by position.
  [[nodiscard]] const Value* Argument(std::string_view name, std::size_t position) const;
};

// The call that made an instance; null for anything else.
[[nodiscard]] inline const CallData* CallOf(const Value& value) {
  const auto* instance = value.As<Instance>();
  return instance == nullptr ? nullptr : instance->call.get();
}

[[nodiscard]] Value MakeUnknown(std::string_view text);
[[nodiscard]] inline Value NoneValue() { return {None{}}; }

[[nodiscard]] inline bool IsOneOf(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Python's ==. Nothing where it is not known.
[[nodiscard]] std::optional<bool> Equal(const Value& a, const Value& b);

// What iterating gives: items of sequences, keys of dicts, characters of no string. Nothing otherwise.
[[nodiscard]] std::optional<std::vector<Value>> Items(const Value& value);

// The strings of a sequence of strings, or of one string; nothing where one is not known.
[[nodiscard]] std::optional<std::vector<std::string>> Texts(const Value& value);

// The last part of a dotted path.
[[nodiscard]] std::string_view LastPart(std::string_view path);

// Source text on one line.
[[nodiscard]] std::string OneLine(std::string_view text);

}  // namespace tacit::analyze::python

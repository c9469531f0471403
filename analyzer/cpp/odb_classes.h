// Classes with what `#pragma db` says of them and of their members.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/cpp/fold.h"
#include "analyzer/cpp/odb_pragma.h"

namespace tacit::analyze::cpp {

using DbWords = std::vector<DbWord>;

// Of several of one name, the last; null where there is none, or only for one database.
[[nodiscard]] const DbWord* FindWord(const DbWords& words, std::string_view name);
[[nodiscard]] inline bool HasWord(const DbWords& words, std::string_view name) {
  return FindWord(words, name) != nullptr;
}
// Its first argument; nothing where the word or the argument is missing.
[[nodiscard]] std::optional<std::string> ArgumentOf(const DbWords& words, std::string_view name);

struct OdbClass {
  const Record* record = nullptr;
  enum class Kind { kObject, kComposite } kind = Kind::kObject;
  DbWords words;
  std::map<std::string, DbWords> members;          // by name; what pragmas say of them
  std::vector<std::pair<DbWords, Place>> indexes;  // of several members, or named apart from them
  std::string prefix;                              // of its table's name, from its namespace
  Place place;
};

struct OdbClasses {
  std::map<std::string, OdbClass> by_name;         // of the record
  std::map<std::string, std::string> value_types;  // SQL types of C++ types, by Show(Type)

  [[nodiscard]] const OdbClass* Find(const std::string& name) const;
};

// Pragmas stand before what they speak of, or name it. One that speaks of nothing that was read is passed
// over.
[[nodiscard]] OdbClasses ReadOdbClasses(const Index& index);

}  // namespace tacit::analyze::cpp

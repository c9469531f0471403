#include "analyzer/cpp/odb_classes.h"

#include <algorithm>

namespace tacit::analyze::cpp {

namespace {

class ClassReader {
 public:
  explicit ClassReader(const Index& index) : index_(index) {}

  OdbClasses Run() {
    std::vector<std::pair<const Pragma*, DbWords>> pragmas;
    for (const Pragma& pragma : index_.program().pragmas) {
      if (DbWords words = ReadDbPragma(pragma.text); !words.empty()) {
        pragmas.emplace_back(&pragma, std::move(words));
      }
    }
    // Classes first: what members and indexes say may come before the class is named.
    for (const auto& [pragma, words] : pragmas) ReadClass(*pragma, words);
    for (const auto& [pragma, words] : pragmas) ReadNamespace(*pragma, words);
    for (const auto& [pragma, words] : pragmas) ReadMember(*pragma, words);
    return std::move(classes_);
  }

 private:
  static bool IsOfClass(const DbWord& first) {
    return first.name == "object" || first.name == "value" || first.name == "view";
  }

  void ReadClass(const Pragma& pragma, const DbWords& words) {
    const DbWord& first = words[0];
    if (!IsOfClass(first) || first.name == "view") return;
    if (first.name == "value") {
      // A type that is kept in one column.
      if (const auto sql = ArgumentOf(words, "type")) {
        if (!first.arguments.empty()) classes_.value_types[CanonicalName(first.arguments[0].text)] = *sql;
        return;
      }
    }
    const Record* record =
        first.arguments.empty() ? NextRecord(pragma.place) : Named(first.arguments[0].text);
    if (record == nullptr) return;
    OdbClass& declared = classes_.by_name[record->name];
    declared.record = record;
    declared.kind = first.name == "object" ? OdbClass::Kind::kObject : OdbClass::Kind::kComposite;
    declared.words.insert(declared.words.end(), words.begin() + 1, words.end());
    declared.place = record->place;
  }

  void ReadNamespace(const Pragma& pragma, const DbWords& words) {
    if (words[0].name != "namespace") return;
    const auto prefix = ArgumentOf(words, "table");
    if (!prefix) return;
    std::string space;
    if (!words[0].arguments.empty()) {
      space = words[0].arguments[0].text;
    } else if (const Record* next = NextRecord(pragma.place)) {
      space = next->name.substr(0, next->name.find("::"));
    }
    for (auto& [name, declared] : classes_.by_name) {
      if (!space.empty() && name.starts_with(space + "::")) declared.prefix = *prefix + declared.prefix;
    }
  }

  void ReadMember(const Pragma& pragma, const DbWords& words) {
    const DbWord& first = words[0];
    if (IsOfClass(first) || first.name == "namespace" || first.name == "model" || first.name == "map") return;
    const bool names_members = HasWord(words, "member") || HasWord(words, "members");
    if (first.name == "member" && !first.arguments.empty()) {
      // member(person::name_) ...
      const std::string& path = first.arguments[0].text;
      const std::size_t colon = path.rfind("::");
      OdbClass* declared = colon == std::string::npos ? nullptr : DeclaredAs(path.substr(0, colon));
      if (declared != nullptr) Say(*declared, path.substr(colon + 2), words, 1);
      return;
    }
    if ((first.name == "index" || first.name == "unique") && names_members) {
      OdbClass* declared = Around(pragma.place);
      if (declared == nullptr && !first.arguments.empty()) declared = OfIndex(first.arguments[0].text);
      if (declared != nullptr) declared->indexes.emplace_back(words, pragma.place);
      return;
    }
    OdbClass* declared = Around(pragma.place);
    if (declared == nullptr) return;
    const Field* next = nullptr;
    for (const Field& field : declared->record->fields) {
      if (field.place.line <= pragma.place.line) continue;
      if (next == nullptr || field.place.line < next->place.line) next = &field;
    }
    if (next != nullptr) Say(*declared, next->name, words, first.name == "member" ? 1 : 0);
  }

  static void Say(OdbClass& declared, const std::string& member, const DbWords& words, std::size_t from) {
    DbWords& said = declared.members[member];
    said.insert(said.end(), words.begin() + static_cast<std::ptrdiff_t>(from), words.end());
  }

  // The class that begins next after a place in its file.
  const Record* NextRecord(Place place) const {
    const Record* next = nullptr;
    for (const Record& record : index_.program().records) {
      if (record.place.file != place.file || record.place.line <= place.line) continue;
      if (next == nullptr || record.place.line < next->place.line) next = &record;
    }
    return next;
  }

  // The innermost class around a place.
  OdbClass* Around(Place place) {
    OdbClass* around = nullptr;
    for (auto& [name, declared] : classes_.by_name) {
      const Record& record = *declared.record;
      if (record.place.file != place.file || record.place.line > place.line || record.end_line < place.line) {
        continue;
      }
      if (around == nullptr || around->record->place.line < record.place.line) around = &declared;
    }
    return around;
  }

  // By its name, or by the end of it where that is of one class only.
  const Record* Named(const std::string& name) const {
    if (const Record* record = index_.FindRecord(name)) return record;
    const Record* found = nullptr;
    for (const Record& record : index_.program().records) {
      if (!record.name.ends_with("::" + name)) continue;
      if (found != nullptr && found->name != record.name) return nullptr;
      found = &record;
    }
    return found;
  }
  OdbClass* DeclaredAs(const std::string& name) {
    const Record* record = Named(name);
    const auto found = record == nullptr ? classes_.by_name.end() : classes_.by_name.find(record->name);
    return found == classes_.by_name.end() ? nullptr : &found->second;
  }
  // index(person) or index(person::"name").
  OdbClass* OfIndex(const std::string& path) {
    if (OdbClass* declared = DeclaredAs(path)) return declared;
    const std::size_t colon = path.rfind("::");
    return colon == std::string::npos ? nullptr : DeclaredAs(path.substr(0, colon));
  }

  // As Show writes a type.
  static std::string CanonicalName(const std::string& written) {
    return written == "std::string" || written == "string" ? "std::basic_string<char>" : written;
  }

  const Index& index_;
  OdbClasses classes_;
};

}  // namespace

const DbWord* FindWord(const DbWords& words, std::string_view name) {
  const auto found = std::find_if(words.rbegin(), words.rend(), [&](const DbWord& word) {
    return word.database.empty() && word.name == name;
  });
  return found == words.rend() ? nullptr : &*found;
}

std::optional<std::string> ArgumentOf(const DbWords& words, std::string_view name) {
  const DbWord* word = FindWord(words, name);
  if (word == nullptr || word->arguments.empty()) return std::nullopt;
  return word->arguments[0].text;
}

const OdbClass* OdbClasses::Find(const std::string& name) const {
  const auto found = by_name.find(name);
  return found == by_name.end() ? nullptr : &found->second;
}

OdbClasses ReadOdbClasses(const Index& index) { return ClassReader(index).Run(); }

}  // namespace tacit::analyze::cpp

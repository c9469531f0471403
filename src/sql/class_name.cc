#include "src/sql/class_name.h"

#include <cctype>
#include <initializer_list>

namespace tacit::sql {
namespace {

bool IsUpper(char c) { return std::isupper(static_cast<unsigned char>(c)) != 0; }
char Lower(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }
char Upper(char c) { return static_cast<char>(std::toupper(static_cast<unsigned char>(c))); }

std::string Underscored(std::string_view name) {
  std::string text;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (name[i] == ':') {
      if (!text.empty() && text.back() != '_') text += '_';
      continue;
    }
    if (IsUpper(name[i]) && i > 0 && !IsUpper(name[i - 1]) && text.back() != '_') text += '_';
    text += Lower(name[i]);
  }
  return text;
}

std::string Plural(const std::string& word) {
  if (word.ends_with("person")) return word.substr(0, word.size() - 6) + "people";
  if (word.ends_with("y") && !EndsWithAny(word, {"ay", "ey", "oy", "uy"})) {
    return word.substr(0, word.size() - 1) + "ies";
  }
  return word + (EndsWithAny(word, {"s", "x", "ch", "sh"}) ? "es" : "s");
}

std::string Singular(const std::string& word) {
  if (word.ends_with("people")) return word.substr(0, word.size() - 6) + "person";
  if (word.ends_with("ies")) return word.substr(0, word.size() - 3) + "y";
  if (EndsWithAny(word, {"uses", "xes", "ches", "shes", "sses"})) return word.substr(0, word.size() - 2);
  return word.ends_with("s") && !EndsWithAny(word, {"ss", "news"}) ? word.substr(0, word.size() - 1) : word;
}

}  // namespace

bool EndsWithAny(std::string_view text, std::initializer_list<std::string_view> endings) {
  for (const std::string_view ending : endings) {
    if (text.ends_with(ending)) return true;
  }
  return false;
}

int TableOfClass(std::string_view name, const Schema& schema) {
  const std::size_t colon = name.rfind(':');
  const std::string whole = Underscored(name);
  const std::string last = colon == std::string_view::npos ? whole : Underscored(name.substr(colon + 1));
  for (const std::string& candidate : {Plural(whole), whole, Plural(last), last}) {
    for (std::size_t i = 0; i < schema.tables.size(); ++i) {
      if (schema.tables[i].name == candidate) return static_cast<int>(i);
    }
  }
  return -1;
}

std::string ClassOfTable(std::string_view table) {
  std::string name;
  bool up = true;
  for (const char c : Singular(std::string(table))) {
    if (c != '_') name += up ? Upper(c) : c;
    up = c == '_';
  }
  return name;
}

}  // namespace tacit::sql

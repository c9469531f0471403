#include "analyzer/typescript/names.h"

#include <algorithm>
#include <array>
#include <utility>

namespace tacit::analyze::typescript {

namespace {

bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool IsLower(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }
char Lower(char c) { return IsUpper(c) ? static_cast<char>(c + 32) : c; }
char Upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; }

std::string AllLower(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), Lower);
  return lower;
}

}  // namespace

std::string LowerFirst(std::string_view name) {
  std::string changed(name);
  if (!changed.empty()) changed[0] = Lower(changed[0]);
  return changed;
}

std::string CamelCase(std::string_view name) {
  std::string camel;
  bool begins = false;
  for (char c : name) {
    if (c == '_' || c == '-' || c == ' ') {
      begins = !camel.empty();
      continue;
    }
    camel += camel.empty() ? Lower(c) : begins ? Upper(c) : c;
    begins = false;
  }
  return camel;
}

std::string SnakeCase(std::string_view name) {
  std::string snake;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const bool after_lower = i > 0 && IsLower(name[i - 1]);
    const bool before_lower = i > 0 && IsUpper(name[i - 1]) && i + 1 < name.size() && IsLower(name[i + 1]);
    if (IsUpper(name[i]) && (after_lower || before_lower) && !snake.ends_with("_")) snake += '_';
    snake += name[i] == '-' || name[i] == ' ' ? '_' : Lower(name[i]);
  }
  return snake;
}

std::string Plural(std::string_view noun) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 13> kIrregular = {
      {{"person", "people"},
       {"child", "children"},
       {"man", "men"},
       {"ox", "oxen"},
       {"mouse", "mice"},
       {"quiz", "quizzes"},
       {"move", "moves"},
       {"datum", "data"},
       {"medium", "media"},
       {"index", "indices"},
       {"vertex", "vertices"},
       {"matrix", "matrices"},
       {"alias", "aliases"}}};
  static constexpr std::array<std::string_view, 13> kUncountable = {
      "equipment", "information", "rice",   "money", "species",  "series", "fish",
      "sheep",     "news",        "people", "data",  "feedback", "media"};
  const std::string lower = AllLower(noun);
  const auto ends = [&lower](std::string_view end) { return lower.ends_with(end); };
  for (std::string_view word : kUncountable) {
    if (ends(word)) return std::string(noun);
  }
  for (const auto& [one, many] : kIrregular) {
    // The word itself, or the last part of a compound: "SalesPerson", but not "human".
    const std::size_t at = lower.size() - std::min(lower.size(), one.size());
    const bool part = at == 0 || IsUpper(noun[at]) || noun[at - 1] == '_';
    if (ends(one) && part) return std::string(noun.substr(0, at + 1)) + std::string(many.substr(1));
  }
  if (lower.empty()) return "";
  const std::string stem(noun.substr(0, noun.size() - 1));
  const bool vowel_before =
      lower.size() > 1 && std::string_view("aeiou").find(lower[lower.size() - 2]) != std::string_view::npos;
  if (ends("y") && !vowel_before) return stem + "ies";
  if (ends("sis") || ends("xis")) return std::string(noun.substr(0, noun.size() - 2)) + "es";
  if (ends("ch") || ends("sh") || ends("ss") || ends("x") || ends("us")) return std::string(noun) + "es";
  if (ends("s")) return std::string(noun);
  if (ends("alf") || ends("elf")) return stem + "ves";
  if (ends("tomato") || ends("potato") || ends("hero") || ends("echo")) return std::string(noun) + "es";
  return std::string(noun) + "s";
}

}  // namespace tacit::analyze::typescript

#include "src/suggest/counterparts.h"

#include <array>
#include <vector>

namespace tacit::suggest {
namespace {

struct Counterpart {
  std::string_view rule;
  Language language;
  std::string_view advice;
  std::array<std::string_view, 2> methods;  // whose call goes; empty: no line is changed
  bool with_name;  // the call is `method(:name)`; else it is bare, in Python `method()`
};

constexpr Counterpart kCounterparts[] = {
    {"unique-key-drop-distinct",
     Language::kRuby,
     "its rows are different anyway: drop `.distinct`",
     {".distinct", ".uniq"},
     false},
    {"unique-key-drop-distinct",
     Language::kPython,
     "its rows are different anyway: drop `.distinct()`",
     {".distinct", ""},
     false},
    {"unique-drop-left-join",
     Language::kRuby,
     "nothing is read of a joined table: drop its `.left_joins`, `.eager_load` or `.includes`",
     {".left_joins", ".left_outer_joins"},
     true},
    {"unique-drop-left-join",
     Language::kPython,
     "nothing is read of a joined table: drop its `.select_related` or annotation",
     {"", ""},
     false},
    {"foreign-key-drop-inner-join",
     Language::kRuby,
     "a joined row is always there and is not read: drop its `.joins`",
     {".joins", ""},
     true},
    {"foreign-key-drop-inner-join",
     Language::kPython,
     "a joined row is always there and is not read: drop the filter that joins it",
     {"", ""},
     false},
    {"unique-key-add-limit-one",
     Language::kRuby,
     "there is at most one row: ask for it by `.take` or `find_by`",
     {"", ""},
     false},
    {"unique-key-add-limit-one",
     Language::kPython,
     "there is at most one row: ask for it by `.get()` or `[:1]`",
     {"", ""},
     false},
    {"unique-key-drop-aggregate-distinct",
     Language::kRuby,
     "no value repeats: drop `.distinct` before `.count`",
     {"", ""},
     false},
    {"unique-key-drop-aggregate-distinct",
     Language::kPython,
     "no value repeats: drop `distinct=True`",
     {"", ""},
     false},
    {"not-null-fold-null-test",
     Language::kRuby,
     "the column is never NULL: drop the condition on nil",
     {"", ""},
     false},
    {"not-null-fold-null-test",
     Language::kPython,
     "the column is never NULL: drop the `__isnull` condition",
     {"", ""},
     false},
    {"determined-drop-sort-key",
     Language::kRuby,
     "the keys before it settle the order: drop the last key of `.order`",
     {"", ""},
     false},
    {"determined-drop-sort-key",
     Language::kPython,
     "the keys before it settle the order: drop the last key of `.order_by`",
     {"", ""},
     false},
    {"domain-contradiction-to-empty",
     Language::kRuby,
     "no legal row fits: the query can be left out (`.none`)",
     {"", ""},
     false},
    {"domain-contradiction-to-empty",
     Language::kPython,
     "no legal row fits: the query can be left out (`.none()`)",
     {"", ""},
     false},
};

const Counterpart* Find(std::string_view rule, Language language) {
  for (const Counterpart& counterpart : kCounterparts) {
    if (counterpart.rule == rule && counterpart.language == language) return &counterpart;
  }
  return nullptr;
}

bool IsNamePart(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '?' ||
         c == '!';
}

// Whether code stands at `at`, and no text and no comment, as far as one line tells.
bool IsCode(std::string_view line, std::size_t at) {
  char quote = 0;
  for (std::size_t i = 0; i < at; ++i) {
    const char c = line[i];
    if (quote == 0 && c == '#') return false;
    if (quote == 0 && (c == '"' || c == '\'' || c == '`')) {
      quote = c;
    } else if (quote != 0 && c == '\\') {
      ++i;
    } else if (c == quote) {
      quote = 0;
    }
  }
  return quote == 0;
}

// How long the call at `at` is; 0 where it is another, or one with arguments that say something.
std::size_t CallLength(std::string_view line, std::size_t at, std::string_view method,
                       const Counterpart& counterpart) {
  const std::size_t after = at + method.size();
  if (after < line.size() && IsNamePart(line[after])) return 0;
  const std::string_view rest = line.substr(after);
  if (counterpart.with_name) {
    if (!rest.starts_with("(:")) return 0;
    std::size_t end = 2;
    while (end < rest.size() && IsNamePart(rest[end])) ++end;
    return end > 2 && end < rest.size() && rest[end] == ')' ? method.size() + end + 1 : 0;
  }
  if (rest.starts_with("()")) return method.size() + 2;
  return counterpart.language == Language::kRuby && !rest.starts_with('(') ? method.size() : 0;
}

}  // namespace

Language LanguageOf(std::string_view file) {
  if (file.ends_with(".rb") || file.ends_with(".rake") || file.ends_with(".erb")) return Language::kRuby;
  return file.ends_with(".py") ? Language::kPython : Language::kOther;
}

std::string_view AdviceFor(std::string_view rule, Language language) {
  const Counterpart* counterpart = Find(rule, language);
  return counterpart == nullptr ? std::string_view() : counterpart->advice;
}

std::optional<std::string> WithoutConstruct(std::string_view line, std::string_view rule, Language language) {
  const Counterpart* counterpart = Find(rule, language);
  if (counterpart == nullptr) return std::nullopt;
  std::size_t found = std::string_view::npos;
  std::size_t length = 0;
  for (const std::string_view method : counterpart->methods) {
    if (method.empty()) continue;
    for (std::size_t at = line.find(method); at != std::string_view::npos; at = line.find(method, at + 1)) {
      const std::size_t after = at + method.size();
      if (after < line.size() && IsNamePart(line[after])) continue;  // .distinct_on, .joins_x
      if (found != std::string_view::npos) return std::nullopt;      // more than once
      found = at;
      length = CallLength(line, at, method, *counterpart);
    }
  }
  if (length == 0 || !IsCode(line, found)) return std::nullopt;
  std::string changed(line.substr(0, found));
  changed += line.substr(found + length);
  const bool nothing_left = changed.find_first_not_of(" \t\r") == std::string::npos;
  return nothing_left ? std::string() : changed;
}

}  // namespace tacit::suggest

#include "tacit/suggest.h"

#include <algorithm>
#include <cctype>

#include "src/base/file.h"
#include "src/suggest/counterparts.h"
#include "src/suggest/diff.h"

namespace tacit {
namespace {

using suggest::Language;

constexpr std::int64_t kMaxSourceBytes = 16 << 20;
constexpr std::string_view kSimplified = "fold-constants";  // applied after every rule; nobody writes it

// The path below the root; none for one that leads out of it: logs are not to be trusted.
std::optional<std::string> BelowRoot(std::string_view file, std::string_view app) {
  while (app.size() > 1 && app.ends_with('/')) app.remove_suffix(1);
  if (file.starts_with('/')) {
    if (app.empty() || !file.starts_with(app) || file.substr(app.size()).empty() || file[app.size()] != '/')
      return std::nullopt;
    file.remove_prefix(app.size() + 1);
  }
  if (file.starts_with("./")) file.remove_prefix(2);
  const std::string framed = "/" + std::string(file) + "/";
  const bool control = std::ranges::any_of(file, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
  if (file.empty() || control || framed.find("/../") != std::string::npos) return std::nullopt;
  return std::string(file);
}

// A line of the text without its newline; none where it has fewer.
std::optional<std::string_view> LineOf(std::string_view text, int line) {
  for (; line > 1; --line) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    text.remove_prefix(end + 1);
  }
  if (text.empty()) return std::nullopt;
  return text.substr(0, text.find('\n'));
}

int Count(std::string_view sql, std::string_view words) {
  int count = 0;
  for (std::size_t i = 0; i + words.size() <= sql.size(); ++i) {
    const bool here =
        std::equal(words.begin(), words.end(), sql.begin() + static_cast<std::ptrdiff_t>(i),
                   [](char a, char b) { return a == std::toupper(static_cast<unsigned char>(b)); });
    count += here ? 1 : 0;
  }
  return count;
}

std::vector<std::string> RulesOf(const Rewrite& rewrite) {
  std::vector<std::string> rules;
  for (const std::string& rule : rewrite.rules) {
    if (rule != kSimplified && std::ranges::find(rules, rule) == rules.end()) rules.push_back(rule);
  }
  return rules;
}

std::string TextOf(const std::vector<std::string>& rules, const Rewrite& rewrite, Language language) {
  std::string text;
  for (const std::string& rule : rules) {
    const std::string_view advice = suggest::AdviceFor(rule, language);
    if (!advice.empty()) text += (text.empty() ? "" : "; ") + std::string(advice);
  }
  const std::string sent = "send instead: " + rewrite.sql;
  if (text.empty()) text = sent;
  if (!rewrite.any_literals) text += " (proved for these constants only)";
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

// Whether taking the one construct out of the code gives just this rewrite.
bool IsPlain(std::string_view sql, const Rewrite& rewrite, const std::vector<std::string>& rules) {
  if (rules.size() != 1 || rewrite.rules.size() != 1 || !rewrite.any_literals) return false;
  if (rules[0] == "unique-key-drop-distinct") return Count(sql, "SELECT DISTINCT") == 1;
  // Of several joins the line does not say which one goes; a join that leaves a condition behind is more than
  // its text.
  return Count(sql, "JOIN") == 1 && Count(sql, "IS NOT NULL") == Count(rewrite.sql, "IS NOT NULL");
}

}  // namespace

std::optional<Suggestion> Suggest(std::string_view sql, const Rewrite& rewrite, std::string_view file,
                                  int line, const std::string& app) {
  if (file.empty() || line <= 0) return std::nullopt;
  Suggestion suggestion;
  const std::optional<std::string> below = BelowRoot(file, app);
  suggestion.file = below.value_or(std::string(file));
  suggestion.line = line;
  const Language language = suggest::LanguageOf(suggestion.file);
  const std::vector<std::string> rules = RulesOf(rewrite);
  suggestion.text = TextOf(rules, rewrite, language);
  if (app.empty() || !below) return suggestion;

  const Result<std::string> text = base::ReadFile(app + "/" + *below, kMaxSourceBytes);
  const std::optional<std::string_view> source = text.ok() ? LineOf(*text, line) : std::nullopt;
  if (!source) return suggestion;
  suggestion.source = *source;
  if (!IsPlain(sql, rewrite, rules)) return suggestion;
  const std::optional<std::string> fresh = suggest::WithoutConstruct(*source, rules[0], language);
  if (!fresh) return suggestion;
  const std::string diff = suggest::DiffOfLine(*text, *below, line, *fresh);
  const auto begin = static_cast<std::size_t>(source->data() - text->data());
  const std::size_t end =
      begin + source->size() + (fresh->empty() && begin + source->size() < text->size() ? 1 : 0);
  const std::string expected = text->substr(0, begin) + *fresh + text->substr(end);
  if (suggest::Apply(diff, *text) == expected) suggestion.diff = diff;
  return suggestion;
}

}  // namespace tacit

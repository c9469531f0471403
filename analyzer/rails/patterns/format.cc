// validates :a, format: {with: /\A...\z/}
#include "analyzer/rails/patterns/patterns.h"

namespace tacit::analyze::rails {

namespace {

// End of the bracket expression that opens at `at`, which may hold others ("[[:alpha:]_]").
std::size_t EndOfBracket(std::string_view regex, std::size_t at) {
  int depth = 0;
  for (std::size_t i = at; i < regex.size(); ++i) {
    if (regex[i] == '\\') {
      ++i;
    } else if (regex[i] == '[') {
      ++depth;
    } else if (regex[i] == ']' && --depth == 0) {
      return i + 1;
    }
  }
  return regex.size();
}

bool HasTopLevelAlternative(std::string_view regex) {
  int depth = 0;
  for (std::size_t i = 0; i < regex.size(); ++i) {
    if (regex[i] == '\\') {
      ++i;
    } else if (regex[i] == '[') {
      i = EndOfBracket(regex, i) - 1;
    } else if (regex[i] == '(') {
      ++depth;
    } else if (regex[i] == ')') {
      --depth;
    } else if (regex[i] == '|' && depth == 0) {
      return true;
    }
  }
  return false;
}

// Whether the expression surely does not match the empty string: it begins, after anchors, with one
// character that is not optional, and has no alternative at the top.
bool NeedsACharacter(const ruby::Regex& whole) {
  std::string_view regex = whole.source;
  if (whole.flags.find('x') != std::string::npos || HasTopLevelAlternative(regex)) return false;
  while (regex.starts_with("\\A") || regex.starts_with("^")) regex.remove_prefix(regex[0] == '^' ? 1 : 2);
  if (regex.empty()) return false;
  std::size_t end = 1;
  if (regex[0] == '[') {
    end = EndOfBracket(regex, 0);
  } else if (regex[0] == '\\') {
    static constexpr std::string_view kTakesOne = "dwshDWSH.-_@/+";
    if (regex.size() < 2 || kTakesOne.find(regex[1]) == std::string_view::npos) return false;
    end = 2;
  } else if (std::string_view("()*+?|{}$").find(regex[0]) != std::string_view::npos) {
    return false;
  }
  if (end >= regex.size()) return true;
  if (regex[end] == '?' || regex[end] == '*') return false;
  if (regex[end] != '{') return true;
  const std::string_view count = regex.substr(end + 1, 1);
  return !count.empty() && count[0] >= '1' && count[0] <= '9';
}

// Flags that stand outside of the delimiters go inside, so that the text says all.
std::string WithFlags(const ruby::Regex& regex) {
  return regex.flags.empty() ? regex.source : "(?" + regex.flags + ")" + regex.source;
}

void Format(const Use& use, Model& model) {
  const ruby::Value* with = use.Option("with");
  const ruby::Value* without = use.Option("without");
  const ruby::Value* option = with != nullptr ? with : without;
  const auto* regex = option == nullptr ? nullptr : option->As<ruby::Regex>();
  for (const std::string& attribute : use.Attributes()) {
    Rule rule = use.MakeRule(ConstraintKind::kFormat, attribute);
    rule.about_loaded = true;
    NullPolicy otherwise = NullPolicy::kAllowed;
    if (regex == nullptr) {
      rule.detail = FormatDetail{"", "ruby"};
      rule.unknown = NotLiteral(with != nullptr ? "with" : "without", option);
    } else if (with != nullptr) {
      rule.detail = FormatDetail{WithFlags(*regex), "ruby"};
      if (NeedsACharacter(*regex)) otherwise = NullPolicy::kRejected;
    } else {
      rule.detail = FormatDetail{"\\A(?!(?m:.*)(?:" + WithFlags(*regex) + "))", "ruby"};
    }
    rule.nulls = use.Nulls(otherwise);
    model.rules.push_back(std::move(rule));
  }
}

}  // namespace

const Pattern kFormat = {
    .doc =
        {.name = "format",
         .summary = "A text that matches a regular expression, or does not: `format: {with: ...}`, "
                    "`{without: ...}`.",
         .code = R"(validates :code, format: {with: /\A[A-Z]{3}\z/})",
         .states =
             R"(code matches \A[A-Z]{3}\z, in Ruby's syntax, and is NOT NULL since NULL reads as '' and does not match.)",
         .soundness =
             "B: every validated write keeps it. C under a condition; D where the expression is computed.",
         .caveat = "NULL is claimed to be rejected only where the expression surely needs a character. ^ and "
                   "$ are ends of lines in Ruby, and an expression without anchors is looked for anywhere in "
                   "the text: the expression is kept as it is."},
    .calls = {"validates_format_of"},
    .validators = {"format"},
    .apply = Format};

}  // namespace tacit::analyze::rails

// What a rule is in the words of a framework.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tacit::suggest {

enum class Language { kRuby, kPython, kOther };
[[nodiscard]] Language LanguageOf(std::string_view file);

// What to do in the code for a rule, in one sentence; empty where it has no plain counterpart.
[[nodiscard]] std::string_view AdviceFor(std::string_view rule, Language language);

// The line without what the rule makes needless; none unless the line holds it exactly once, in code. An
// empty text: the whole line goes.
[[nodiscard]] std::optional<std::string> WithoutConstruct(std::string_view line, std::string_view rule,
                                                          Language language);

}  // namespace tacit::suggest

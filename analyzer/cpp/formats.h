// Conditions that a text is of a certain form.
#pragma once

#include <optional>
#include <string>

#include "analyzer/cpp/flow.h"

namespace tacit::analyze::cpp {

struct TextFormat {
  std::string path;   // of the text: PathOf
  std::string regex;  // of ECMAScript, for a search: it has its anchors
};

// Of regex_match and regex_search with a pattern that is known, find_first_not_of, and all_of with the
// functions of <cctype>. Nothing for another condition, or one that says what the text is not.
[[nodiscard]] std::optional<TextFormat> FormatOf(const Known& atom, const Index& index, const Locals& locals);

}  // namespace tacit::analyze::cpp

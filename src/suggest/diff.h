// A change of one line as a unified diff.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tacit::suggest {

// `line` from 1, without its newline; `fresh` takes its place; empty: the line goes. With three lines of
// context. The text must have the line.
[[nodiscard]] std::string DiffOfLine(std::string_view text, std::string_view file, int line,
                                     std::string_view fresh);

// The text after the diff; none where a context line or a removed line is not what the text has there. Reads
// what DiffOfLine writes.
[[nodiscard]] std::optional<std::string> Apply(std::string_view diff, std::string_view text);

}  // namespace tacit::suggest

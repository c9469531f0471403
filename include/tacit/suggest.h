// What a proved rewrite asks for in the code that sends the query.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tacit/export.h"
#include "tacit/rewriter.h"

namespace tacit {

struct Suggestion {
  std::string file;  // relative to the application's root
  int line = 0;
  std::string source;  // that line as it stands; empty where it cannot be read
  std::string text;    // what to change, in words and in the framework's own; one line
  // A unified diff against the application's root, of which it was checked that it applies to the file as it
  // is. There only where the rewrite is one rule that has a plain counterpart, holds for all constants, and
  // the line holds the construct once.
  std::optional<std::string> diff;
};

// None for a place that is not known. `app`: the application's root; where it is empty, or where the file is
// not below it, no source is read. Never writes. Thread safety: any number of calls may run in parallel.
[[nodiscard]] TACIT_EXPORT std::optional<Suggestion> Suggest(std::string_view sql, const Rewrite& rewrite,
                                                             std::string_view file, int line,
                                                             const std::string& app);

}  // namespace tacit

// Writing what a tool gives its user.
#pragma once

#include <string>
#include <string_view>

#include "tacit/export.h"
#include "tacit/status.h"

namespace tacit {

// Writes a file so that a reader, a crash or an interrupt sees either the old bytes or the new, never a part.
// Errors name the path: NotFound (no such folder), Io.
[[nodiscard]] TACIT_EXPORT Status WriteTextFile(const std::string& path, std::string_view text);

// The bytes of a file, or of standard input for "-". Errors name the path: NotFound; InvalidArgument (a
// folder); Io.
[[nodiscard]] TACIT_EXPORT Result<std::string> ReadTextFile(const std::string& path);

}  // namespace tacit

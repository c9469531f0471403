// Whole files in and out.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "tacit/status.h"

namespace tacit::base {

// The bytes of a regular file of at most `max_bytes`. Errors name the path: NotFound; InvalidArgument (a
// folder, or larger than the bound); Io.
[[nodiscard]] Result<std::string> ReadFile(const std::string& path, std::int64_t max_bytes = 1LL << 30);

// Writes a file so that a reader, a crash or an interrupt sees either the old bytes or the new, never a part:
// a temporary file in the same folder, fsync, rename. What is there and is no regular file (/dev/null, a
// pipe) is written to and stays. Errors: NotFound (no such folder), Io.
[[nodiscard]] Status WriteFileAtomically(const std::string& path, std::string_view bytes);

// What `errno` says about `doing` something to the path: NotFound where it names nothing, else Io.
[[nodiscard]] Status ErrnoStatus(const std::string& path, std::string_view doing);

}  // namespace tacit::base

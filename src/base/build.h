// Which build of the library this is.
#pragma once

#include <string>

namespace tacit::base {

// Differs between two builds of the library, and stays the same from one run of a build to the next: a hash
// of the version, and of the size and time of the file that this code is in. What a build has found out and
// kept may be wrong for another, whose code is another.
[[nodiscard]] std::string BuildId();

}  // namespace tacit::base

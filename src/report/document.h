// Reading our own JSON documents back.
#pragma once

#include <string_view>

#include "src/report/json_parts.h"
#include "tacit/status.h"

namespace tacit::report {

// A study's JSON, checked to be one that this version can draw. Errors: InvalidArgument (not JSON: with line
// and column; not a study), NotSupported (a newer version); `name` opens the message.
[[nodiscard]] Result<Json> ParseStudy(std::string_view text, std::string_view name);

// The queries of a study that gained from a proved rewrite, the largest gain first.
[[nodiscard]] std::vector<const Json*> BestRewrites(const Json& study, std::size_t most);

// 12.3456 -> "12.3"; three significant digits at most, no exponent.
[[nodiscard]] std::string Number(double value);
// Of a share, without the sign: 0.05 is "5".
[[nodiscard]] std::string Percent(double share);

}  // namespace tacit::report

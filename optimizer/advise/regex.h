// Regular expressions of applications in PostgreSQL's words.
#pragma once

#include <string>
#include <string_view>

#include "tacit/status.h"

namespace tacit::advise {

// An expression of PostgreSQL (an ARE, under its default options) that `text ~ it` finds in exactly the texts
// in which the source language finds `regex`; `dialect` is "ruby", "python" or "ecmascript". Errors:
// NotSupported, with the first thing that has no exact form: back references, \b, possessive quantifiers,
// Unicode classes, sets that a surrogate half could match ("ecmascript"), unknown dialects.
[[nodiscard]] Result<std::string> PostgresRegex(std::string_view regex, std::string_view dialect);

}  // namespace tacit::advise

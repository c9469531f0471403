// Values of a statement's parameters.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tacit::workload {

// A value as a literal: 'text' without a type of its own, a number, TRUE, NULL. None: not known.
using Binds = std::vector<std::optional<std::string>>;

// `[["id", 1], ["name", "a\"b"], ["at", nil]]`, as Rails appends them: the second of each pair. None where
// the text is not such a list to its end. Values that Rails hid ("[FILTERED]"), or that are lists or blobs,
// are not known.
[[nodiscard]] std::optional<Binds> ReadRailsBinds(std::string_view text);

// `$1 = '42', $2 = NULL`, as PostgreSQL logs them. Values that it cut ('abc...') are not known. None where
// the text is no such list.
[[nodiscard]] std::optional<Binds> ReadPostgresqlBinds(std::string_view text);

// The statement with the known values in place of its parameters: $1 and so on, or one ? after the other,
// which become $1 and so on where their values are not known. Where the numbers of parameters and values
// differ, no value is filled in.
[[nodiscard]] std::string FillIn(std::string_view sql, const Binds& binds);

}  // namespace tacit::workload

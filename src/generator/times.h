// Days and seconds as the texts that SQL compares.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tacit::generator {

// Seconds since 1970 of "YYYY-MM-DD[ HH:MM:SS]"; empty for any other text.
[[nodiscard]] std::optional<std::int64_t> SecondsOf(std::string_view text);
[[nodiscard]] std::string DateText(std::int64_t seconds);       // "2024-01-31"
[[nodiscard]] std::string TimeText(std::int64_t seconds);       // "10:20:30"
[[nodiscard]] std::string TimestampText(std::int64_t seconds);  // "2024-01-31 10:20:30"

}  // namespace tacit::generator

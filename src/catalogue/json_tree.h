// JSON text to a tree that knows where each value stands, so that a wrong value can be pointed at.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tacit/status.h"

namespace tacit::catalogue {

struct JsonNode {
  enum class Kind { kNull, kBoolean, kInteger, kDouble, kString, kArray, kObject };

  Kind kind = Kind::kNull;
  std::size_t offset = 0;  // of its first byte in the text
  bool boolean = false;
  std::int64_t integer = 0;
  double number = 0;
  std::string text;
  std::vector<std::string> keys;  // of an object, beside `items`
  std::vector<JsonNode> items;    // of an array or an object

  // Null where this is no object or has no member of that name.
  [[nodiscard]] const JsonNode* Member(std::string_view key) const;
};

// "NAME:LINE:COLUMN" of a byte; both count from 1, the column in bytes.
[[nodiscard]] std::string Position(std::string_view text, std::string_view name, std::size_t offset);

// "the string \"x\"", "the number 5", "an object", ... on one line, long strings cut.
[[nodiscard]] std::string Describe(const JsonNode& node);

// Reads one JSON value that fills the text. Nesting is bounded, an object has each member once, and whole
// numbers fit 64 bits. Errors: InvalidArgument, "NAME:LINE:COLUMN: expected ..., found ...".
[[nodiscard]] Result<JsonNode> ParseJson(std::string_view text, std::string_view name);

}  // namespace tacit::catalogue

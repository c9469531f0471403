// Codes of texts that formats and lengths describe.
#pragma once

#include <span>
#include <string>

#include "src/encoder/domain/automaton.h"
#include "src/encoder/domain/value_code.h"
#include "tacit/catalogue.h"
#include "tacit/status.h"

namespace tacit::encoder {

// A set of texts, and how a message calls it.
struct TextSet {
  Automaton automaton;
  std::string description;
};

// The texts of a format. Errors: as DomainCode::Format.
[[nodiscard]] Result<TextSet> TextSetOf(const FormatDetail& format);
// Those of them that have the length, or another set's texts. Errors: as Intersection and AsciiOfLength.
[[nodiscard]] Result<TextSet> Narrowed(const TextSet& set, const LengthDetail& length);
[[nodiscard]] Result<TextSet> Narrowed(const TextSet& set, const TextSet& other);

}  // namespace tacit::encoder

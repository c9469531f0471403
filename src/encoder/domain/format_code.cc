#include "src/encoder/domain/format_code.h"

#include <utility>

#include "src/base/status_macros.h"
#include "src/encoder/domain/determinize.h"
#include "src/encoder/domain/regex.h"

namespace tacit::encoder {

Result<TextSet> TextSetOf(const FormatDetail& format) {
  TACIT_ASSIGN_OR_RETURN(const RegexNode tree, ParseRegex(format));
  TACIT_ASSIGN_OR_RETURN(Automaton automaton, AutomatonOf(tree));
  return TextSet{.automaton = std::move(automaton),
                 .description = "texts that match " + ShownText(format.regex) + " of " + format.dialect};
}

Result<TextSet> Narrowed(const TextSet& set, const LengthDetail& length) {
  if (!length.min && !length.max) return set;
  TACIT_ASSIGN_OR_RETURN(const Automaton bounds, AsciiOfLength(length));
  TACIT_ASSIGN_OR_RETURN(Automaton both, Intersection(set.automaton, bounds));
  std::string description = set.description + ", with";
  if (length.min) description += " at least " + std::to_string(*length.min);
  if (length.min && length.max) description += " and";
  if (length.max) description += " at most " + std::to_string(*length.max);
  return TextSet{.automaton = std::move(both), .description = description + " characters"};
}

Result<TextSet> Narrowed(const TextSet& set, const TextSet& other) {
  TACIT_ASSIGN_OR_RETURN(Automaton both, Intersection(set.automaton, other.automaton));
  return TextSet{.automaton = std::move(both), .description = set.description + ", and " + other.description};
}

}  // namespace tacit::encoder

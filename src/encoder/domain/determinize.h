// From a regular expression to the automaton of its texts.
#pragma once

#include "src/encoder/domain/automaton.h"
#include "src/encoder/domain/regex.h"
#include "tacit/status.h"

namespace tacit::encoder {

// The texts of the tree, trimmed. Errors: InvalidArgument (there are none); NotSupported (more than
// kMaxDomainStates states). Time and memory are bounded whatever the tree says.
[[nodiscard]] Result<Automaton> AutomatonOf(const RegexNode& tree);

}  // namespace tacit::encoder

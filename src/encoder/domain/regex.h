// The regular expressions that describe a text from end to end, as a tree.
#pragma once

#include <bitset>
#include <cstddef>
#include <vector>

#include "tacit/catalogue.h"
#include "tacit/status.h"

namespace tacit::encoder {

using AsciiSet = std::bitset<128>;

struct RegexNode {
  enum class Kind {
    kSet,       // one character of `set`
    kSequence,  // the children one behind another; none: the empty text
    kChoice,    // one of the children
    kRepeat,    // the child from `low` to `high` times
  };
  static constexpr int kUnbounded = -1;

  Kind kind = Kind::kSequence;
  AsciiSet set;
  std::vector<RegexNode> children;
  int low = 0;
  int high = 0;
};

// The texts that the expression matches from their beginning to their end, which it must not leave open.
// DomainCode::Format says what is understood, and the errors.
[[nodiscard]] Result<RegexNode> ParseRegex(const FormatDetail& format);

}  // namespace tacit::encoder

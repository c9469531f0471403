// What calls like `strip` and `downcase` make of a text.
#pragma once

#include <string_view>

#include "analyzer/syntax/tree.h"

namespace tacit::analyze::rails {

// What is known of a text by the calls that made it.
struct Form {
  bool lower = false;
  bool upper = false;
  bool trimmed = false;
  bool whole = false;  // nothing else was done to the base
};

// Of `base.to_s.strip.downcase`: the calls from the outermost in, as far as they keep what the outer ones
// gave.
[[nodiscard]] Form FormOf(const syntax::Node& node, std::string_view base);

}  // namespace tacit::analyze::rails

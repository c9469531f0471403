// What a condition of Python tells of None: the paths ("line.product") that hold a value where it is true,
// and where it is false.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>

#include "analyzer/syntax/tree.h"

namespace tacit::analyze::django {

using Paths = std::set<std::string, std::less<>>;

struct NullTests {
  Paths when_true;   // hold a value where the condition is true
  Paths when_false;  // hold a value where it is false
};

// A name, or attributes of one: "self.line.product"; empty for any other expression.
[[nodiscard]] std::string PathOf(const syntax::Node& expression);

// Tests that are not understood tell nothing.
[[nodiscard]] NullTests TestsOf(const syntax::Node& condition);

// Whether the expression reads an attribute of what stands at the path, or hands it on as it is.
[[nodiscard]] bool Mentions(const syntax::Node& expression, std::string_view path);

// Every path that the code below the node names.
[[nodiscard]] Paths PathsIn(const syntax::Node& node);

// Whether the block's end is never reached: it returns, raises, goes on with a loop or leaves it.
[[nodiscard]] bool AlwaysLeaves(const syntax::Node& block);

// Whether there is a statement that leaves anywhere in it.
[[nodiscard]] bool MayLeave(const syntax::Node& node);

}  // namespace tacit::analyze::django

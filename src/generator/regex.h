// Strings that match a regular expression, for the plain ones that applications validate with.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/generator/random.h"

namespace tacit::generator {

class Regex {
 public:
  // Understands literals, classes, groups, alternatives, quantifiers, and anchors at the ends; the syntax is
  // what Ruby, Python and ECMAScript have in common. Empty for anything else (look-around, back-references,
  // anchors inside, properties), and where nesting is deeper than 50.
  [[nodiscard]] static std::optional<Regex> Parse(std::string_view text);

  // A string that the whole expression matches. `generous`: repeats more often, for more different strings.
  [[nodiscard]] std::string Sample(Random& random, bool generous) const;

  struct Node {
    enum class Kind { kSet, kSequence, kAlternatives, kRepeat };
    Kind kind = Kind::kSequence;
    std::string set;  // kSet: the printable characters to choose from
    std::vector<Node> children;
    int min = 0;  // kRepeat
    int max = 0;  // kRepeat; -1: no bound
  };

 private:
  Node root_;
};

}  // namespace tacit::generator

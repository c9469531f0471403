#include "src/generator/regex.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <utility>

namespace tacit::generator {
namespace {

using Node = Regex::Node;
using Kind = Node::Kind;
using Characters = std::bitset<128>;

constexpr int kMaxDepth = 50;
constexpr int kMaxRepeat = 1000;

Characters RangeOf(char low, char high) {
  Characters set;
  for (int c = low; c <= high; ++c) set.set(static_cast<std::size_t>(c));
  return set;
}
Characters Only(char c) { return RangeOf(c, c); }
Characters Printable() { return RangeOf(' ', '~'); }
Characters Digits() { return RangeOf('0', '9'); }
Characters Letters() { return RangeOf('a', 'z') | RangeOf('A', 'Z'); }
Characters WordCharacters() { return Letters() | Digits() | Only('_'); }

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  std::optional<Node> Run() {
    Node root = Alternatives(0);
    if (failed_ || at_ != text_.size()) return std::nullopt;
    return root;
  }

 private:
  [[nodiscard]] bool AtEnd() const { return at_ >= text_.size(); }
  [[nodiscard]] char Peek() const { return AtEnd() ? '\0' : text_[at_]; }
  bool Take(std::string_view word) {
    if (text_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
  }
  Node Fail() {
    failed_ = true;
    at_ = text_.size();
    return {};
  }

  Node Alternatives(int depth) {
    if (depth > kMaxDepth) return Fail();
    Node node{.kind = Kind::kAlternatives};
    do {
      node.children.push_back(Sequence(depth));
    } while (!failed_ && Take("|"));
    return node.children.size() == 1 ? std::exchange(node.children.front(), {}) : node;
  }

  // An anchor is left out where it must hold anyway: before anything else, or behind it.
  Node Sequence(int depth) {
    Node node{.kind = Kind::kSequence};
    if ((Take("\\A") || Take("^")) && depth > 0) return Fail();
    while (!failed_ && !AtEnd() && Peek() != '|' && Peek() != ')') {
      if (Take("\\z") || Take("\\Z") || Take("$")) {
        if (depth > 0 || (!AtEnd() && Peek() != '|')) return Fail();
        continue;
      }
      node.children.push_back(Quantified(Atom(depth)));
    }
    return node;
  }

  Node Atom(int depth) {
    if (Take("(")) {
      if (Take("?<")) {
        if (Peek() == '=' || Peek() == '!') return Fail();
        while (!AtEnd() && !Take(">")) ++at_;
      } else if (Take("?") && !Take(":")) {
        return Fail();
      }
      Node group = Alternatives(depth + 1);
      return Take(")") ? group : Fail();
    }
    if (Take("[")) return SetNode(Class());
    if (Take(".")) return SetNode(Printable());
    if (Take("\\")) {
      const std::optional<Characters> set = Escape();
      return set ? SetNode(*set) : Fail();
    }
    const char c = Peek();
    if (c == '*' || c == '+' || c == '?' || c == '{' || static_cast<unsigned char>(c) >= 128) return Fail();
    ++at_;
    return SetNode(Only(c));
  }

  // The characters of an escape whose backslash is behind.
  std::optional<Characters> Escape() {
    const char c = Peek();
    ++at_;
    switch (c) {
      case 'd': return Digits();
      case 'D': return Printable() & ~Digits();
      case 'w': return WordCharacters();
      case 'W': return Printable() & ~WordCharacters();
      case 's': return Only(' ');
      case 'S': return Printable() & ~Only(' ');
      case 'h': return Digits() | RangeOf('a', 'f');
      case 'n': return Only('\n');
      case 't': return Only('\t');
      default: break;
    }
    // An escaped letter or digit is something else (\b, \p, \1); an escaped sign is itself.
    const bool is_word = c >= 0 && WordCharacters().test(static_cast<std::size_t>(c));
    if (c <= 0 || is_word) return std::nullopt;
    return Only(c);
  }

  Characters NamedClass() {
    const std::array<std::pair<std::string_view, Characters>, 8> named = {{
        {"alnum:]", Letters() | Digits()},
        {"alpha:]", Letters()},
        {"digit:]", Digits()},
        {"lower:]", RangeOf('a', 'z')},
        {"upper:]", RangeOf('A', 'Z')},
        {"space:]", Only(' ')},
        {"word:]", WordCharacters()},
        {"xdigit:]", Digits() | RangeOf('a', 'f') | RangeOf('A', 'F')},
    }};
    for (const auto& [name, set] : named) {
      if (Take(name)) return set;
    }
    (void)Fail();
    return {};
  }

  // The characters of a class whose bracket is behind.
  Characters Class() {
    Characters set;
    const bool negated = Take("^");
    bool first = true;
    while (!failed_ && (first || Peek() != ']')) {
      first = false;
      if (AtEnd()) {
        (void)Fail();
        break;
      }
      if (Take("[:")) {
        set |= NamedClass();
        continue;
      }
      if (Peek() == '[' || Take("&&")) {  // nested classes, intersections
        (void)Fail();
        break;
      }
      set |= ClassItem();
    }
    if (!Take("]")) (void)Fail();
    return negated ? Printable() & ~set : set;
  }

  Characters ClassItem() {
    if (Take("\\")) {
      const std::optional<Characters> set = Escape();
      if (!set) (void)Fail();
      return set.value_or(Characters());
    }
    const char low = Peek();
    ++at_;
    // Characters beyond ASCII may be left out of a choice, but a range from or to one is not ours to read.
    if (static_cast<unsigned char>(low) >= 128) return {};
    const bool is_range = Peek() == '-' && at_ + 1 < text_.size() && text_[at_ + 1] != ']';
    if (!is_range) return Only(low);
    ++at_;
    if (Take("\\") && AtEnd()) return {};
    const char high = Peek();
    ++at_;
    if (static_cast<unsigned char>(high) >= 128 || high < low) {
      (void)Fail();
      return {};
    }
    return RangeOf(low, high);
  }

  // Of several fitting characters, those that people use.
  Node SetNode(const Characters& set) {
    Node node{.kind = Kind::kSet};
    const Characters plain = set & (RangeOf('a', 'z') | Digits());
    const Characters chosen = plain.any() ? plain : set;
    for (std::size_t c = 0; c < chosen.size(); ++c) {
      if (chosen.test(c)) node.set.push_back(static_cast<char>(c));
    }
    return node.set.empty() ? Fail() : node;
  }

  std::optional<int> Number() {
    int number = 0;
    const std::size_t start = at_;
    while (!AtEnd() && Peek() >= '0' && Peek() <= '9' && number <= kMaxRepeat) {
      number = number * 10 + (text_[at_++] - '0');
    }
    return at_ == start || number > kMaxRepeat ? std::nullopt : std::optional(number);
  }

  Node Quantified(Node atom) {
    int min = 1;
    int max = 1;
    if (Take("*")) {
      min = 0;
      max = -1;
    } else if (Take("+")) {
      max = -1;
    } else if (Take("?")) {
      min = 0;
    } else if (Take("{")) {
      const std::optional<int> low = Number();
      if (!low) return Fail();
      min = *low;
      max = min;
      if (Take(",")) max = Peek() == '}' ? -1 : Number().value_or(-2);
      if (max == -2 || !Take("}") || (max >= 0 && max < min)) return Fail();
    } else {
      return atom;
    }
    (void)Take("?");  // a lazy repeat matches the same strings, as a whole
    Node repeat{.kind = Kind::kRepeat, .min = min, .max = max};
    repeat.children.push_back(std::move(atom));
    return repeat;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool failed_ = false;
};

constexpr std::size_t kMaxSample = 4096;

void Append(const Node& node, Random& random, int generosity, std::string& out) {
  if (out.size() > kMaxSample) return;
  switch (node.kind) {
    case Kind::kSet: out += node.set[random.Below(node.set.size())]; return;
    case Kind::kSequence:
      for (const Node& child : node.children) Append(child, random, generosity, out);
      return;
    case Kind::kAlternatives:
      Append(node.children[random.Below(node.children.size())], random, generosity, out);
      return;
    case Kind::kRepeat: {
      const int most = node.max < 0 ? node.min + generosity : std::min(node.max, node.min + generosity);
      const auto times = random.Between(node.min, most);
      for (std::int64_t i = 0; i < times; ++i) Append(node.children.front(), random, generosity, out);
      return;
    }
  }
}

}  // namespace

std::optional<Regex> Regex::Parse(std::string_view text) {
  std::optional<Node> root = Parser(text).Run();
  if (!root) return std::nullopt;
  Regex regex;
  regex.root_ = *std::move(root);
  return regex;
}

std::string Regex::Sample(Random& random, bool generous) const {
  std::string sample;
  Append(root_, random, generous ? 14 : 6, sample);
  return sample;
}

}  // namespace tacit::generator

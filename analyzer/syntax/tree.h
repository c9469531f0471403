// A parsed source file as plain data: the only door to tree-sitter.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tacit::analyze::syntax {

// A named node of the grammar. Views point into the Tree that owns the node, or into the grammar's own
// tables.
struct Node {
  std::string_view kind;   // the grammar's name: "call", "class", "string", ...; "ERROR" where nothing fits
  std::string_view field;  // its role in its parent: "receiver", "body", ...; empty where it has none
  std::string_view text;
  // The operator token of "binary", "unary", "range", "operator_assignment", "call"; of a chain of Python's
  // comparisons: the first.
  std::string_view op;
  int line = 0;                       // from 1
  std::vector<const Node*> children;  // without comments; a here-document's start holds its body

  [[nodiscard]] bool Is(std::string_view name) const { return kind == name; }
  // First child of that role; null where there is none.
  [[nodiscard]] const Node* Field(std::string_view name) const;
};

enum class Language { kPython, kRuby, kTypescript, kTsx };  // kTsx reads JavaScript too

// Owns the text and the nodes. Immutable; may be read by any number of threads.
class Tree {
 public:
  // Never fails: what does not parse becomes "ERROR" nodes, and the rest is as it should be.
  // Bytes that are not UTF-8 are read as '?'. Nesting deeper than 400 nodes is cut off, and counts as an
  // error at that line.
  [[nodiscard]] static std::unique_ptr<const Tree> Parse(std::string text, Language language);

  [[nodiscard]] const Node& root() const { return nodes_.front(); }
  // Line of the first place that does not parse.
  [[nodiscard]] std::optional<int> error_line() const { return error_line_; }

 private:
  friend class TreeBuilder;
  Tree() = default;

  std::string text_;
  std::deque<Node> nodes_;
  std::optional<int> error_line_;
};

}  // namespace tacit::analyze::syntax

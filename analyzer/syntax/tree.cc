#include "analyzer/syntax/tree.h"

#include <tree_sitter/api.h>

#include <algorithm>
#include <utility>

extern "C" const TSLanguage* tree_sitter_python();
extern "C" const TSLanguage* tree_sitter_ruby();
extern "C" const TSLanguage* tree_sitter_typescript();
extern "C" const TSLanguage* tree_sitter_tsx();

namespace tacit::analyze::syntax {

namespace {

constexpr int kMaxDepth = 400;

struct ParserDeleter {
  void operator()(TSParser* parser) const { ts_parser_delete(parser); }
};
struct TreeDeleter {
  void operator()(TSTree* tree) const { ts_tree_delete(tree); }
};

class Cursor {
 public:
  explicit Cursor(TSNode node) : cursor_(ts_tree_cursor_new(node)) {}
  ~Cursor() { ts_tree_cursor_delete(&cursor_); }
  Cursor(const Cursor&) = delete;
  Cursor& operator=(const Cursor&) = delete;

  [[nodiscard]] TSNode node() const { return ts_tree_cursor_current_node(&cursor_); }
  [[nodiscard]] std::string_view field() const {
    const char* name = ts_tree_cursor_current_field_name(&cursor_);
    return name == nullptr ? std::string_view() : name;
  }
  bool Down() { return ts_tree_cursor_goto_first_child(&cursor_); }
  bool Next() { return ts_tree_cursor_goto_next_sibling(&cursor_); }
  bool Up() { return ts_tree_cursor_goto_parent(&cursor_); }

 private:
  TSTreeCursor cursor_;
};

const TSLanguage* GrammarOf(Language language) {
  switch (language) {
    case Language::kPython: return tree_sitter_python();
    case Language::kRuby: return tree_sitter_ruby();
    case Language::kTypescript: return tree_sitter_typescript();
    case Language::kTsx: return tree_sitter_tsx();
  }
  return nullptr;
}

// Bytes of the UTF-8 sequence at `at`; 0 where it is none.
std::size_t SequenceLength(std::string_view text, std::size_t at) {
  const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(at);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || at + length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xC0U) != 0x80U) return 0;
  }
  const unsigned char second = byte(at + 1);
  const bool overlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
  const bool surrogate_or_beyond = (first == 0xED && second > 0x9F) || (first == 0xF4 && second > 0x8F);
  return overlong || surrogate_or_beyond ? 0 : length;
}

// Sources in other encodings have them in comments and messages: names do not suffer.
void ReplaceInvalidUtf8(std::string& text) {
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = SequenceLength(text, i);
    if (length == 0) text[i] = '?';
    i += std::max<std::size_t>(length, 1);
  }
}

}  // namespace

const Node* Node::Field(std::string_view name) const {
  for (const Node* child : children) {
    if (child->field == name) return child;
  }
  return nullptr;
}

// Copies tree-sitter's tree into ours, without recursion.
class TreeBuilder {
 public:
  explicit TreeBuilder(Tree& tree) : tree_(tree) {}

  void Build(TSNode root) {
    Cursor cursor(root);
    std::vector<Node*> open = {Add(cursor)};
    bool down = Enter(open, cursor);
    while (!open.empty()) {
      if (down ? cursor.Down() : cursor.Next()) {
        down = false;
        TSNode node = cursor.node();
        if (!ts_node_is_named(node)) {
          if (cursor.field() == "operator" || (cursor.field() == "operators" && open.back()->op.empty())) {
            open.back()->op = Text(node);
          }
          if (ts_node_is_missing(node)) Error(node);
          continue;
        }
        if (std::string_view(ts_node_type(node)) == "comment") continue;
        Node* added = Add(cursor);
        Attach(*open.back(), added);
        open.push_back(added);
        down = Enter(open, cursor);
        if (!down) open.pop_back();
        continue;
      }
      if (down) {  // entered, but no children
        down = false;
        open.pop_back();
        continue;
      }
      cursor.Up();
      open.pop_back();
    }
  }

 private:
  Node* Add(const Cursor& cursor) {
    TSNode node = cursor.node();
    Node& added = tree_.nodes_.emplace_back();
    added.kind = ts_node_type(node);
    added.field = cursor.field();
    added.text = Text(node);
    added.line = static_cast<int>(ts_node_start_point(node).row) + 1;
    if (added.kind == "ERROR" || ts_node_is_missing(node)) Error(node);
    return &added;
  }

  // Whether to go below the node just opened.
  bool Enter(const std::vector<Node*>& open, const Cursor& cursor) {
    if (ts_node_child_count(cursor.node()) == 0) return false;
    if (open.size() < kMaxDepth) return true;
    Error(cursor.node());
    return false;
  }

  // A here-document's body comes after the statement; it belongs to its start.
  void Attach(Node& parent, Node* child) {
    if (child->kind == "heredoc_beginning") waiting_.push_back(child);
    if (child->kind == "heredoc_body" && !waiting_.empty()) {
      waiting_.front()->children.push_back(child);
      waiting_.erase(waiting_.begin());
      return;
    }
    parent.children.push_back(child);
  }

  void Error(TSNode node) {
    const int line = static_cast<int>(ts_node_start_point(node).row) + 1;
    tree_.error_line_ = std::min(line, tree_.error_line_.value_or(line));
  }

  [[nodiscard]] std::string_view Text(TSNode node) const {
    const std::uint32_t begin = ts_node_start_byte(node);
    return std::string_view(tree_.text_).substr(begin, ts_node_end_byte(node) - begin);
  }

  Tree& tree_;
  std::vector<Node*> waiting_;
};

std::unique_ptr<const Tree> Tree::Parse(std::string text, Language language) {
  std::unique_ptr<Tree> tree(new Tree());
  ReplaceInvalidUtf8(text);
  tree->text_ = std::move(text);
  std::unique_ptr<TSParser, ParserDeleter> parser(ts_parser_new());
  std::unique_ptr<TSTree, TreeDeleter> parsed;
  if (ts_parser_set_language(parser.get(), GrammarOf(language)) && tree->text_.size() < UINT32_MAX) {
    parsed.reset(ts_parser_parse_string(parser.get(), nullptr, tree->text_.data(),
                                        static_cast<std::uint32_t>(tree->text_.size())));
  }
  if (parsed == nullptr) {
    tree->nodes_.emplace_back().kind = "ERROR";
    tree->error_line_ = 1;
    return tree;
  }
  TreeBuilder(*tree).Build(ts_tree_root_node(parsed.get()));
  return tree;
}

}  // namespace tacit::analyze::syntax

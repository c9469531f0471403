#include "src/catalogue/json_tree.h"

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

namespace tacit::catalogue {
namespace {

using Kind = JsonNode::Kind;
using nlohmann::json;

// A catalogue nests six deep. The bound keeps a hostile text from exhausting the stack.
constexpr std::size_t kMaxDepth = 64;
constexpr std::size_t kMaxQuoted = 60;

std::string Quote(std::string_view text) {
  const bool cut = text.size() > kMaxQuoted;
  const json quoted = std::string(text.substr(0, kMaxQuoted));
  return quoted.dump(-1, ' ', true, json::error_handler_t::replace) + (cut ? "..." : "");
}

bool IsSeparator(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ',' || c == ':'; }
bool EndsWord(char c) { return IsSeparator(c) || c == ']' || c == '}'; }

// The library's events carry no positions. They come in the order of the text, though, and the text is known
// to be well-formed up to each event: so a cursor that skips one token an event is always at the right one.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : text_(text) {
    if (text.starts_with("\xEF\xBB\xBF")) at_ = 3;
  }

  // The offset of the next token, which is then behind the cursor.
  std::size_t Next() {
    while (at_ < text_.size() && IsSeparator(text_[at_])) ++at_;
    const std::size_t start = at_;
    if (at_ == text_.size()) return start;
    const char first = text_[at_++];
    if (first == '"') {
      SkipString();
    } else if (first != '[' && first != ']' && first != '{' && first != '}') {
      while (at_ < text_.size() && !EndsWord(text_[at_])) ++at_;
    }
    return start;
  }

 private:
  void SkipString() {
    while (at_ < text_.size() && text_[at_] != '"') at_ += text_[at_] == '\\' ? 2U : 1U;
    at_ = std::min(at_ + 1, text_.size());
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

class TreeBuilder : public nlohmann::json_sax<json> {
 public:
  TreeBuilder(std::string_view text, std::string_view name) : text_(text), name_(name), cursor_(text) {}

  bool null() override { return Add({.kind = Kind::kNull, .offset = cursor_.Next()}); }
  bool boolean(bool value) override {
    return Add({.kind = Kind::kBoolean, .offset = cursor_.Next(), .boolean = value});
  }
  bool number_integer(number_integer_t value) override {
    return Add({.kind = Kind::kInteger, .offset = cursor_.Next(), .integer = value});
  }
  bool number_unsigned(number_unsigned_t value) override {
    const std::size_t offset = cursor_.Next();
    if (value > static_cast<number_unsigned_t>(std::numeric_limits<std::int64_t>::max())) {
      return Fail(offset, "a whole number below 2^63", std::to_string(value));
    }
    return Add({.kind = Kind::kInteger, .offset = offset, .integer = static_cast<std::int64_t>(value)});
  }
  bool number_float(number_float_t value, const string_t&) override {
    return Add({.kind = Kind::kDouble, .offset = cursor_.Next(), .number = value});
  }
  bool string(string_t& value) override {
    return Add({.kind = Kind::kString, .offset = cursor_.Next(), .text = std::move(value)});
  }
  bool binary(binary_t&) override { return false; }  // JSON text has none

  bool start_object(std::size_t) override { return Open(Kind::kObject); }
  bool start_array(std::size_t) override { return Open(Kind::kArray); }
  bool key(string_t& value) override {
    const std::size_t offset = cursor_.Next();
    if (!open_.back().seen.insert(value).second) {
      return Fail(offset, "each member once", Quote(value) + " a second time");
    }
    open_.back().node.keys.push_back(std::move(value));
    return true;
  }
  bool end_object() override { return Close(); }
  bool end_array() override { return Close(); }

  bool parse_error(std::size_t read, const std::string& last_token, const json::exception& error) override {
    // The library counts the bytes it has read, the offending one included.
    const std::size_t offset = std::min(read == 0 ? 0 : read - 1, text_.size());
    const std::string reason = error.what();
    const std::size_t wanted = reason.rfind("expected ");
    std::string expected = wanted == std::string::npos ? "JSON" : reason.substr(wanted + 9);
    std::erase_if(expected, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
    return Fail(offset, expected, offset == text_.size() ? "the end of the text" : Quote(last_token));
  }

  [[nodiscard]] Result<JsonNode> Take() {
    if (!status_.ok()) return status_;
    return std::move(root_);
  }

 private:
  struct Frame {
    JsonNode node;
    std::set<std::string> seen;
  };

  bool Fail(std::size_t offset, const std::string& expected, const std::string& found) {
    status_ = Status::InvalidArgument(Position(text_, name_, offset) + ": expected " + expected + ", found " +
                                      found);
    return false;
  }
  bool Open(Kind kind) {
    const std::size_t offset = cursor_.Next();
    if (open_.size() == kMaxDepth) {
      return Fail(offset, "at most " + std::to_string(kMaxDepth) + " levels of nesting", "more");
    }
    open_.push_back({.node = {.kind = kind, .offset = offset}, .seen = {}});
    return true;
  }
  bool Close() {
    (void)cursor_.Next();
    JsonNode closed = std::move(open_.back().node);
    open_.pop_back();
    return Add(std::move(closed));
  }
  bool Add(JsonNode node) {
    (open_.empty() ? root_ : open_.back().node.items.emplace_back()) = std::move(node);
    return true;
  }

  std::string_view text_;
  std::string_view name_;
  Cursor cursor_;
  std::vector<Frame> open_;
  JsonNode root_;
  Status status_;
};

}  // namespace

const JsonNode* JsonNode::Member(std::string_view key) const {
  const auto found = std::find(keys.begin(), keys.end(), key);
  return found == keys.end() ? nullptr : &items[static_cast<std::size_t>(found - keys.begin())];
}

std::string Position(std::string_view text, std::string_view name, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::size_t newline = before.rfind('\n');
  const std::size_t column = newline == std::string_view::npos ? offset + 1 : offset - newline;
  return std::string(name) + ":" + std::to_string(line) + ":" + std::to_string(column);
}

std::string Describe(const JsonNode& node) {
  switch (node.kind) {
    case Kind::kNull: return "null";
    case Kind::kBoolean: return node.boolean ? "true" : "false";
    case Kind::kInteger: return "the number " + std::to_string(node.integer);
    case Kind::kDouble: return "the number " + json(node.number).dump();
    case Kind::kString: return "the string " + Quote(node.text);
    case Kind::kArray: return "an array";
    case Kind::kObject: return "an object";
  }
  return "nothing";
}

Result<JsonNode> ParseJson(std::string_view text, std::string_view name) {
  TreeBuilder builder(text, name);
  try {
    (void)json::sax_parse(text.begin(), text.end(), &builder);
  } catch (const std::exception& error) {
    return Status::Internal(std::string(name) + ": JSON library: " + error.what());
  }
  return builder.Take();
}

}  // namespace tacit::catalogue

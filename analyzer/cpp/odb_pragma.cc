#include "analyzer/cpp/odb_pragma.h"

#include <cctype>
#include <utility>

namespace tacit::analyze::cpp {

namespace {

bool IsNamePart(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

class PragmaText {
 public:
  explicit PragmaText(std::string_view text) : text_(text) {}

  std::vector<DbWord> Words() {
    std::vector<DbWord> words;
    for (SkipBlanks(); at_ < text_.size(); SkipBlanks()) {
      if (!IsNamePart(text_[at_])) {
        ++at_;
        continue;
      }
      DbWord word;
      word.name = Name();
      SkipBlanks();
      // "mysql:type", but not "blog::person".
      if (Peek(0) == ':' && Peek(1) != ':') {
        ++at_;
        SkipBlanks();
        word.database = std::exchange(word.name, Name());
      }
      SkipBlanks();
      if (Peek(0) == '(') word.arguments = Arguments();
      words.push_back(std::move(word));
    }
    return words;
  }

 private:
  [[nodiscard]] char Peek(std::size_t ahead) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  void SkipBlanks() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])) != 0) ++at_;
  }
  std::string Name() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && IsNamePart(text_[at_])) ++at_;
    return std::string(text_.substr(begin, at_ - begin));
  }

  // From "(" to the ")" that closes it.
  std::vector<DbArgument> Arguments() {
    std::vector<DbArgument> arguments;
    DbArgument argument;
    int depth = 1;
    for (++at_; at_ < text_.size() && depth > 0;) {
      const char c = text_[at_];
      if (c == '"') {
        // "a" "b" is one string.
        argument.quoted = argument.quoted || argument.text.empty();
        argument.text += String();
        continue;
      }
      ++at_;
      if (c == '(') ++depth;
      if (c == ')' && --depth == 0) break;
      if (c == ',' && depth == 1) {
        arguments.push_back(std::exchange(argument, {}));
      } else if (!std::isspace(static_cast<unsigned char>(c))) {
        argument.text += c;
      }
    }
    if (!argument.text.empty() || argument.quoted) arguments.push_back(std::move(argument));
    return arguments;
  }

  std::string String() {
    std::string string;
    for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
      string += text_[at_];
    }
    if (at_ < text_.size()) ++at_;
    return string;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

std::vector<DbWord> ReadDbPragma(std::string_view text) { return PragmaText(text).Words(); }

}  // namespace tacit::analyze::cpp

#include "src/workload/tags.h"

#include "src/sql/token.h"
#include "src/workload/text.h"

namespace tacit::workload {
namespace {

int HexDigit(char c) {
  if (IsDigit(c)) return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// 'a%2Fb' as a/b; anything without quotes as it is.
std::string ValueOf(std::string_view text) {
  if (text.size() < 2 || !text.starts_with('\'') || !text.ends_with('\'')) return std::string(text);
  text = text.substr(1, text.size() - 2);
  std::string value;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool coded =
        text[i] == '%' && i + 2 < text.size() && HexDigit(text[i + 1]) >= 0 && HexDigit(text[i + 2]) >= 0;
    value += coded ? static_cast<char>(HexDigit(text[i + 1]) * 16 + HexDigit(text[i + 2])) : text[i];
    if (coded) i += 2;
  }
  return value;
}

// Where the line of a place is not said, the place is not known.
void SetPlace(std::string_view text, Origin* origin) {
  if (!ReadPlace(text, &origin->file, &origin->line)) *origin = {.file = {}, .line = 0, .note = origin->note};
}

}  // namespace

Origin ReadSourceLine(std::string_view text) {
  Origin origin;
  SetPlace(Trim(text), &origin);
  return origin;
}

Origin ReadTags(std::string_view comment) {
  Origin origin;
  std::string controller;
  std::string action;
  std::string job;
  while (!comment.empty()) {
    const std::size_t comma = comment.find(',');
    const std::string_view tag = Trim(comment.substr(0, comma));
    comment.remove_prefix(comma == std::string_view::npos ? comment.size() : comma + 1);
    const std::size_t mark = tag.find_first_of(":=");
    if (mark == std::string_view::npos) continue;
    const std::string_view name = Trim(tag.substr(0, mark));
    const std::string value = ValueOf(Trim(tag.substr(mark + 1)));
    if (name == "line" || name == "source_location") SetPlace(value, &origin);
    if (name == "controller") controller = value;
    if (name == "action") action = value;
    if (name == "job") job = value;
  }
  origin.note =
      !controller.empty() && !action.empty() ? controller + "#" + action : controller + action + job;
  return origin;
}

std::string WithoutComments(std::string_view sql, Origin* origin) {
  std::string kept;
  std::size_t at = 0;
  const auto pass = [&](std::size_t to) {
    const std::string_view between = sql.substr(at, to - at);
    const std::size_t open = between.find("/*");
    const bool comment = open != std::string_view::npos || between.find("--") != std::string_view::npos ||
                         between.find('#') != std::string_view::npos;
    kept += comment ? std::string_view(" ") : between;
    if (open == std::string_view::npos) return;
    const std::size_t close = between.find("*/", open + 2);
    const Origin read =
        ReadTags(Trim(between.substr(open + 2, close == std::string_view::npos ? close : close - open - 2)));
    if (!read.file.empty()) {
      origin->file = read.file;
      origin->line = read.line;
    }
    if (!read.note.empty()) origin->note = read.note;
  };
  sql::Token token;
  for (sql::Lexer lexer(sql); lexer.Next(&token); at = token.end) {
    pass(token.begin);
    kept += sql.substr(token.begin, token.end - token.begin);
  }
  pass(sql.size());
  return std::string(Trim(kept));
}

}  // namespace tacit::workload

#include "src/encoder/domain/regex.h"

#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "src/base/status_macros.h"
#include "src/encoder/domain/regex_dialect.h"
#include "tacit/domain_code.h"

namespace tacit::encoder {
namespace {

// As deep as anybody nests; the parser's own stack is bounded by it.
constexpr int kMaxRegexDepth = 50;
// More could not be built; what is not understood need not be read to be refused.
constexpr std::size_t kMaxRegexBytes = 65536;

using Kind = RegexNode::Kind;

RegexNode SetNode(AsciiSet set) { return {.kind = Kind::kSet, .set = set, .children = {}}; }

void AddRange(AsciiSet& set, unsigned low, unsigned high) {
  for (unsigned c = low; c <= high; ++c) set.set(c);
}

bool IsAlphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

class RegexParser {
 public:
  RegexParser(std::string_view regex, RegexLanguage language) : in_(regex), language_(language) {}

  Result<RegexNode> Run() {
    if (in_.size() > kMaxRegexBytes) {
      return Status::NotSupported("a regular expression of " + std::to_string(in_.size()) +
                                  " bytes: expected at most " + std::to_string(kMaxRegexBytes));
    }
    TACIT_RETURN_IF_ERROR(LeadingFlags());
    RegexNode all{.kind = Kind::kChoice, .set = {}, .children = {}};
    do {
      TACIT_ASSIGN_OR_RETURN(RegexNode branch, AnchoredBranch());
      all.children.push_back(std::move(branch));
    } while (Take("|"));
    if (!AtEnd()) return Damaged("a parenthesis too many");
    return all;
  }

 private:
  [[nodiscard]] bool AtEnd() const { return at_ == in_.size(); }
  [[nodiscard]] bool Ahead(std::string_view text) const { return in_.substr(at_).starts_with(text); }
  bool Take(std::string_view text) {
    if (!Ahead(text)) return false;
    at_ += text.size();
    return true;
  }
  [[nodiscard]] std::string Here() const {
    return "regular expression, byte " + std::to_string(at_ + 1) + ": ";
  }
  [[nodiscard]] Status Unclear(std::string_view what) const {
    return Status::NotSupported(Here() + std::string(what));
  }
  [[nodiscard]] Status Damaged(std::string_view what) const {
    return Status::InvalidArgument(Here() + std::string(what));
  }

  // "(?m)" in front of everything.
  Status LeadingFlags() {
    if (!Ahead("(?") || in_.size() < 3 || !IsAlphanumeric(in_[2])) return Status::Ok();
    at_ = 2;
    for (; !AtEnd() && in_[at_] != ')'; ++at_) {
      if (HarmlessFlags(language_).find(in_[at_]) == std::string_view::npos) {
        return Unclear(in_[at_] == 'i' ? "ignores case" : std::string("has the flag ") + in_[at_]);
      }
      ascii_ = ascii_ || in_[at_] == 'a';
    }
    return Take(")") ? Status::Ok() : Damaged("expected a parenthesis behind the flags");
  }

  // Every branch needs anchors of its own: "\Aa|b\z" leaves both ends open.
  Result<RegexNode> AnchoredBranch() {
    const Anchor begin = TakeAnchor();
    if (begin == Anchor::kLineBound) return LineBound();
    if (begin != Anchor::kBegin) return Unclear("is not anchored at its beginning");
    TACIT_ASSIGN_OR_RETURN(RegexNode branch, Sequence(0));
    const Anchor end = TakeAnchor();
    if (end == Anchor::kLineBound) return LineBound();
    if (end != Anchor::kEnd && end != Anchor::kSoftEnd) {
      return Ahead(")") ? Damaged("a parenthesis too many") : Unclear("is not anchored at its end");
    }
    if (!AtEnd() && !Ahead("|")) return Unclear("something stands behind the end of the text");
    if (end == Anchor::kSoftEnd) {
      AsciiSet line_feed;
      line_feed.set('\n');
      branch.children.push_back(
          {.kind = Kind::kRepeat, .set = {}, .children = {SetNode(line_feed)}, .low = 0, .high = 1});
    }
    return branch;
  }

  [[nodiscard]] Status LineBound() const {
    return Unclear(
        "^ and $ are the ends of a line, and leave open what other lines hold: expected \\A and \\z");
  }

  [[nodiscard]] Anchor AnchorAhead() const {
    if (Ahead("^") || Ahead("$")) return AnchorOfSign(in_[at_], language_);
    if (Ahead("\\") && at_ + 1 < in_.size()) return AnchorOfLetter(in_[at_ + 1], language_);
    return Anchor::kNone;
  }
  Anchor TakeAnchor() {
    const Anchor anchor = AnchorAhead();
    if (anchor != Anchor::kNone) at_ += Ahead("\\") ? 2U : 1U;
    return anchor;
  }

  Result<RegexNode> Sequence(int depth) {
    RegexNode sequence;
    while (!AtEnd() && !Ahead("|") && !Ahead(")") && AnchorAhead() == Anchor::kNone) {
      TACIT_ASSIGN_OR_RETURN(RegexNode atom, Atom(depth));
      TACIT_ASSIGN_OR_RETURN(RegexNode piece, Quantified(std::move(atom)));
      sequence.children.push_back(std::move(piece));
    }
    return sequence;
  }

  Result<RegexNode> Atom(int depth) {
    if (Take("(")) return Group(depth + 1);
    if (Take("[")) return Bracket();
    if (Ahead(".")) return Unclear("\".\" matches characters beyond ASCII");
    if (Take("\\")) {
      TACIT_ASSIGN_OR_RETURN(const AsciiSet set, Escape());
      return SetNode(set);
    }
    if (language_ == RegexLanguage::kRuby && Ahead("#{")) return Unclear("an interpolation");
    if (Ahead("*") || Ahead("+") || Ahead("?")) return Damaged("a quantifier behind nothing");
    if (Ahead("{") || Ahead("}") || Ahead("]")) return Unclear("a bracket that is not escaped");
    TACIT_ASSIGN_OR_RETURN(const AsciiSet set, Literal());
    return SetNode(set);
  }

  Result<AsciiSet> Literal() {
    const auto c = static_cast<unsigned char>(in_[at_]);
    if (c >= 128) return Unclear("a character beyond ASCII");
    if (c == 0) return Unclear("a zero byte");
    ++at_;
    return AsciiSet().set(c);
  }

  Result<RegexNode> Group(int depth) {
    if (depth > kMaxRegexDepth) return Unclear("too deep a nesting");
    if (Ahead("?") && !Take("?:")) return Unclear("a group that looks around, has flags or a name");
    if (Ahead("*")) return Unclear("a group that is told what to do");
    RegexNode choice{.kind = Kind::kChoice, .set = {}, .children = {}};
    do {
      TACIT_ASSIGN_OR_RETURN(RegexNode branch, Sequence(depth));
      choice.children.push_back(std::move(branch));
    } while (Take("|"));
    if (Take(")")) return choice;
    return AtEnd() ? Damaged("a group without its end") : Unclear("an anchor within a group");
  }

  // The characters of a set; at_ stands behind its bracket.
  Result<RegexNode> Bracket() {
    if (Ahead("^")) return Unclear("a negated set holds characters beyond ASCII");
    if (Ahead("]")) return Unclear("a set that begins with its end");
    AsciiSet set;
    while (!Take("]")) {
      TACIT_ASSIGN_OR_RETURN(const AsciiSet low, SetMember());
      const bool range = Ahead("-") && at_ + 1 < in_.size() && in_[at_ + 1] != ']';
      if (!range) {
        set |= low;
        continue;
      }
      ++at_;
      TACIT_ASSIGN_OR_RETURN(const AsciiSet high, SetMember());
      TACIT_RETURN_IF_ERROR(AddSpan(low, high, &set));
      if (Ahead("-") && at_ + 1 < in_.size() && in_[at_ + 1] != ']') {
        return Unclear("a hyphen behind a range");
      }
    }
    return SetNode(set);
  }

  Result<AsciiSet> SetMember() {
    if (AtEnd()) return Damaged("a set without its end");
    if (Ahead("[")) return Unclear("a set within a set, or a class of Unicode");
    // Ruby's intersection; what Python has announced to be operators.
    for (const std::string_view sign : {"&&", "--", "||", "~~"}) {
      if (Ahead(sign)) return Unclear("an operator between sets");
    }
    return Take("\\") ? Escape() : Literal();
  }

  Status AddSpan(const AsciiSet& low, const AsciiSet& high, AsciiSet* set) const {
    if (low.count() != 1 || high.count() != 1) return Unclear("a range from or to a set");
    unsigned first = 0;
    while (!low[first]) ++first;
    unsigned last = 0;
    while (!high[last]) ++last;
    if (first > last) return Damaged("a range that ends before it begins");
    AddRange(*set, first, last);
    return Status::Ok();
  }

  // What a backslash makes of the character at at_, in a set or outside.
  Result<AsciiSet> Escape() {
    if (AtEnd()) return Damaged("a backslash at the end");
    const char c = in_[at_];
    if (!IsAlphanumeric(c)) return Literal();
    AsciiSet set;
    const std::string_view ranges = NamedSetRanges(c, language_, ascii_);
    for (std::size_t i = 0; i + 1 < ranges.size(); i += 2) {
      AddRange(set, static_cast<unsigned char>(ranges[i]), static_cast<unsigned char>(ranges[i + 1]));
    }
    if (set.any()) return ++at_, set;
    switch (c) {
      case 'n': return ++at_, set.set('\n');
      case 't': return ++at_, set.set('\t');
      case 'r': return ++at_, set.set('\r');
      case 'f': return ++at_, set.set('\f');
      case 'd':
      case 'w': return Unclear(std::string("\\") + c + " matches characters beyond ASCII in this language");
      case 'x': return Hexadecimal();
      default: return Unclear(std::string("\\") + c);
    }
  }

  // "\x2F"
  Result<AsciiSet> Hexadecimal() {
    const std::string_view digits = in_.substr(at_ + 1, 2);
    unsigned value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    const bool read = error == std::errc() && digits.size() == 2 && end == digits.data() + 2;
    // PostgreSQL takes all digits that follow.
    if (!read || value == 0 || value >= 128 || language_ == RegexLanguage::kPosix) {
      return Unclear("an escape that is no character of ASCII");
    }
    at_ += 3;
    return AsciiSet().set(value);
  }

  Result<RegexNode> Quantified(RegexNode atom) {
    RegexNode repeat{.kind = Kind::kRepeat, .set = {}, .children = {}};
    bool exact = false;
    if (Take("*")) {
      repeat.high = RegexNode::kUnbounded;
    } else if (Take("+")) {
      repeat.low = 1;
      repeat.high = RegexNode::kUnbounded;
    } else if (Take("?")) {
      repeat.high = 1;
    } else if (Take("{")) {
      TACIT_RETURN_IF_ERROR(Bounds(&repeat));
      exact = repeat.low == repeat.high;
    } else {
      return atom;
    }
    // Laziness does not change which whole texts match; but Ruby reads "a{3}?" as "(?:a{3})?".
    if (exact && language_ == RegexLanguage::kRuby && Ahead("?"))
      return Unclear("a quantifier of a quantifier");
    static_cast<void>(Take("?"));
    if (Ahead("*") || Ahead("+") || Ahead("?") || Ahead("{")) {
      return Unclear("a quantifier of a quantifier, or a possessive one");
    }
    repeat.children.push_back(std::move(atom));
    return repeat;
  }

  // "{2}", "{2,}", "{2,5}", "{,5}".
  Status Bounds(RegexNode* repeat) {
    const std::optional<int> low = Number();
    const bool comma = Take(",");
    const std::optional<int> high = comma ? Number() : low;
    const bool from_zero =
        !low && high && (language_ == RegexLanguage::kRuby || language_ == RegexLanguage::kPython);
    if (!Take("}") || (!low && !from_zero)) return Unclear("a brace that is no quantifier");
    repeat->low = low.value_or(0);
    repeat->high = high.value_or(RegexNode::kUnbounded);
    const auto most = static_cast<int>(kMaxDomainStates);
    if (repeat->low > most || repeat->high > most) {
      return Unclear("more than " + std::to_string(most) + " repetitions");
    }
    if (high && *high < repeat->low) return Damaged("a greatest number of repetitions below the least");
    return Status::Ok();
  }

  // Digits at at_; INT_MAX for those that fit no int.
  std::optional<int> Number() {
    std::optional<int> number;
    for (; !AtEnd() && in_[at_] >= '0' && in_[at_] <= '9'; ++at_) {
      const std::int64_t next = std::int64_t{number.value_or(0)} * 10 + (in_[at_] - '0');
      number = static_cast<int>(std::min<std::int64_t>(next, INT32_MAX));
    }
    return number;
  }

  std::string_view in_;
  RegexLanguage language_;
  std::size_t at_ = 0;
  bool ascii_ = false;
};

}  // namespace

Result<RegexNode> ParseRegex(const FormatDetail& format) {
  const std::optional<RegexLanguage> language = RegexLanguageFromName(format.dialect);
  if (!language) {
    return Status::NotSupported("regular expressions of \"" + format.dialect +
                                "\": expected ruby, python, ecmascript or posix");
  }
  return RegexParser(format.regex, *language).Run();
}

}  // namespace tacit::encoder

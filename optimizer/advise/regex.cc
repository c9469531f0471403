#include "optimizer/advise/regex.h"

#include <algorithm>
#include <charconv>

#include "optimizer/advise/regex_set.h"
#include "src/base/status_macros.h"

namespace tacit::advise {
namespace {

constexpr int kMaxDepth = 50;
constexpr int kMaxBound = 255;  // PostgreSQL's

Status NoForm(const std::string& what) {
  return Status::NotSupported("no SQL form: the regular expression has " + what);
}

struct Flags {
  bool fold = false;       // i
  bool dot_all = false;    // Ruby's m, Python's s
  bool multiline = false;  // Python's m
  bool ascii = false;      // Python's a
};

// A piece of the translation, and what decides whether it may stand where it stands.
struct Piece {
  std::string text;
  bool assertion = false;  // matches no characters: takes no quantifier
  bool wide = false;       // ECMAScript: may match one half of a surrogate pair
  bool group = false;
  char32_t folded = 0;  // a single letter under `fold`, in lower case
};

class Translator {
 public:
  Translator(std::string_view regex, RegexDialect dialect) : in_(regex), dialect_(dialect) {}

  Result<std::string> Run() {
    TACIT_ASSIGN_OR_RETURN(const Piece all, Alternatives(Flags{}, 0));
    if (at_ < in_.size()) return NoForm("a parenthesis too many");
    return all.text;
  }

 private:
  [[nodiscard]] bool Is(RegexDialect dialect) const { return dialect_ == dialect; }
  [[nodiscard]] bool Ahead(std::string_view text) const { return in_.substr(at_).starts_with(text); }
  bool Take(std::string_view text) {
    if (!Ahead(text)) return false;
    at_ += text.size();
    return true;
  }

  Result<Piece> Alternatives(Flags flags, int depth) {
    if (depth > kMaxDepth) return NoForm("too deep a nesting");
    TakeFlags(flags);
    Piece all;
    for (bool first = true;; first = false) {
      TACIT_ASSIGN_OR_RETURN(const Piece branch, Sequence(flags, depth));
      all.text += (first ? "" : "|") + branch.text;
      all.wide = all.wide || branch.wide;
      if (!Take("|")) return all;
    }
  }

  Result<Piece> Sequence(const Flags& flags, int depth) {
    Piece sequence;
    Piece last{.text = "", .assertion = true};
    while (at_ < in_.size() && !Ahead("|") && !Ahead(")")) {
      TACIT_ASSIGN_OR_RETURN(Piece piece, Quantified(flags, depth));
      TACIT_RETURN_IF_ERROR(CheckNeighbours(last, piece));
      sequence.text += piece.text;
      sequence.wide = sequence.wide || piece.wide;
      last = std::move(piece);
    }
    return sequence;
  }

  // Two letters may together equal one ligature; two sets may share out the halves of one character.
  static Status CheckNeighbours(const Piece& a, const Piece& b) {
    if (a.wide && b.wide) return NoForm("two open sets side by side, which may split a surrogate pair");
    if (a.folded == 0 || b.folded == 0) return Status::Ok();
    for (const std::u32string_view pair : {U"ss", U"ff", U"fi", U"fl", U"st"}) {
      if (a.folded == pair[0] && b.folded == pair[1]) {
        return NoForm("letters that one ligature equals when case is ignored");
      }
    }
    return Status::Ok();
  }

  // "(?i)" at a group's beginning holds to its end. Elsewhere languages differ on how far it goes.
  void TakeFlags(Flags& flags) {
    const std::size_t begin = at_;
    Flags changed = flags;
    if (!Is(RegexDialect::kEcmascript) && Take("(?") && ReadFlags(changed) && Take(")")) {
      flags = changed;
    } else {
      at_ = begin;
    }
  }

  bool ReadFlags(Flags& flags) {
    bool on = true;
    const std::size_t begin = at_;
    for (; at_ < in_.size(); ++at_) {
      const char c = in_[at_];
      const bool ruby = Is(RegexDialect::kRuby);
      if (c == '-') {
        on = false;
      } else if (c == 'i') {
        flags.fold = on;
      } else if (c == (ruby ? 'm' : 's')) {
        flags.dot_all = on;
      } else if (c == 'm') {
        flags.multiline = on;
      } else if (c == 'a' && !ruby) {
        flags.ascii = on;
      } else if (c == 'x' && !on) {
        continue;
      } else {
        break;
      }
    }
    return at_ > begin;
  }

  Result<Piece> Quantified(const Flags& flags, int depth) {
    TACIT_ASSIGN_OR_RETURN(Piece piece, Atom(flags, depth));
    std::string quantifier;
    bool open_ended = false;  // one character or none will do, and there is no most
    TACIT_RETURN_IF_ERROR(TakeQuantifier(&quantifier, &open_ended));
    // Halves of a surrogate pair, repeated, make whole characters; a group sees to its own sets.
    const bool whole = piece.group ? quantifier.empty() : open_ended;
    if (piece.wide && !whole) {
      return NoForm("an open set that may match half of a surrogate pair");
    }
    if (quantifier.empty()) return piece;
    if (piece.assertion) return NoForm("a quantifier behind an assertion");
    piece.folded = 0;
    piece.text += quantifier;
    return piece;
  }

  // Laziness does not change what is found; possessiveness does.
  Status TakeQuantifier(std::string* quantifier, bool* open_ended) {
    int low = 0;
    int high = -1;
    const bool any = Take("*");
    const bool some = !any && Take("+");
    const bool perhaps = !any && !some && Take("?");
    if (!any && !some && !perhaps && !TakeBounds(&low, &high)) return Status::Ok();
    if (some) low = 1;
    if (perhaps) high = 1;
    if (low > kMaxBound || high > kMaxBound) return NoForm("a bound above 255");
    if (high >= 0 && high < low) return NoForm("a bound below its lower one");
    *open_ended = low <= 1 && high < 0;
    *quantifier = "{" + std::to_string(low) + "," + (high < 0 ? "" : std::to_string(high)) + "}";
    if (Take("?")) return Status::Ok();
    if (Ahead("+") && Is(RegexDialect::kRuby)) return NoForm("a possessive quantifier");
    if (Ahead("*") || Ahead("+") || Ahead("?")) return NoForm("a quantifier behind a quantifier");
    return Status::Ok();
  }

  // "{2}", "{2,}", "{2,5}", "{,5}"; anything else in braces is text.
  bool TakeBounds(int* low, int* high) {
    const std::size_t begin = at_;
    const auto fail = [&] {
      at_ = begin;
      return false;
    };
    if (!Take("{")) return false;
    const bool has_low = TakeNumber(low);
    const bool comma = Take(",");
    const bool has_high = comma && TakeNumber(high);
    if (!Take("}") || (!has_low && !has_high)) return fail();
    if (!has_low && Is(RegexDialect::kEcmascript)) return fail();
    if (!comma) *high = *low;
    return true;
  }

  bool TakeNumber(int* number) {
    const char* begin = in_.data() + at_;
    const auto [end, error] = std::from_chars(begin, in_.data() + in_.size(), *number);
    if (error != std::errc() || *begin == '-') return false;
    at_ += static_cast<std::size_t>(end - begin);
    return true;
  }

  Result<Piece> Atom(const Flags& flags, int depth) {
    if (Take("(")) return Group(flags, depth);
    if (Take("[")) return Bracket(flags);
    if (Take(".")) return Dot(flags);
    if (Take("^")) return LineStart(flags);
    if (Take("$")) return LineEnd(flags);
    if (Take("\\")) return Escape(flags);
    if (Is(RegexDialect::kRuby) && Ahead("#{")) return NoForm("an interpolation");
    if (Ahead("*") || Ahead("+") || Ahead("?")) return NoForm("a quantifier behind nothing");
    if (Ahead("{") || Ahead("}") || Ahead("]")) {
      if (Is(RegexDialect::kEcmascript)) return NoForm("a bracket that is not escaped");
    }
    const std::optional<char32_t> c = ReadUtf8(in_, &at_);
    if (!c) return NoForm("bytes that are no UTF-8");
    return Character(*c, flags);
  }

  Result<Piece> Character(char32_t c, const Flags& flags) const {
    if (c == 0) return NoForm("a zero byte");
    if (c > 0xFFFF && Is(RegexDialect::kEcmascript)) return NoForm("a surrogate pair");
    CharacterSet set;
    set.Add(c);
    TACIT_ASSIGN_OR_RETURN(Piece piece, OfSet(std::move(set), flags));
    const char32_t lower = c >= 'A' && c <= 'Z' ? c + 32 : c;
    if (flags.fold && lower >= 'a' && lower <= 'z') piece.folded = lower;
    return piece;
  }

  Result<Piece> OfSet(CharacterSet set, const Flags& flags) const {
    if (flags.fold && !set.Fold(dialect_, flags.ascii)) {
      return NoForm("letters beyond ASCII whose case is ignored");
    }
    return Piece{.text = set.Text(), .wide = set.negated && Is(RegexDialect::kEcmascript)};
  }

  Result<Piece> Dot(const Flags& flags) const {
    if (flags.dot_all) return Piece{.text = ".", .wide = Is(RegexDialect::kEcmascript)};
    CharacterSet set{.ranges = {{'\n', '\n'}}, .negated = true};
    if (Is(RegexDialect::kEcmascript)) {
      set.Add('\r');
      set.Add(0x2028, 0x2029);
    }
    return Piece{.text = set.Text(), .wide = Is(RegexDialect::kEcmascript)};
  }

  // Ruby's ^ stands behind every line's end but the last character's; Python's multiline one behind that too.
  [[nodiscard]] Piece LineStart(const Flags& flags) const {
    if (Is(RegexDialect::kRuby)) return Assertion(R"((?:^|(?<=\n)(?!$)))");
    return Assertion(flags.multiline ? R"((?:^|(?<=\n)))" : "^");
  }
  // Ruby's $ stands before every line's end; Python's at the end and before one that ends the text.
  [[nodiscard]] Piece LineEnd(const Flags& flags) const {
    if (Is(RegexDialect::kEcmascript)) return Assertion("$");
    const bool every = Is(RegexDialect::kRuby) || flags.multiline;
    return Assertion(every ? R"((?:$|(?=\n)))" : kBeforeLastLineEnd);
  }
  static Piece Assertion(std::string text) { return {.text = std::move(text), .assertion = true}; }

  Result<Piece> Escape(const Flags& flags) {
    if (at_ == in_.size()) return NoForm("a backslash at its end");
    const char c = in_[at_];
    if (Is(RegexDialect::kRuby) && c == 'z') return ++at_, Assertion("$");
    if (Is(RegexDialect::kRuby) && c == 'Z') return ++at_, Assertion(kBeforeLastLineEnd);
    if (Is(RegexDialect::kPython) && c == 'Z') return ++at_, Assertion("$");
    if (!Is(RegexDialect::kEcmascript) && c == 'A') return ++at_, Assertion("^");
    if (const auto set = NamedSet(c, dialect_, flags.ascii)) {
      ++at_;
      // A named set is closed under case already, but for what equals an ASCII letter from outside.
      if (flags.fold && c != 'd' && c != 's') return NoForm(std::string("\\") + c + " where case is ignored");
      return Piece{.text = set->Text(), .wide = set->negated && Is(RegexDialect::kEcmascript)};
    }
    TACIT_ASSIGN_OR_RETURN(const char32_t character, EscapedCharacter());
    return Character(character, flags);
  }

  // What a backslash makes of the characters at at_, in a set or outside.
  Result<char32_t> EscapedCharacter() {
    const char c = in_[at_];
    const bool alphanumeric = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (!alphanumeric) {
      const std::optional<char32_t> itself = ReadUtf8(in_, &at_);
      if (!itself) return NoForm("bytes that are no UTF-8");
      return *itself;
    }
    ++at_;
    switch (c) {
      case 'n': return U'\n';
      case 't': return U'\t';
      case 'r': return U'\r';
      case 'f': return U'\f';
      case 'v': return U'\v';
      case 'x': return Hexadecimal(2);
      case 'u': return Hexadecimal(4);
      default: return NoForm(std::string("\\") + c);
    }
  }

  Result<char32_t> Hexadecimal(std::size_t digits) {
    if (at_ + digits > in_.size()) return NoForm("a hexadecimal escape of another form");
    unsigned value = 0;
    const char* begin = in_.data() + at_;
    const auto [end, error] = std::from_chars(begin, begin + digits, value, 16);
    if (error != std::errc() || end != begin + digits) return NoForm("a hexadecimal escape of another form");
    // Ruby's \x is a byte of the text's encoding.
    if (value > 0x7F && digits == 2 && Is(RegexDialect::kRuby)) return NoForm("a byte that is no character");
    if (value >= 0xD800 && value <= 0xDFFF) return NoForm("half of a surrogate pair");
    at_ += digits;
    return static_cast<char32_t>(value);
  }

  Result<Piece> Group(const Flags& flags, int depth) {
    Flags inside = flags;
    std::string open = "(?:";
    bool assertion = false;
    if (Take("?")) {
      const std::size_t begin = at_;
      if (Take("=") || Take("!") || Take("<=") || Take("<!")) {
        open = "(?" + std::string(in_.substr(begin, at_ - begin));
        assertion = true;
      } else if (Ahead("<") || Ahead("P<")) {
        at_ = in_.find('>', at_);
        if (at_ == std::string_view::npos) return NoForm("a group without the end of its name");
        ++at_;
      } else if (!Take(":") && !(ReadFlags(inside) && Take(":"))) {
        return NoForm("a group of the kind (?" + std::string(in_.substr(begin, 1)));
      }
    }
    TACIT_ASSIGN_OR_RETURN(Piece piece, Alternatives(inside, depth + 1));
    if (!Take(")")) return NoForm("a group that is not closed");
    if (piece.wide && assertion) return NoForm("an open set in an assertion, which may see half of a pair");
    piece.text = open + piece.text + ")";
    piece.assertion = assertion;
    piece.group = true;
    return piece;
  }

  Result<Piece> Bracket(const Flags& flags) {
    CharacterSet set;
    set.negated = Take("^");
    const std::size_t first = at_;
    while (at_ < in_.size() && (in_[at_] != ']' || (at_ == first && Is(RegexDialect::kPython)))) {
      if (in_[at_] == '[' && !Is(RegexDialect::kEcmascript)) return NoForm("a set within a set");
      if (Ahead("&&") || Ahead("--") || Ahead("||") || Ahead("~~")) return NoForm("an operation on sets");
      if (Is(RegexDialect::kRuby) && Ahead("#{")) return NoForm("an interpolation");
      TACIT_RETURN_IF_ERROR(Member(flags, set));
    }
    if (!Take("]") || set.ranges.empty()) return NoForm("a set that is empty or not closed");
    if (Is(RegexDialect::kEcmascript) &&
        std::any_of(set.ranges.begin(), set.ranges.end(), [](const CharacterSet::Range& r) {
          return r.second > 0xFFFF || (r.first <= 0xDFFF && r.second >= 0xD800);
        })) {
      return NoForm("a set with surrogates");
    }
    return OfSet(std::move(set), flags);
  }

  // One member of a set: a character, a range, or a named set.
  Status Member(const Flags& flags, CharacterSet& set) {
    if (Ahead("\\") && at_ + 1 < in_.size()) {
      if (const auto named = NamedSet(in_[at_ + 1], dialect_, flags.ascii)) {
        if (named->negated) return NoForm("a negated class within a set");
        if (flags.fold && in_[at_ + 1] != 'd' && in_[at_ + 1] != 's') {
          return NoForm("a class of letters where case is ignored");
        }
        at_ += 2;
        if (Ahead("-") && !Ahead("-]")) return NoForm("a range from a class");
        set.Add(*named);
        return Status::Ok();
      }
    }
    TACIT_ASSIGN_OR_RETURN(const char32_t low, SetCharacter());
    if (!Ahead("-") || Ahead("-]") || at_ + 1 == in_.size()) return set.Add(low), Status::Ok();
    ++at_;
    TACIT_ASSIGN_OR_RETURN(const char32_t high, SetCharacter());
    if (high < low) return NoForm("a range that runs backwards");
    set.Add(low, high);
    return Status::Ok();
  }

  Result<char32_t> SetCharacter() {
    if (at_ >= in_.size()) return NoForm("a set that is not closed");
    if (Ahead("[") && !Is(RegexDialect::kEcmascript)) return NoForm("a set within a set");
    const bool escaped = Take("\\");
    if (escaped && at_ == in_.size()) return NoForm("a backslash at its end");
    std::optional<char32_t> c;
    if (escaped) {
      TACIT_ASSIGN_OR_RETURN(c, EscapedCharacter());
    } else {
      c = ReadUtf8(in_, &at_);
    }
    if (!c) return NoForm("bytes that are no UTF-8");
    if (*c == 0) return NoForm("a zero byte");
    return *c;
  }

  static constexpr const char* kBeforeLastLineEnd = R"((?:$|(?=\n$)))";

  std::string_view in_;
  RegexDialect dialect_;
  std::size_t at_ = 0;
};

}  // namespace

Result<std::string> PostgresRegex(std::string_view regex, std::string_view dialect) {
  if (dialect == "ruby") return Translator(regex, RegexDialect::kRuby).Run();
  if (dialect == "python") return Translator(regex, RegexDialect::kPython).Run();
  if (dialect == "ecmascript") return Translator(regex, RegexDialect::kEcmascript).Run();
  return NoForm("the syntax of " + std::string(dialect));
}

}  // namespace tacit::advise

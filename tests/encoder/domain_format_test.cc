// Domains that regular expressions describe, beside std::regex, which knows nothing of automata of ours.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <regex>
#include <set>

#include "tacit/domain_code.h"
#include "tests/encoder/domain_laws.h"

namespace tacit::encoder {
namespace {

using ::testing::HasSubstr;

std::string Random(std::mt19937_64& random, std::string_view alphabet, std::size_t size) {
  std::string text(size, ' ');
  for (char& c : text) c = alphabet[random() % alphabet.size()];
  return text;
}

constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::string_view kBase64 = "+/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

void ExpectFixed(const std::string& regex, std::string_view alphabet, std::size_t size,
                 const std::string& tail, std::size_t bytes) {
  const DomainCode code = RubyFormat("\\A" + regex + "\\z");
  EXPECT_EQ(code.min_bytes(), bytes) << regex;
  EXPECT_EQ(code.max_bytes(), bytes) << regex;
  std::mt19937_64 random(size);
  std::set<std::string> texts = {std::string(size, alphabet.front()) + tail,
                                 std::string(size, alphabet.back()) + tail};
  for (int i = 0; i < 200; ++i) texts.insert(Random(random, alphabet, size) + tail);
  ExpectLaws(code, {texts.begin(), texts.end()});
  for (const std::string& text : texts) {
    ExpectRefused(code, text.substr(1));
    ExpectRefused(code, text + alphabet.front());
    ExpectRefused(code, text + "\n");
    ExpectRefused(code, "~" + text.substr(1));
  }
}

TEST(DomainFormat, DigestsCostWhatTheirDigitsDo) {
  ExpectFixed("[0-9a-f]{40}", kHexDigits, 40, "", 20);
  ExpectFixed("[a-f0-9]{64}", kHexDigits, 64, "", 32);
  ExpectFixed(R"(\h{32})", "0123456789ABCDEFabcdef", 32, "", 18);
  ExpectFixed("[A-Za-z0-9+/]{43}=", kBase64, 43, "=", 33);
  ExpectFixed("[A-Za-z0-9+\\/]{86}==", kBase64, 86, "==", 65);
  ExpectFixed(R"(\d{18})", "0123456789", 18, "", 8);
  ExpectFixed("[0-9]{40}", "0123456789", 40, "", 17);
  ExpectFixed("[ac]{64}", "ac", 64, "", 8);
  ExpectFixed("[ac]{65}", "ac", 65, "", 9);
  ExpectFixed("[0-9]{3000}", "0123456789", 3000, "", 1250);
}

TEST(DomainFormat, ADigestIsItsBytes) {
  const DomainCode code = RubyFormat(R"(\A[0-9a-f]{4}\z)");
  EXPECT_EQ(code.EncodeText("00ff").value(), std::string("\x00\xFF", 2));
  EXPECT_EQ(code.EncodeText("8a3c").value(), "\x8A\x3C");
}

TEST(DomainFormat, ShortTextsCostLittleWhereLongOnesMayStand) {
  const DomainCode name = RubyFormat(R"(\A[a-z][a-z0-9_]{2,31}\z)");
  EXPECT_EQ(name.max_bytes(), 21U);  // 32 characters of one in 38, 5.25 bits each
  EXPECT_EQ(name.min_bytes(), 3U);
  EXPECT_LE(name.EncodeText("bob")->size(), 3U);
  EXPECT_LE(name.EncodeText("administrator")->size(), 10U);
  const DomainCode word = RubyFormat(R"(\A[a-z]+\z)");
  EXPECT_EQ(word.max_bytes(), std::nullopt);
  EXPECT_EQ(word.EncodeText(std::string(10000, 'q'))->size(), 5963U);  // 4.77 bits; log2 27 = 4.755
}

TEST(DomainFormat, AShorterTextStandsBeforeThoseItBegins) {
  const DomainCode code = RubyFormat(R"(\A[a-c]{1,9}\z)");
  std::set<std::string> texts;
  std::mt19937_64 random(1);
  for (int i = 0; i < 2000; ++i) texts.insert(Random(random, "abc", 1 + random() % 9));
  ExpectLaws(code, {texts.begin(), texts.end()});
  ExpectRefused(code, "");
  ExpectRefused(code, "aaaaaaaaaa");
}

// All texts of an alphabet up to a length, in their order.
std::vector<std::string> AllTexts(std::string_view alphabet, std::size_t longest) {
  std::set<std::string> all = {""};
  std::vector<std::string> last = {""};
  for (std::size_t size = 1; size <= longest; ++size) {
    std::vector<std::string> next;
    for (const std::string& text : last) {
      for (const char c : alphabet) next.push_back(text + c);
    }
    all.insert(next.begin(), next.end());
    last = std::move(next);
  }
  return {all.begin(), all.end()};
}

// A code of exactly the texts that std::regex matches from end to end; false where it is refused as too
// large.
bool ExpectSameAsStandard(const std::string& regex, const std::vector<std::string>& texts) {
  SCOPED_TRACE(regex);
  const std::regex standard(regex);
  std::vector<Value> members;
  std::vector<std::string> others;
  for (const std::string& text : texts) {
    if (std::regex_match(text, standard)) {
      members.emplace_back(text);
    } else {
      others.push_back(text);
    }
  }
  const Result<DomainCode> code =
      DomainCode::Format({.regex = "^(?:" + regex + ")$", .dialect = "ecmascript"});
  if (!code.ok()) {  // some random ones have no small automaton
    EXPECT_THAT(code.status().message(), HasSubstr("characters or states"));
    return false;
  }
  ExpectLaws(*code, members);
  for (const std::string& text : others) ExpectRefused(*code, text);
  return true;
}

TEST(DomainFormat, EveryConstructMeansWhatItMeansElsewhere) {
  const std::vector<std::string> texts = AllTexts("a-b0", 4);
  for (const char* regex : {"a",
                            "ab",
                            "a|b",
                            "a|ab|abb",
                            "(?:a|b)*",
                            "a*b*",
                            "(a|ab)(b|bb)?",
                            "a?b?0?",
                            "[ab]{2}",
                            "[ab]{1,3}",
                            "[ab]{2,}",
                            "a{0}",
                            "a{0,2}b",
                            "(?:ab){1,2}",
                            "[a-b0-]{3}",
                            "[-a]b",
                            "[a\\-]+",
                            "\\d",
                            "\\w{2}",
                            "\\x61b",
                            "a+?b*?",
                            "a{1,3}?",
                            "(?:a|)b",
                            "|a",
                            "(?:)",
                            "(?:(?:a|b)0)*",
                            "(?:a*)*",
                            "(?:a?b?){2}",
                            "[+-]?[0-9]{1,2}",
                            "-?(?:0|a0*)"}) {
    EXPECT_TRUE(ExpectSameAsStandard(regex, texts));
  }
}

class RandomRegex {
 public:
  explicit RandomRegex(std::mt19937_64& random) : random_(random) {}

  std::string Choice(int depth) {
    std::string regex = Sequence(depth);
    while (Chance(4)) regex += "|" + Sequence(depth);
    return regex;
  }

 private:
  bool Chance(unsigned one_in) { return random_() % one_in == 0; }

  std::string Sequence(int depth) {
    std::string regex;
    for (std::uint64_t i = random_() % 4; i > 0; --i) regex += Atom(depth) + Quantifier();
    return regex;
  }
  std::string Atom(int depth) {
    static constexpr const char* kAtoms[] = {"a", "b", "c", "[ab]", "[a-c]", "[bc]"};
    return depth > 0 && Chance(3) ? "(?:" + Choice(depth - 1) + ")" : kAtoms[random_() % std::size(kAtoms)];
  }
  std::string Quantifier() {
    static constexpr const char* kQuantifiers[] = {"",  "",    "",      "?",     "*",
                                                   "+", "{2}", "{1,2}", "{0,3}", "{2,}"};
    return kQuantifiers[random_() % std::size(kQuantifiers)];
  }

  std::mt19937_64& random_;
};

TEST(DomainFormat, RandomExpressionsMeanWhatTheyMeanElsewhere) {
  const std::vector<std::string> texts = AllTexts("abc", 5);
  std::mt19937_64 random(17);
  int made = 0;
  for (int round = 0; round < 150; ++round) {
    made += ExpectSameAsStandard(RandomRegex(random).Choice(2), texts) ? 1 : 0;
  }
  EXPECT_GE(made, 140);
}

TEST(DomainFormat, ALineFeedThatAnAnchorAllowsIsOfTheDomain) {
  for (const auto& [regex, dialect] : {std::pair{R"(\A[ab]\Z)", "ruby"}, {"^[ab]$", "python"}}) {
    ExpectLaws(Made(DomainCode::Format({.regex = regex, .dialect = dialect})), {"a", "a\n", "b", "b\n"});
  }
  for (const auto& [regex, dialect] : {std::pair{R"(\A[ab]\z)", "ruby"},
                                       {R"(\A[ab]\Z)", "python"},
                                       {"^[ab]$", "ecmascript"},
                                       {"^[ab]$", "posix"},
                                       {R"(\A[ab]\Z)", "posix"}}) {
    const DomainCode code = Made(DomainCode::Format({.regex = regex, .dialect = dialect}));
    ExpectLaws(code, {"a", "b"});
    ExpectRefused(code, "a\n");
  }
}

TEST(DomainFormat, FlagsThatChangeNothingMayStand) {
  for (const auto& [regex, dialect] :
       {std::pair{R"((?m)\Aa\d\z)", "ruby"}, {R"((?as)\Aa\d\Z)", "python"}, {R"((?u)^a\d$)", "ecmascript"}}) {
    const DomainCode code = Made(DomainCode::Format({.regex = regex, .dialect = dialect}));
    EXPECT_EQ(code.max_bits(), 4U);
    EXPECT_TRUE(code.EncodeText("a7").ok());
  }
}

struct RefusedRow {
  const char* regex;
  const char* dialect;
  StatusCode code;
  const char* message;
};

TEST(DomainFormat, WhatLeavesTheDomainOpenIsRefused) {
  constexpr StatusCode kNo = StatusCode::kNotSupported;
  constexpr StatusCode kBad = StatusCode::kInvalidArgument;
  const RefusedRow rows[] = {
      {"[0-9a-f]{40}", "ruby", kNo, "not anchored at its beginning"},
      {R"([0-9a-f]{40}\z)", "ruby", kNo, "not anchored at its beginning"},
      {R"(\A[0-9a-f]{40})", "ruby", kNo, "not anchored at its end"},
      {R"(\Aa|b\z)", "ruby", kNo, "not anchored at its end"},
      {R"(\Aa\z|b)", "ruby", kNo, "not anchored at its beginning"},
      {"", "ruby", kNo, "not anchored"},
      // The class holds no line feed, and still other lines may hold anything.
      {"^[0-9a-f]{40}$", "ruby", kNo, "ends of a line"},
      {R"(\A[0-9a-f]{40}$)", "ruby", kNo, "ends of a line"},
      {"(?m)^[0-9]{4}$", "python", kNo, "flag m"},
      {"(?m)^[0-9]{4}$", "ecmascript", kNo, "flag m"},
      {R"((?i)\A[a-f]{4}\z)", "ruby", kNo, "ignores case"},
      {R"((?mi)\A[a-f]{4}\z)", "ruby", kNo, "ignores case"},
      {R"(\A(?i:a)\z)", "ruby", kNo, "flags"},
      {R"((?x)\Aa b\z)", "ruby", kNo, "flag x"},
      {R"(\A.{4}\z)", "ruby", kNo, "beyond ASCII"},
      {R"(\A[^a]{4}\z)", "ruby", kNo, "beyond ASCII"},
      {R"(\A\p{Alpha}\z)", "ruby", kNo, "\\p"},
      {R"(\A[[:alpha:]]\z)", "ruby", kNo, "class of Unicode"},
      {R"(\A[a-z&&[b]]\z)", "ruby", kNo, "operator"},
      {R"(\A\S\z)", "ruby", kNo, "\\S"},
      {R"(\A\s\z)", "ruby", kNo, "\\s"},
      {"\\A\xC3\xA9\\z", "ruby", kNo, "beyond ASCII"},
      {R"(^\d{4}\Z)", "python", kNo, "beyond ASCII"},
      {R"(^\w\Z)", "python", kNo, "beyond ASCII"},
      {R"(^\d$)", "posix", kNo, "beyond ASCII"},
      {R"(^\h$)", "ecmascript", kNo, "\\h"},
      {R"(\Aa\z)", "ecmascript", kNo, "not anchored"},
      {R"(\Aa{2}?\z)", "ruby", kNo, "quantifier of a quantifier"},
      {R"(\Aa++\z)", "ruby", kNo, "possessive"},
      {R"(\Aa**\z)", "ruby", kNo, "quantifier of a quantifier"},
      {"^a{,2}$", "ecmascript", kNo, "brace"},
      {"^a{x}$", "python", kNo, "brace"},
      {R"(\A(?=a)a\z)", "ruby", kNo, "looks around"},
      {R"(\A(?<n>a)\z)", "ruby", kNo, "name"},
      {R"(\A(a)\1\z)", "ruby", kNo, "\\1"},
      {R"(\A(?:a\z|b\z)\z)", "ruby", kNo, "anchor within a group"},
      {R"(\Aa\zb)", "ruby", kNo, "behind the end"},
      {R"(\Aa\Ab\z)", "ruby", kNo, "anchored at its end"},
      {R"(\A#{x}\z)", "ruby", kNo, "interpolation"},
      {R"(\A[\d-x]\z)", "ruby", kNo, "range from or to a set"},
      {R"(\A[a-c-e]\z)", "ruby", kNo, "hyphen"},
      {R"(\A\x00\z)", "ruby", kNo, "escape"},
      {R"(\A\xFF\z)", "ruby", kNo, "escape"},
      {"^a$", "perl", kNo, "perl"},
      {"^a$", "", kNo, "expected ruby"},
      {R"(\A(a\z)", "ruby", kNo, "anchor within a group"},
      {"\\A(a)", "ruby", kNo, "anchored at its end"},
      {"\\A(a|b)", "ruby", kNo, "anchored at its end"},
      {"\\A(a", "ruby", kBad, "without its end"},
      {R"(\Aa)\z)", "ruby", kBad, "parenthesis too many"},
      {R"(\A[a\z)", "ruby", kNo, "\\z"},
      {R"(\A[ab)", "ruby", kBad, "set without its end"},
      {R"(\A[]\z)", "ruby", kNo, "set"},
      {R"(\A[b-a]\z)", "ruby", kBad, "ends before it begins"},
      {R"(\A*\z)", "ruby", kBad, "behind nothing"},
      {R"(\Aa{3,2}\z)", "ruby", kBad, "below the least"},
      {"\\Aa\\", "ruby", kBad, "backslash at the end"},
      {"(?m", "ruby", kBad, "behind the flags"},
  };
  for (const RefusedRow& row : rows) {
    const Status status = DomainCode::Format({.regex = row.regex, .dialect = row.dialect}).status();
    EXPECT_EQ(status.code(), row.code) << row.regex << ": " << status.message();
    EXPECT_THAT(status.message(), HasSubstr(row.message)) << row.regex;
    EXPECT_LT(status.message().size(), 300U);
  }
}

TEST(DomainFormat, LargeExpressionsAreRefusedQuickly) {
  std::string many;
  for (int i = 0; i < 30; ++i) many += "(?:";
  many += "a";
  for (int i = 0; i < 30; ++i) many += "){4000}";
  std::string empties = "(?:";
  for (int i = 0; i < 30000; ++i) empties += "|";
  const std::string rows[] = {
      "a{1000000}",
      "a{99999999999999999999}",
      "(?:a{4096}){4096}",
      std::string(10240, 'a'),
      std::string(70000, 'a'),
      std::string(10240, '('),
      many,
      empties + "){4096}",
      empties + "a){4096}",
      empties + "a*){4096}",
      "(?:a|b)*a(?:a|b){4000}",
      "(?:a?){4000}a{4000}",
      "(?:(?:a|b)*a(?:a|b){15}){100}",
  };
  for (const std::string& row : rows) {
    const Status status = DomainCode::Format({.regex = "\\A" + row + "\\z", .dialect = "ruby"}).status();
    EXPECT_FALSE(status.ok()) << row.substr(0, 40);
    EXPECT_LT(status.message().size(), 300U);
  }
  EXPECT_TRUE(DomainCode::Format({.regex = R"(\A(?:(?:){4096}){4096}\z)", .dialect = "ruby"}).ok());
  EXPECT_TRUE(DomainCode::Format({.regex = R"(\A(?:(?:){0,4096}){0,4096}\z)", .dialect = "ruby"}).ok());
  EXPECT_TRUE(DomainCode::Format({.regex = R"(\Aa{4095}\z)", .dialect = "ruby"}).ok());
}

TEST(DomainFormat, LengthsNarrowAFormat) {
  ExpectLaws(RubyFormat(R"(\Aa*\z)", {.min = 1, .max = 3}), {"a", "aa", "aaa"});
  ExpectRefused(RubyFormat(R"(\Aa*\z)", {.min = 1, .max = 3}), "");
  ExpectRefused(RubyFormat(R"(\Aa*\z)", {.min = 1, .max = 3}), "aaaa");
  // Ways that end nowhere take no bits.
  ExpectLaws(RubyFormat(R"(\A(?:a|bb)\z)", {.min = {}, .max = 1}), {"a"});
  EXPECT_EQ(RubyFormat(R"(\A(?:a|bb|c|dd|e|f)\z)", {.min = {}, .max = 1}).max_bits(), 2U);
  EXPECT_EQ(RubyFormat(R"(\A[0-9a-f]+\z)", {.min = 40, .max = 40}).max_bytes(), 20U);
  EXPECT_EQ(RubyFormat(R"(\A[0-9a-f]+\z)", {.min = 40}).max_bytes(), std::nullopt);
  EXPECT_EQ(RubyFormat(R"(\A[0-9a-f]+\z)", {.min = {}, .max = 2}).max_bytes(), 2U);
  const FormatDetail format{.regex = R"(\A[ab]{3}\z)", .dialect = "ruby"};
  EXPECT_EQ(DomainCode::Format(format, {.min = 4, .max = 9}).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(DomainCode::Format(format, {.min = 4, .max = 3}).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(DomainCode::Format(format, {.min = 0, .max = -1}).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(DomainCode::Format(format, {.min = 0, .max = INT64_MAX}).status().code(),
            StatusCode::kNotSupported);
  EXPECT_EQ(DomainCode::Format(format, {.min = INT64_MAX}).status().code(), StatusCode::kNotSupported);
}

}  // namespace
}  // namespace tacit::encoder

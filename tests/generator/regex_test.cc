#include "src/generator/regex.h"

#include <gtest/gtest.h>

#include <regex>
#include <set>

namespace tacit::generator {
namespace {

TEST(Regex, SamplesMatch) {
  // Ruby's text beside the same language in the standard library's syntax.
  const std::vector<std::pair<std::string, std::string>> cases = {
      {R"(\A[a-z0-9_\-]+\z)", "[a-z0-9_\\-]+"},
      {R"(\A#?[0-9a-fA-F]{3,6}\z)", "#?[0-9a-fA-F]{3,6}"},
      {R"(\A([^@\s]+)@((?:[-a-z0-9]+\.)+[a-z]{2,})\z)", "[^@\\s]+@([-a-z0-9]+\\.)+[a-z]{2,}"},
      {R"(^(ab|cd|)x?[[:digit:]]$)", "(ab|cd|)x?\\d"},
      {R"(\Ahttps?:\/\/.+\z)", "https?://.+"},
      {R"(\A\w{1,4}\d*?\z)", "\\w{1,4}\\d*"},
      {R"((?<year>\d{4})-(\d\d))", "\\d{4}-\\d\\d"},
      {R"([\]a-c\-])", "[\\]a-c\\-]"},
  };
  for (const auto& [ruby, ecmascript] : cases) {
    const std::optional<Regex> regex = Regex::Parse(ruby);
    ASSERT_TRUE(regex.has_value()) << ruby;
    const std::regex judge(ecmascript);
    Random random(5);
    std::set<std::string> samples;
    for (int i = 0; i < 300; ++i) {
      samples.insert(regex->Sample(random, i % 2 == 0));
      ASSERT_TRUE(std::regex_match(*samples.rbegin(), judge)) << ruby << ": " << *samples.rbegin();
    }
    EXPECT_GT(samples.size(), 2U) << ruby;
    for (const std::string& sample : samples)
      EXPECT_TRUE(std::regex_match(sample, judge)) << ruby << ": " << sample;
  }
}

TEST(Regex, WhatItDoesNotUnderstandIsRefused) {
  for (const std::string text :
       {"(?=a)b", "(?!a)b", "(?<=a)b", "(a)\\1", "\\bword", "\\p{L}+", "a**", "[a", "(a", "a)", "a{3,1}",
        "[a&&b]", "a++b", "x(^a)", "\\", "[[:what:]]", "a{9999999999}"}) {
    EXPECT_FALSE(Regex::Parse(text).has_value()) << text;
  }
  EXPECT_FALSE(Regex::Parse(std::string(100'000, '(')).has_value());
}

}  // namespace
}  // namespace tacit::generator

#include "optimizer/advise/regex.h"

#include <gtest/gtest.h>

namespace tacit::advise {
namespace {

TEST(PostgresRegex, WhatHasNoExactFormIsRefused) {
  const std::vector<std::pair<std::string, std::string>> refused = {{"ruby", R"((a)\1)"},
                                                                    {"ruby", R"(\bword\b)"},
                                                                    {"ruby", R"(a++)"},
                                                                    {"ruby", R"((?>a))"},
                                                                    {"ruby", R"([[:alpha:]])"},
                                                                    {"ruby", R"(\p{L})"},
                                                                    {"ruby", R"([a-z&&[^b]])"},
                                                                    {"ruby", R"((?x) a)"},
                                                                    {"ruby", R"(a#{b})"},
                                                                    {"ruby", R"((?i)fi)"},
                                                                    {"ruby", R"((?i)ss)"},
                                                                    {"ruby", "(?i)\xC3\xA9"},
                                                                    {"ruby", R"(a(?i)b)"},
                                                                    {"ruby", R"(a{1,300})"},
                                                                    {"ruby", R"((a)"},
                                                                    {"ruby", R"(a))"},
                                                                    {"ruby", R"([a)"},
                                                                    {"ruby", R"([b-a])"},
                                                                    {"ruby", R"(^*)"},
                                                                    {"ruby", R"(*a)"},
                                                                    {"ruby", R"(a**)"},
                                                                    {"ruby", R"(a\)"},
                                                                    {"ruby", "\xFF"},
                                                                    {"ruby", R"((?i)\w)"},
                                                                    {"python", R"(\d)"},
                                                                    {"python", R"(\w)"},
                                                                    {"python", R"([\W])"},
                                                                    {"python", R"((?P=a))"},
                                                                    {"ecmascript", R"(^.$)"},
                                                                    {"ecmascript", R"([^a])"},
                                                                    {"ecmascript", R"(.+.+)"},
                                                                    {"ecmascript", R"((.+)+)"},
                                                                    {"ecmascript", "\xF0\x9F\x98\x80"},
                                                                    {"ecmascript", R"(\cA)"},
                                                                    {"ecmascript", R"([^])"},
                                                                    {"ecmascript", R"([\ud800])"},
                                                                    {"posix", "a"},
                                                                    {"", "a"}};
  for (const auto& [dialect, regex] : refused) {
    const Result<std::string> are = PostgresRegex(regex, dialect);
    EXPECT_FALSE(are.ok()) << dialect << " " << regex << " as " << *are;
    EXPECT_TRUE(are.ok() || are.status().code() == StatusCode::kNotSupported);
  }
}

TEST(PostgresRegex, DeepNestingIsRefusedNotFollowed) {
  EXPECT_FALSE(PostgresRegex(std::string(100'000, '('), "ruby").ok());
}

TEST(PostgresRegex, OrdinaryTextStaysReadable) {
  EXPECT_EQ(*PostgresRegex(R"(\A[a-z0-9]{3,}\z)", "ruby"), "^[a-z0-9]{3,}$");
}

}  // namespace
}  // namespace tacit::advise

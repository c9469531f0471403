#include "src/base/reader.h"

#include <gtest/gtest.h>

#include <string>

namespace tacit::base {
namespace {

TEST(Reader, IntegersAreLittleEndianAndKeepTheirSign) {
  const std::string bytes("\x01\x02\xFF\xFF\xFF\xFF\x80\x00", 8);
  Reader reader(bytes);
  EXPECT_EQ(reader.Integer<std::uint16_t>(), 0x0201);
  EXPECT_EQ(reader.Integer<std::int32_t>(), -1);
  EXPECT_EQ(reader.Integer<std::uint8_t>(), 0x80);
  EXPECT_EQ(reader.offset(), 7U);
  EXPECT_EQ(reader.remaining(), 1U);
}

TEST(Reader, WhatDoesNotFitGivesNothingAndTakesNothing) {
  Reader reader("abc");
  EXPECT_FALSE(reader.Integer<std::uint32_t>().has_value());
  EXPECT_FALSE(reader.Bytes(4).has_value());
  EXPECT_FALSE(reader.Bytes(~std::uint64_t{0}).has_value());
  EXPECT_EQ(reader.offset(), 0U);
  EXPECT_EQ(reader.Bytes(3), "abc");
  EXPECT_EQ(reader.Bytes(0), "");
  EXPECT_FALSE(reader.Integer<std::uint8_t>().has_value());
}

TEST(Reader, TextWhoseLengthLiesIsRefusedWhole) {
  Reader honest(std::string_view("\x02\0\0\0hi!", 7));
  EXPECT_EQ(honest.Text(), "hi");
  EXPECT_EQ(honest.remaining(), 1U);
  Reader lying(std::string_view("\xFF\xFF\xFF\xFFhi", 6));
  EXPECT_FALSE(lying.Text().has_value());
  EXPECT_EQ(lying.offset(), 0U);
}

}  // namespace
}  // namespace tacit::base

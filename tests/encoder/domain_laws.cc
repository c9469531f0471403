#include "tests/encoder/domain_laws.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

namespace tacit::encoder {
namespace {

using ::testing::HasSubstr;

// Bytes that are nearly a code: what they decode to, if anything, has them for its code.
void ExpectCanonical(const DomainCode& code, const std::string& bytes) {
  const Result<Value> value = code.Decode(bytes);
  if (value.ok()) {
    EXPECT_EQ(code.Encode(*value).value(), bytes);
  } else {
    EXPECT_EQ(value.status().code(), StatusCode::kCorruption);
  }
}

void ExpectNearBytesSafe(const DomainCode& code, const std::string& bytes) {
  EXPECT_FALSE(code.Decode(bytes + '\0').ok());
  EXPECT_FALSE(code.Decode(bytes + '\x80').ok());
  if (!bytes.empty()) ExpectCanonical(code, bytes.substr(0, bytes.size() - 1));
  const std::size_t step = bytes.size() / 64 + 1;  // of long ones, some bits
  for (std::size_t bit = 0; bit < bytes.size() * 8; bit += step) {
    std::string flipped = bytes;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    ExpectCanonical(code, flipped);
  }
}

}  // namespace

void ExpectLaws(const DomainCode& code, const std::vector<Value>& values) {
  SCOPED_TRACE(code.description());
  std::string before;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const Result<std::string> bytes = code.Encode(values[i]);
    ASSERT_TRUE(bytes.ok()) << bytes.status().message();
    if (i > 0) {
      ASSERT_LT(before, *bytes) << "at value " << i;
    }
    ASSERT_GE(bytes->size(), code.min_bytes());
    if (code.max_bytes()) {
      ASSERT_LE(bytes->size(), *code.max_bytes());
    }
    ASSERT_EQ(code.Decode(*bytes).value(), values[i]);
    const std::string text = code.DecodeText(*bytes).value();
    ASSERT_EQ(code.EncodeText(text).value(), *bytes);
    if ((values.size() < 500 && bytes->size() < 100) || i % 101 == 0) ExpectNearBytesSafe(code, *bytes);
    before = *bytes;
  }
}

void ExpectRefused(const DomainCode& code, const Value& value) {
  const Result<std::string> bytes = code.Encode(value);
  ASSERT_FALSE(bytes.ok()) << code.description();
  EXPECT_EQ(bytes.status().code(), StatusCode::kInvalidArgument);
  EXPECT_THAT(bytes.status().message(), HasSubstr("expected " + code.description() + "; found "));
  if (const auto* text = std::get_if<std::string>(&value)) {
    EXPECT_FALSE(code.EncodeText(*text).ok());
  }
}

DomainCode Made(Result<DomainCode> code) {
  if (!code.ok()) {
    ADD_FAILURE() << code.status().message();
    std::abort();
  }
  return *std::move(code);
}

DomainCode RubyFormat(const std::string& regex, const LengthDetail& length) {
  return Made(DomainCode::Format({.regex = regex, .dialect = "ruby"}, length));
}

}  // namespace tacit::encoder

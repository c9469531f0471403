#include "src/base/crc32c.h"

#include <gtest/gtest.h>

#include <numeric>
#include <random>
#include <string>

namespace tacit::base {
namespace {

TEST(Crc32c, KnownVectors) {  // RFC 3720, B.4
  std::string rising(32, '\0');
  std::iota(rising.begin(), rising.end(), '\0');
  const std::string falling(rising.rbegin(), rising.rend());
  for (const auto& crc : {Crc32c, Crc32cPortable}) {
    EXPECT_EQ(crc("", 0), 0U);
    EXPECT_EQ(crc("123456789", 0), 0xE3069283U);
    EXPECT_EQ(crc(std::string(32, '\0'), 0), 0x8A9136AAU);
    EXPECT_EQ(crc(std::string(32, '\xFF'), 0), 0x62A8AB43U);
    EXPECT_EQ(crc(rising, 0), 0x46DD794EU);
    EXPECT_EQ(crc(falling, 0), 0x113FDB5CU);
  }
}

TEST(Crc32c, FastAndPortableAgreeAndPartsCompose) {
  std::mt19937 random(3);
  for (std::size_t size = 0; size < 300; ++size) {
    std::string bytes(size, '\0');
    for (char& c : bytes) c = static_cast<char>(random());
    ASSERT_EQ(Crc32c(bytes), Crc32cPortable(bytes)) << size;
    const std::size_t cut = size == 0 ? 0 : random() % size;
    const std::string_view view = bytes;
    EXPECT_EQ(Crc32c(view.substr(cut), Crc32c(view.substr(0, cut))), Crc32c(bytes)) << size;
  }
}

}  // namespace
}  // namespace tacit::base

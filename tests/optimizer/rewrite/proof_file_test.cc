// The file of answers: what is written is read; what is damaged, cut or newer is told, and never read beyond
// its end.
#include "optimizer/rewrite/proof_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>

#include "src/base/file.h"

namespace tacit::rewrite {
namespace {

using ::testing::HasSubstr;

constexpr std::string_view kOne = "0123456789abcdef0123456789abcdef";
constexpr std::string_view kOther = "fedcba9876543210fedcba9876543210";

ProofFile Example() {
  ProofFile file;
  file.sections.push_back({std::string(kOne), {{std::string("key\0\n", 5), "{\"a\": 1}"}, {"", "x"}}});
  file.sections.push_back({std::string(kOther), {}});
  return file;
}

std::string Golden(const std::string& name) {
  auto bytes = base::ReadFile(std::string(TACIT_TEST_DATA) + "/optimizer/rewrite/golden/" + name);
  EXPECT_TRUE(bytes.ok()) << bytes.status().message();
  return bytes.ok() ? *bytes : std::string();
}

void ExpectSame(const ProofFile& a, const ProofFile& b) {
  ASSERT_EQ(a.sections.size(), b.sections.size());
  for (std::size_t i = 0; i < a.sections.size(); ++i) {
    EXPECT_EQ(a.sections[i].environment, b.sections[i].environment);
    EXPECT_EQ(a.sections[i].answers, b.sections[i].answers);
  }
}

// Bytes with nothing after them that may be read: a sanitizer sees one byte too far.
Result<ProofFile> UnpackAlone(const std::string& bytes) {
  const std::unique_ptr<char[]> alone(new char[bytes.size()]);
  bytes.copy(alone.get(), bytes.size());
  return UnpackProofs({alone.get(), bytes.size()}, "f.proofs");
}

TEST(ProofFileTest, WhatIsPackedIsUnpacked) {
  for (const ProofFile& file : {ProofFile(), Example()}) {
    const auto read = UnpackAlone(PackProofs(file));
    ASSERT_TRUE(read.ok()) << read.status().message();
    ExpectSame(*read, file);
  }
}

TEST(ProofFileTest, EveryCutIsCorruption) {
  const std::string bytes = PackProofs(Example());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const auto read = UnpackAlone(bytes.substr(0, size));
    ASSERT_FALSE(read.ok()) << size;
    EXPECT_EQ(read.status().code(), StatusCode::kCorruption) << size;
    EXPECT_THAT(read.status().message(), HasSubstr("f.proofs"));
    EXPECT_THAT(read.status().message(), HasSubstr("delete the file"));
  }
  EXPECT_FALSE(UnpackAlone(bytes + '\0').ok());
}

TEST(ProofFileTest, EveryChangedBitIsTold) {
  const std::string bytes = PackProofs(Example());
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      std::string changed = bytes;
      changed[at] = static_cast<char>(static_cast<unsigned char>(changed[at]) ^ (1U << bit));
      const auto read = UnpackAlone(changed);
      ASSERT_FALSE(read.ok()) << at << "." << bit;
      EXPECT_EQ(read.status().message().find('\n'), std::string::npos);
    }
  }
}

TEST(ProofFileTest, ANewerVersionIsNotSupported) {
  std::string bytes = PackProofs(Example());
  bytes[8] = 2;
  const auto read = UnpackAlone(bytes);
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.status().code(), StatusCode::kNotSupported);
  EXPECT_THAT(read.status().message(), HasSubstr("delete the file"));
}

TEST(ProofFileTest, GoldenFilesOfVersion1) {
  const auto read = UnpackAlone(Golden("version1.proofs"));
  ASSERT_TRUE(read.ok()) << read.status().message();
  ExpectSame(*read, Example());
  EXPECT_EQ(PackProofs(Example()), Golden("version1.proofs"));
  for (const char* bad : {"cut.proofs", "flipped.proofs", "other.proofs", "twice.proofs"}) {
    EXPECT_EQ(UnpackAlone(Golden(bad)).status().code(), StatusCode::kCorruption) << bad;
  }
  EXPECT_EQ(UnpackAlone(Golden("newer.proofs")).status().code(), StatusCode::kNotSupported);
}

TEST(ProofFileTest, AFileThatIsNotThereHoldsNothing) {
  const auto read = ReadProofs("/nonexistent/f.proofs");
  ASSERT_TRUE(read.ok()) << read.status().message();
  EXPECT_TRUE(read->sections.empty());
  EXPECT_FALSE(ReadProofs(std::filesystem::temp_directory_path().string()).ok()) << "a folder";
}

}  // namespace
}  // namespace tacit::rewrite

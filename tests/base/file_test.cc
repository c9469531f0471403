#include "src/base/file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tacit/output.h"

namespace tacit::base {
namespace {

using ::testing::HasSubstr;

class FileTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "tacit-file-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] std::string Path(const std::string& name) const { return (folder_ / name).string(); }

  std::filesystem::path folder_;
};

TEST_F(FileTest, WhatIsWrittenIsRead) {
  const std::string bytes("a\0b\xff\n", 5);
  ASSERT_TRUE(WriteFileAtomically(Path("f"), bytes).ok());
  Result<std::string> read = ReadFile(Path("f"));
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(*read, bytes);
}

TEST_F(FileTest, WritingReplacesTheWholeFileAndLeavesNothingBehind) {
  ASSERT_TRUE(WriteFileAtomically(Path("f"), "a longer first text").ok());
  ASSERT_TRUE(WriteFileAtomically(Path("f"), "short").ok());
  EXPECT_EQ(*ReadFile(Path("f")), "short");
  int entries = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder_)) entries += entry.exists() ? 1 : 0;
  EXPECT_EQ(entries, 1);
}

TEST_F(FileTest, MissingFileIsNotFoundAndNamed) {
  Result<std::string> read = ReadFile(Path("absent"));
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.status().code(), StatusCode::kNotFound);
  EXPECT_THAT(read.status().message(), HasSubstr(Path("absent")));
}

TEST_F(FileTest, FolderIsRefused) {
  Result<std::string> read = ReadFile(folder_.string());
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.status().code(), StatusCode::kInvalidArgument);
}

TEST_F(FileTest, BoundIsKept) {
  ASSERT_TRUE(WriteFileAtomically(Path("f"), "123456").ok());
  EXPECT_TRUE(ReadFile(Path("f"), 6).ok());
  EXPECT_EQ(ReadFile(Path("f"), 5).status().code(), StatusCode::kInvalidArgument);
}

TEST_F(FileTest, WhatIsNotCommittedLeavesNothing) {
  ASSERT_TRUE(WriteFileAtomically(Path("f"), "old").ok());
  const auto names = [&] {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder_)) count += entry.exists() ? 1U : 0U;
    return count;
  };
  {
    Result<OutputFile> file = OutputFile::Create(Path("f"));
    ASSERT_TRUE(file.ok()) << file.status().message();
    ASSERT_TRUE(file->Write("new").ok());
    EXPECT_EQ(*ReadFile(Path("f")), "old");
  }
  EXPECT_EQ(*ReadFile(Path("f")), "old");
  EXPECT_EQ(names(), 1U);
  std::filesystem::permissions(Path("f"), std::filesystem::perms::owner_read);
  Result<OutputFile> file = OutputFile::Create(Path("f"));
  ASSERT_TRUE(file.ok()) << file.status().message();
  OutputFile moved = *std::move(file);
  ASSERT_TRUE(moved.Write("ne").ok());
  ASSERT_TRUE(moved.Write("w").ok());
  ASSERT_TRUE(moved.Commit().ok());
  EXPECT_EQ(*ReadFile(Path("f")), "new");
  EXPECT_EQ(std::filesystem::status(Path("f")).permissions(), std::filesystem::perms::owner_read);
  EXPECT_EQ(names(), 1U);
  EXPECT_EQ(OutputFile::Create(Path("absent/f")).status().code(), StatusCode::kNotFound);
}

TEST_F(FileTest, ADeviceIsWrittenToAndStays) {
  std::filesystem::create_symlink("/dev/null", Path("null"));
  EXPECT_TRUE(WriteFileAtomically(Path("null"), "x").ok());
  EXPECT_TRUE(std::filesystem::is_symlink(Path("null")));
  EXPECT_TRUE(std::filesystem::is_character_file("/dev/null"));
}

TEST_F(FileTest, WritingIntoAMissingFolderIsNotFound) {
  EXPECT_EQ(WriteFileAtomically(Path("no/such/folder/f"), "x").code(), StatusCode::kNotFound);
}

}  // namespace
}  // namespace tacit::base

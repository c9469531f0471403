// Hostile trees: what is passed over is told, and nothing hangs or crashes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "analyzer/files/source_tree.h"

namespace tacit::analyze {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class SourceTreeTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "tacit-tree-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    root_ = name;
  }
  void TearDown() override { fs::remove_all(root_); }

  void Write(const std::string& path, const std::string& text) const {
    fs::create_directories((root_ / path).parent_path());
    std::ofstream(root_ / path, std::ios::binary) << text;
  }
  [[nodiscard]] std::vector<std::string> Paths(const SourceTree& tree) const {
    std::vector<std::string> paths;
    for (const SourceEntry& file : tree.files()) paths.push_back(file.path);
    return paths;
  }

  fs::path root_;
};

TEST_F(SourceTreeTest, KeepsSourcesInOrderOfPath) {
  Write("b/z.rb", "1");
  Write("b/a.py", "22");
  Write("a.ts", "");
  Write("image.png", "x");
  Write(".git/hidden.rb", "x");
  Write("node_modules/left/index.js", "x");
  Result<SourceTree> tree = SourceTree::Walk(root_);
  ASSERT_TRUE(tree.ok()) << tree.status().message();
  EXPECT_THAT(Paths(*tree), ElementsAre("a.ts", "b/a.py", "b/z.rb"));
  EXPECT_EQ(tree->files()[1].bytes, 2);
  EXPECT_TRUE(tree->Has("b/z.rb"));
  EXPECT_FALSE(tree->Has("image.png"));
  EXPECT_THAT(tree->skipped(), IsEmpty());
  EXPECT_EQ(*tree->Read("b/a.py"), "22");
}

TEST_F(SourceTreeTest, DoesNotFollowLinks) {
  Write("a/one.rb", "1");
  fs::create_directory_symlink(root_, root_ / "a/loop");
  fs::create_symlink(root_ / "a/one.rb", root_ / "two.rb");
  fs::create_symlink("nowhere.rb", root_ / "dangling.rb");
  Result<SourceTree> tree = SourceTree::Walk(root_);
  ASSERT_TRUE(tree.ok());
  EXPECT_THAT(Paths(*tree), ElementsAre("a/one.rb"));
}

TEST_F(SourceTreeTest, PassesOverLargeFilesAndSaysSo) {
  Write("small.rb", "1");
  Write("large.rb", "");
  fs::resize_file(root_ / "large.rb", 50 << 20);
  Result<SourceTree> tree = SourceTree::Walk(root_);
  ASSERT_TRUE(tree.ok());
  EXPECT_THAT(Paths(*tree), ElementsAre("small.rb"));
  ASSERT_THAT(tree->skipped(), SizeIs(1));
  EXPECT_EQ(tree->skipped()[0].file, "large.rb");
  EXPECT_THAT(tree->skipped()[0].message, HasSubstr("52428800 bytes"));
}

TEST_F(SourceTreeTest, StopsAtItsLimitsAndSaysSo) {
  for (int i = 0; i < 30; ++i) Write("f" + std::to_string(i) + ".rb", "");
  Result<SourceTree> files = SourceTree::Walk(root_, {.max_files = 10});
  ASSERT_TRUE(files.ok());
  EXPECT_THAT(files->files(), SizeIs(10));
  ASSERT_THAT(files->skipped(), SizeIs(1));
  EXPECT_THAT(files->skipped()[0].message, HasSubstr("more than 10 source files"));

  Result<SourceTree> entries = SourceTree::Walk(root_, {.max_entries = 20});
  ASSERT_TRUE(entries.ok());
  EXPECT_THAT(entries->files(), SizeIs(20));
  ASSERT_THAT(entries->skipped(), SizeIs(1));
  EXPECT_THAT(entries->skipped()[0].message, HasSubstr("more than 20 entries"));
}

TEST_F(SourceTreeTest, BoundsWhatIsParsedTogether) {
  for (const char* name : {"a.rb", "b.rb", "c.rb"}) Write(name, std::string(100, 'x'));
  Result<SourceTree> tree = SourceTree::Walk(root_, {.max_parsed_bytes = 250});
  ASSERT_TRUE(tree.ok());
  std::vector<Diagnostic> diagnostics;
  EXPECT_THAT(tree->WithinMemory({"a.rb", "b.rb"}, diagnostics), ElementsAre("a.rb", "b.rb"));
  EXPECT_THAT(diagnostics, IsEmpty());
  EXPECT_THAT(tree->WithinMemory({"a.rb", "b.rb", "c.rb"}, diagnostics), ElementsAre("a.rb", "b.rb"));
  ASSERT_THAT(diagnostics, SizeIs(1));
  EXPECT_EQ(diagnostics[0].file, "c.rb");
}

TEST_F(SourceTreeTest, BoundsTheDepthOfFolders) {
  std::string path;
  for (int i = 0; i < 100; ++i) path += "d/";
  Write(path + "deep.rb", "");
  Write("d/shallow.rb", "");
  Result<SourceTree> tree = SourceTree::Walk(root_);
  ASSERT_TRUE(tree.ok());
  EXPECT_THAT(Paths(*tree), ElementsAre("d/shallow.rb"));
  ASSERT_THAT(tree->skipped(), SizeIs(1));
  EXPECT_THAT(tree->skipped()[0].message, HasSubstr("nest deeper"));
}

// The superuser may read everything, so the walk runs in a child that gave that up.
TEST_F(SourceTreeTest, TellsOfFoldersThatItMayNotRead) {
  Write("open.rb", "");
  Write("closed/hidden.rb", "");
  ASSERT_EQ(::chmod((root_ / "closed").c_str(), 0), 0);
  ASSERT_EQ(::chmod(root_.c_str(), 0755), 0);
  const ::pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    constexpr ::uid_t kNobody = 65534;
    if (::geteuid() == 0 && ::setuid(kNobody) != 0) ::_exit(2);
    const Result<SourceTree> tree = SourceTree::Walk(root_);
    const bool told = tree.ok() && tree->files().size() == 1 && tree->skipped().size() == 1 &&
                      tree->skipped()[0].file == "closed/" &&
                      tree->skipped()[0].message.find("ermission denied") != std::string::npos;
    ::_exit(told ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
  ASSERT_EQ(::chmod((root_ / "closed").c_str(), 0755), 0);
}

TEST_F(SourceTreeTest, NamesWhatCannotBeRead) {
  EXPECT_EQ(SourceTree::Walk(root_ / "absent").status().code(), StatusCode::kNotFound);
  Write("a.rb", "");
  Result<SourceTree> tree = SourceTree::Walk(root_);
  ASSERT_TRUE(tree.ok());
  const Result<std::string> absent = tree->Read("gone.rb");
  ASSERT_FALSE(absent.ok());
  EXPECT_THAT(absent.status().message(), ::testing::StartsWith("gone.rb"));
}

TEST_F(SourceTreeTest, KnowsTheCommit) {
  Result<SourceTree> tree = SourceTree::Walk(root_);
  ASSERT_TRUE(tree.ok());
  EXPECT_EQ(tree->Commit(), "");
  const std::string commit(40, 'a');
  Write(".git/HEAD", "ref: refs/heads/main\n");
  Write(".git/refs/heads/main", commit + "\n");
  EXPECT_EQ(tree->Commit(), commit);
  Write(".git/HEAD", "not a commit\n");
  EXPECT_EQ(tree->Commit(), "");
}

TEST(HasPart, ComparesWholeParts) {
  EXPECT_TRUE(HasPart("a/tests/b.py", "tests"));
  EXPECT_TRUE(HasPart("tests", "tests"));
  EXPECT_FALSE(HasPart("a/mytests/b.py", "tests"));
  EXPECT_FALSE(HasPart("", "tests"));
}

TEST(ForEachInParallel, RunsEachOnce) {
  std::vector<int> runs(1000, 0);
  ForEachInParallel(runs.size(), [&](std::size_t i) { ++runs[i]; });
  EXPECT_EQ(runs, std::vector<int>(1000, 1));
  ForEachInParallel(0, [](std::size_t) { FAIL(); });
}

}  // namespace
}  // namespace tacit::analyze

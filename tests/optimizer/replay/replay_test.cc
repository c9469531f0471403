// What is recorded is followed: by the checker alone, and by another solver that is asked about each
// obligation.
#include "tacit/replay.h"

#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <set>

#include "optimizer/verdict/certificate_json.h"
#include "tests/optimizer/replay/pairs.h"

namespace tacit::replay {
namespace {

std::set<std::string> TablesOf(const Catalogue& catalogue, const std::vector<std::string>& constraints) {
  std::set<std::string> tables;
  for (const std::string& id : constraints) tables.insert(catalogue.Find(id)->table);
  return tables;
}

TEST(ReplayTest, FollowsWhatIsRecorded) {
  const Catalogue catalogue = Library();
  ASSERT_FALSE(catalogue.schema.tables.empty());
  for (const prove::Pair& pair : Table()) {
    SCOPED_TRACE(pair.name);
    const auto verdict = Recorded(catalogue, pair.left, pair.right);
    ASSERT_TRUE(verdict.ok()) << verdict.status().message();
    ASSERT_TRUE(verdict->proved()) << verdict->reason();
    const auto report = Replay(CertificateAsJson(verdict->certificate()).dump());
    ASSERT_TRUE(report.ok()) << report.status().message() << verdict->certificate().unrecorded;
    EXPECT_TRUE(report->holds) << report->reason;
    EXPECT_EQ(report->left, pair.left);
    EXPECT_EQ(report->right, pair.right);
    EXPECT_EQ(report->any_of_ties, verdict->certificate().any_of_ties);
    // It rests on what the verdict names, and on nothing that is named nowhere.
    std::set<std::string> tables;
    for (const std::string& assumed : report->assumes) tables.insert(assumed.substr(0, assumed.find(':')));
    EXPECT_EQ(tables, TablesOf(catalogue, verdict->constraints_used()));
  }
}

TEST(ReplayTest, NothingIsRecordedUnlessAskedFor) {
  const Catalogue catalogue = Library();
  const auto verdict = Recorded(catalogue, "SELECT DISTINCT id FROM book", "SELECT id FROM book", false);
  ASSERT_TRUE(verdict.ok() && verdict->proved());
  EXPECT_TRUE(verdict->certificate().proof.empty());
  const auto report = Replay(CertificateAsJson(verdict->certificate()).dump());
  EXPECT_THAT(report.status().message(), testing::HasSubstr("no proof to replay"));
}

Result<bool> Cvc5(const std::string& problem) {
  std::string name = (std::filesystem::temp_directory_path() / "replay-XXXXXX").string();
  const int file = mkstemp(name.data());
  if (file < 0) return Status::Io("no temporary file");
  close(file);
  std::ofstream(name) << problem;
  FILE* pipe = popen(("cvc5 --lang smt2 --tlimit=20000 " + name + " 2>&1").c_str(), "r");
  std::array<char, 256> line{};
  const bool answered = pipe != nullptr && std::fgets(line.data(), line.size(), pipe) != nullptr;
  if (pipe != nullptr) pclose(pipe);
  std::filesystem::remove(name);
  const std::string answer(line.data());
  if (!answered || (answer != "unsat\n" && answer != "sat\n" && answer != "unknown\n"))
    return Status::NotFound("cvc5 is needed (cmake/setup check): " + answer);
  return answer == "unsat\n";
}

TEST(ReplayTest, AnotherSolverAgrees) {
  constexpr int kEach = 3;  // obligations of one proof that it is asked about
  const Catalogue catalogue = Library();
  const auto sane = Cvc5("(set-logic ALL)\n(declare-const p Bool)\n(assert p)\n(check-sat)\n");
  ASSERT_TRUE(sane.ok()) << sane.status().message();
  ASSERT_FALSE(*sane);
  int asked = 0;
  for (std::size_t i = 0; i < Table().size(); i += 3) {
    const prove::Pair& pair = Table()[i];
    SCOPED_TRACE(pair.name);
    const auto verdict = Recorded(catalogue, pair.left, pair.right);
    ASSERT_TRUE(verdict.ok() && verdict->proved());
    int of_this = 0;
    const auto report =
        Replay(CertificateAsJson(verdict->certificate()).dump(), [&](const std::string& problem) {
          if (++of_this > kEach) return Result<bool>(true);
          ++asked;
          return Cvc5(problem);
        });
    ASSERT_TRUE(report.ok()) << report.status().message();
    EXPECT_TRUE(report->holds) << report->reason;
  }
  EXPECT_GT(asked, 40);
}

TEST(ReplayTest, ASolverThatDisagreesIsHeard) {
  const Catalogue catalogue = Library();
  const auto verdict =
      Recorded(catalogue, "SELECT id FROM book WHERE pages IS NOT NULL", "SELECT id FROM book");
  ASSERT_TRUE(verdict.ok() && verdict->proved());
  const std::string text = CertificateAsJson(verdict->certificate()).dump();
  const auto no = Replay(text, [](const std::string&) { return Result<bool>(false); });
  ASSERT_TRUE(no.ok());
  EXPECT_FALSE(no->holds);
  const auto broken = Replay(text, [](const std::string&) { return Result<bool>(Status::Io("gone")); });
  EXPECT_EQ(broken.status().code(), StatusCode::kIo);
}

}  // namespace
}  // namespace tacit::replay

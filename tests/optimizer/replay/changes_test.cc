// Thousands of small changes of good certificates: what still holds is a proof of what it says.
#include <nlohmann/json.hpp>

#include "optimizer/verdict/certificate_json.h"
#include "tacit/replay.h"
#include "tests/optimizer/replay/mutator.h"
#include "tests/optimizer/replay/pairs.h"

namespace tacit::replay {
namespace {

using Json = nlohmann::ordered_json;

// What the certificate is about.
std::string Statement(const ReplayReport& report, const Json& json) {
  std::string text = report.left + "\n" + report.right + "\n" + json.value("schema", "") +
                     (report.any_of_ties ? "\nties" : "");
  for (const std::string& assumed : report.assumes) text += "\n" + assumed;
  return text;
}

TEST(ChangesTest, NeverMakeAnotherProof) {
  constexpr std::size_t kProofs = 30;
  constexpr std::uint64_t kChanges = 200;
  const Catalogue catalogue = Library();
  int held = 0;
  int refused = 0;
  for (std::size_t i = 0; i < kProofs; ++i) {
    const prove::Pair& pair = Table()[i * Table().size() / kProofs];
    SCOPED_TRACE(pair.name);
    const auto verdict = Recorded(catalogue, pair.left, pair.right);
    ASSERT_TRUE(verdict.ok() && verdict->proved());
    const Json good = CertificateAsJson(verdict->certificate());
    const auto original = Replay(good.dump());
    ASSERT_TRUE(original.ok() && original->holds);
    for (std::uint64_t seed = 0; seed < kChanges; ++seed) {
      Json changed = good;
      Mutator mutator(seed * kProofs + i);
      mutator.Change(seed % 4 == 0 ? changed : changed["proof"]);
      const auto report = Replay(changed.dump());
      if (!report.ok()) {
        EXPECT_EQ(report.status().message().find('\n'), std::string::npos) << report.status().message();
        EXPECT_NE(report.status().code(), StatusCode::kInternal);
      }
      if (!report.ok() || !report->holds) {
        ++refused;
        continue;
      }
      ++held;
      if (Statement(*report, changed) == Statement(*original, good)) continue;
      // Something else is stated: then it has a proof of its own.
      Catalogue other;
      const auto ddl = sql::ParseDdl(changed.value("schema", ""));
      ASSERT_TRUE(ddl.ok());
      other.schema = ddl->schema;
      other.constraints = catalogue.constraints;
      const auto again = Recorded(other, report->left, report->right);
      EXPECT_TRUE(again.ok() && again->proved()) << Json::diff(good, changed).dump();
    }
  }
  EXPECT_GT(held, 50);  // there are parts that do not matter, such as names of steps
  EXPECT_GT(refused, 2'000);
}

}  // namespace
}  // namespace tacit::replay

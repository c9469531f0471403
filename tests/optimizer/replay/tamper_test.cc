// A certificate that says something else than what was proved is refused.
#include <nlohmann/json.hpp>

#include "optimizer/verdict/certificate_json.h"
#include "tacit/replay.h"
#include "tests/optimizer/replay/pairs.h"

namespace tacit::replay {
namespace {

using Json = nlohmann::ordered_json;

class TamperTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { catalogue_ = new Catalogue(Library()); }
  static void TearDownTestSuite() { delete catalogue_; }

  static Json Certificate(const std::string& left, const std::string& right) {
    const auto verdict = Recorded(*catalogue_, left, right);
    if (!verdict.ok() || !verdict->proved()) return {};
    return CertificateAsJson(verdict->certificate());
  }
  static bool Holds(const Json& certificate) {
    const auto report = Replay(certificate.dump());
    return report.ok() && report->holds;
  }

  inline static Catalogue* catalogue_ = nullptr;
};

constexpr const char* kLeft =
    "SELECT b.id FROM book b JOIN author a ON a.id = b.writer_id WHERE b.level > 0 AND b.pages IS NOT NULL";
constexpr const char* kRight = "SELECT id FROM book";

TEST_F(TamperTest, OtherQueries) {
  const Json good = Certificate(kLeft, kRight);
  ASSERT_TRUE(Holds(good));
  for (const char* other :
       {"SELECT id FROM book WHERE price IS NOT NULL", "SELECT pages FROM book", "SELECT id FROM copy",
        "SELECT DISTINCT level FROM book", "SELECT id FROM book LIMIT 3", "SELECT id, id FROM book",
        "SELECT b.id FROM book b JOIN author a ON a.id = b.editor_id",
        "SELECT b.id FROM book b JOIN author a ON a.id = b.writer_id WHERE b.level > 1"}) {
    for (const char* side : {"left", "right"}) {
      Json changed = good;
      changed[side] = other;
      EXPECT_FALSE(Holds(changed)) << side << " " << other;
    }
  }
  Json swapped = good;
  std::swap(swapped["left"], swapped["right"]);
  EXPECT_FALSE(Holds(swapped));
  Json identical = good;
  identical["proof"] = {{"version", 1}, {"identical", true}};
  EXPECT_FALSE(Holds(identical));
  Json mysql = good;
  mysql["dialect"] = "mysql";
  EXPECT_FALSE(Holds(mysql));
}

// Whatever a file holds, what is wrong with it is told on one line.
TEST_F(TamperTest, ADialectOfSeveralLines) {
  Json json = Certificate(kLeft, kRight);
  json["dialect"] = "postgres\n\x01ql";
  const Status status = Replay(json.dump()).status();
  EXPECT_EQ(status.code(), StatusCode::kInvalidArgument);
  EXPECT_THAT(status.message(), testing::HasSubstr("postgres\\n"));
  EXPECT_EQ(status.message().find('\n'), std::string::npos);
}

TEST_F(TamperTest, AnotherSchema) {
  const Json good = Certificate(kLeft, kRight);
  ASSERT_TRUE(Holds(good));
  const std::string ddl = good.at("schema");
  for (const auto& [from, to] :
       {std::pair("pages integer", "pages numeric"), std::pair("pages integer", "pages text"),
        std::pair("CREATE TABLE author", "CREATE TABLE artist"), std::pair("writer_id", "written_by")}) {
    Json changed = good;
    const std::size_t at = ddl.find(from);
    ASSERT_NE(at, std::string::npos) << from << " in " << ddl;
    changed["schema"] = std::string(ddl).replace(at, std::string(from).size(), to);
    EXPECT_FALSE(Holds(changed)) << from;
  }
  Json none = good;
  none["schema"] = "";
  EXPECT_FALSE(Holds(none));
}

TEST_F(TamperTest, OtherFacts) {
  const Json good = Certificate(kLeft, kRight);
  ASSERT_TRUE(Holds(good));
  const std::size_t count = good.at("proof").at("facts").size();
  ASSERT_GE(count, 4U);  // NOT NULLs, the check, the key and the foreign key
  for (std::size_t i = 0; i < count; ++i) {
    const std::string kind = good["proof"]["facts"][i]["kind"];
    Json dropped = good;
    dropped["proof"]["facts"].erase(i);
    EXPECT_FALSE(Holds(dropped)) << kind;
    for (const char* other : {"not-null", "check", "key", "foreign-key", "whim"}) {
      if (kind == other) continue;
      Json changed = good;
      changed["proof"]["facts"][i]["kind"] = other;
      EXPECT_FALSE(Holds(changed)) << kind << " as " << other;
    }
    Json moved = good;
    moved["proof"]["facts"][i]["table"] = "copy";
    EXPECT_FALSE(Holds(moved)) << kind;
    if (kind == "check") {
      Json changed = good;
      changed["proof"]["facts"][i]["sql"] = "level > 1";
      EXPECT_FALSE(Holds(changed)) << kind;
    } else {
      Json changed = good;
      changed["proof"]["facts"][i]["columns"] = {4};
      EXPECT_FALSE(Holds(changed)) << kind;
    }
  }
}

TEST_F(TamperTest, OtherVersions) {
  Json json = Certificate(kLeft, kRight);
  ASSERT_TRUE(Holds(json));
  json["proof"]["version"] = 2;
  const auto newer = Replay(json.dump());
  EXPECT_EQ(newer.status().code(), StatusCode::kNotSupported);
  EXPECT_THAT(newer.status().message(), testing::HasSubstr("newer tacit"));
  json["proof"]["version"] = 0;
  EXPECT_EQ(Replay(json.dump()).status().code(), StatusCode::kInvalidArgument);
  json["proof"].erase("version");
  EXPECT_EQ(Replay(json.dump()).status().code(), StatusCode::kInvalidArgument);
  json["proof"] = {{"identical", true}};
  EXPECT_EQ(Replay(json.dump()).status().code(), StatusCode::kInvalidArgument);
  json["proof"] = {{"version", 7}, {"identical", true}};
  EXPECT_EQ(Replay(json.dump()).status().code(), StatusCode::kNotSupported);
}

}  // namespace
}  // namespace tacit::replay

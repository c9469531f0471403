// Domains of columns, from the text of a catalogue.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tacit/catalogue.h"
#include "tacit/domain_code.h"
#include "tacit/tuple_code.h"
#include "tests/encoder/domain_laws.h"

namespace tacit::encoder {
namespace {

using ::testing::HasSubstr;

struct ConstraintRow {
  std::string kind;
  std::string column;
  std::string detail;
  std::string trust = "enforced";
  std::string nulls = "allowed";
  std::string condition = "null";
};

// A catalogue of one table "t" whose columns are named and typed "name type".
Catalogue Read(const std::vector<std::pair<std::string, std::string>>& columns,
               const std::vector<ConstraintRow>& constraints) {
  std::string json = R"({"tacit_catalogue": 1, "tables": [{"name": "t", "columns": [)";
  for (std::size_t i = 0; i < columns.size(); ++i) {
    json += (i == 0 ? "" : ", ") +
            (R"({"name": ")" + columns[i].first + R"(", "type": ")" + columns[i].second + R"("})");
  }
  json += R"(]}], "constraints": [)";
  for (std::size_t i = 0; i < constraints.size(); ++i) {
    const ConstraintRow& row = constraints[i];
    json += (i == 0 ? "" : ", ") + (R"({"id": "c)" + std::to_string(i)) + R"(", "kind": ")" + row.kind +
            R"(", "table": "t", "columns": [")" + row.column + R"("], "detail": )" + row.detail +
            R"(, "condition": )" + row.condition + R"(, "nulls": ")" + row.nulls +
            R"(", "source": "code", "soundness": "A", "trust": ")" + row.trust + R"("})";
  }
  const Result<Catalogue> catalogue = ParseCatalogue(json + "]}", "test");
  EXPECT_TRUE(catalogue.ok()) << catalogue.status().message() << json;
  return *catalogue;
}

Result<DomainCode> CodeOf(const std::string& type, const std::vector<ConstraintRow>& constraints,
                          const DomainOptions& options = {}) {
  return DomainCode::ForColumn(Read({{"x", type}}, constraints), "t", "x", options);
}

const ConstraintRow kHex = {"format", "x", R"({"regex": "\\A[0-9a-f]{40}\\z", "dialect": "ruby"})"};
const ConstraintRow kSmall = {"one_of", "x", R"({"values": ["small", "large", "medium"]})"};

ConstraintRow With(ConstraintRow row, const std::string& trust, const std::string& nulls = "allowed",
                   const std::string& condition = "null") {
  row.trust = trust;
  row.nulls = nulls;
  row.condition = condition;
  return row;
}

TEST(DomainColumn, TypesAlone) {
  const std::pair<const char*, std::size_t> rows[] = {
      {"smallint", 16}, {"integer", 32},      {"INT4", 32},      {"bigint", 64},
      {"boolean", 1},   {"date", 22},         {"timestamp", 59}, {"timestamp(0) without time zone", 39},
      {"uuid", 128},    {"timestamp(3)", 49}, {"bigserial", 64}};
  for (const auto& [type, bits] : rows) EXPECT_EQ(Made(CodeOf(type, {})).max_bits(), bits) << type;
  const DomainCode smallint = Made(CodeOf("smallint", {}));
  ExpectLaws(smallint, {std::int64_t{-32768}, std::int64_t{0}, std::int64_t{32767}});
  ExpectRefused(smallint, std::int64_t{32768});
}

TEST(DomainColumn, TypesThatSayTooLittle) {
  for (const char* type :
       {"text", "varchar(60)", "character varying(3)", "citext", "char(40)", "numeric", "real", "inet",
        "json", "timestamptz", "timestamp with time zone", "time", "integer[]", "bytea", "mood", ""}) {
    const Status status = CodeOf(type, {}).status();
    EXPECT_EQ(status.code(), StatusCode::kNotSupported) << type;
    EXPECT_THAT(status.message(), HasSubstr("t.x ("));
  }
  EXPECT_EQ(DomainCode::ForColumn(Read({{"x", "date"}}, {}), "t", "y").status().code(),
            StatusCode::kNotFound);
  EXPECT_EQ(DomainCode::ForColumn(Read({{"x", "date"}}, {}), "s", "x").status().code(),
            StatusCode::kNotFound);
}

TEST(DomainColumn, AFormatOfADigest) {
  const DomainCode code = Made(CodeOf("varchar(60)", {kHex, {"length", "x", R"({"min": null, "max": 60})"}}));
  EXPECT_EQ(code.min_bytes(), 20U);
  EXPECT_EQ(code.max_bytes(), 20U);
  EXPECT_THAT(code.description(), HasSubstr("[0-9a-f]{40}"));
}

TEST(DomainColumn, OnlyWhatHoldsOfEveryRowIsUsed) {
  const std::string active = R"({"text": "active", "opaque": false})";
  for (const ConstraintRow& row : {kHex, kSmall}) {
    EXPECT_TRUE(CodeOf("text", {row}).ok());
    EXPECT_FALSE(CodeOf("text", {With(row, "verified")}).ok());
    EXPECT_FALSE(CodeOf("text", {With(row, "declared")}).ok());
    EXPECT_TRUE(CodeOf("text", {With(row, "verified")}, {.trust = Trust::kVerified}).ok());
    EXPECT_TRUE(CodeOf("text", {row}, {.trust = Trust::kVerified}).ok());
    EXPECT_FALSE(CodeOf("text", {With(row, "declared")}, {.trust = Trust::kVerified}).ok());
    EXPECT_TRUE(CodeOf("text", {With(row, "declared")}, {.trust = Trust::kDeclared}).ok());
    EXPECT_FALSE(CodeOf("text", {With(row, "enforced", "blank_allowed")}).ok());
    EXPECT_FALSE(CodeOf("text", {With(row, "enforced", "allowed", active)}).ok());
    EXPECT_TRUE(CodeOf("text", {With(row, "enforced", "rejected")}).ok());
  }
  // Of a number they only say less.
  const ConstraintRow range = {"range", "x", R"({"min": 1, "max": 5})"};
  EXPECT_EQ(Made(CodeOf("integer", {range})).max_bits(), 3U);
  EXPECT_EQ(Made(CodeOf("integer", {With(range, "enforced", "blank_allowed")})).max_bits(), 3U);
  EXPECT_EQ(Made(CodeOf("integer", {With(range, "verified")})).max_bits(), 32U);
  EXPECT_EQ(Made(CodeOf("integer", {With(range, "enforced", "allowed", active)})).max_bits(), 32U);
}

TEST(DomainColumn, OnlyWhatIsSaidOfTheColumnIsUsed) {
  ConstraintRow other = {"range", "y", R"({"min": 1, "max": 5})"};
  const Catalogue catalogue = Read({{"x", "integer"}, {"y", "integer"}}, {other});
  EXPECT_EQ(Made(DomainCode::ForColumn(catalogue, "t", "x")).max_bits(), 32U);
  EXPECT_EQ(Made(DomainCode::ForColumn(catalogue, "t", "y")).max_bits(), 3U);
}

TEST(DomainColumn, Ranges) {
  const auto ints = [](const std::string& detail) { return CodeOf("integer", {{"range", "x", detail}}); };
  const auto description = [&](const std::string& detail) { return Made(ints(detail)).description(); };
  EXPECT_EQ(description(R"({"min": 1, "max": 5})"), "integers from 1 to 5");
  EXPECT_EQ(description(R"({"min": 1, "max": 5, "min_exclusive": true, "max_exclusive": true})"),
            "integers from 2 to 4");
  EXPECT_EQ(description(R"({"min": 0.5, "max": 5.5, "min_exclusive": true, "max_exclusive": true})"),
            "integers from 1 to 5");
  EXPECT_EQ(description(R"({"min": 1.0, "max": 5.0, "min_exclusive": true})"), "integers from 2 to 5");
  EXPECT_EQ(description(R"({"min": 0, "max": null})"), "integers from 0 to 2147483647");
  EXPECT_EQ(description(R"({"min": -1e300, "max": "9"})"), "integers from -2147483648 to 2147483647");
  EXPECT_EQ(description(R"({"min": -99999999999, "max": 7})"), "integers from -2147483648 to 7");
  EXPECT_EQ(ints(R"({"min": 5, "max": 4})").status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(ints(R"({"min": 9223372036854775807, "max": null, "min_exclusive": true})").status().code(),
            StatusCode::kInvalidArgument);
  EXPECT_EQ(Made(CodeOf("integer", {{"range", "x", R"({"min": 1, "max": 50})"},
                                    {"range", "x", R"({"min": -9, "max": 8})"}}))
                .description(),
            "integers from 1 to 8");
  EXPECT_EQ(Made(CodeOf("date", {{"range", "x",
                                  R"({"min": "2000-01-01", "max": "2000-12-31", "max_exclusive": true})"}}))
                .description(),
            "days from 2000-01-01 to 2000-12-30");
  EXPECT_EQ(Made(CodeOf("timestamp(0)",
                        {{"range", "x", R"({"min": "2000-01-01", "max": "2000-01-02 12:00:00.5"})"}}))
                .description(),
            "moments from 2000-01-01 00:00:00 to 2000-01-02 12:00:00");
  EXPECT_EQ(Made(CodeOf("date", {{"range", "x", R"({"min": "now", "max": 7})"}})).max_bits(), 22U);
}

TEST(DomainColumn, Enumerations) {
  const DomainCode natural = Made(CodeOf("text", {kSmall}));
  ExpectLaws(natural, {"large", "medium", "small"});
  const DomainCode declared = Made(CodeOf("size", {kSmall}, {.enums = EnumOrder::kDeclared}));
  ExpectLaws(declared, {"small", "large", "medium"});
  EXPECT_EQ(CodeOf("size", {kSmall}).status().code(), StatusCode::kNotSupported);
  const ConstraintRow numbers = {"one_of", "x", R"({"values": [3, 1, null, 2, 3, 70000]})"};
  ExpectLaws(Made(CodeOf("smallint", {numbers}, {.enums = EnumOrder::kDeclared})),
             {std::int64_t{1}, std::int64_t{2}, std::int64_t{3}});
  // A list that is not of the column's type says nothing that could be used.
  EXPECT_EQ(Made(CodeOf("integer", {kSmall})).max_bits(), 32U);
  EXPECT_EQ(CodeOf("text", {numbers}).status().code(), StatusCode::kNotSupported);
}

TEST(DomainColumn, ConstraintsTogether) {
  const ConstraintRow none_of = {"none_of", "x", R"({"values": ["large"]})"};
  const ConstraintRow other = {"one_of", "x", R"({"values": ["medium", "large"]})"};
  const ConstraintRow six = {"length", "x", R"({"min": 6, "max": 6})"};
  const ConstraintRow s_only = {"format", "x", R"({"regex": "^s[a-z]+$", "dialect": "ecmascript"})"};
  ExpectLaws(Made(CodeOf("text", {kSmall, none_of})), {"medium", "small"});
  ExpectLaws(Made(CodeOf("text", {kSmall, other})), {"large", "medium"});
  ExpectLaws(Made(CodeOf("text", {kSmall, six})), {"medium"});
  ExpectLaws(Made(CodeOf("text", {kSmall, s_only})), {"small"});
  EXPECT_EQ(CodeOf("text", {kSmall, s_only, six}).status().code(), StatusCode::kInvalidArgument);
  // Characters are counted, not bytes.
  ExpectLaws(Made(CodeOf("text", {{"one_of", "x", R"({"values": ["\u00e9\u00e9", "a"]})"},
                                  {"length", "x", R"({"max": 2})"}})),
             {"a", "\xC3\xA9\xC3\xA9"});

  const ConstraintRow open = {"format", "x", R"({"regex": "^[0-9a-f]{40}$", "dialect": "ruby"})"};
  const ConstraintRow any_hex = {"format", "x", R"({"regex": "\\A[0-9a-f]*\\z", "dialect": "ruby"})"};
  const ConstraintRow huge = {"length", "x", R"({"max": 10000000})"};
  EXPECT_THAT(CodeOf("text", {open}).status().message(), HasSubstr("ends of a line"));
  EXPECT_EQ(Made(CodeOf("text", {open, kHex, huge})).max_bytes(), 20U);
  EXPECT_EQ(Made(CodeOf("text", {any_hex, kHex})).max_bytes(), 20U);
  EXPECT_EQ(Made(CodeOf("text", {any_hex, {"length", "x", R"({"min": 40, "max": 40})"}})).max_bytes(), 20U);
  EXPECT_EQ(CodeOf("text", {s_only, kHex}).status().code(), StatusCode::kInvalidArgument);
  EXPECT_THAT(CodeOf("text", {six}).status().message(), HasSubstr("no constraint that can be used"));
}

TEST(DomainColumn, ATupleOfColumns) {
  const Catalogue catalogue =
      Read({{"x", "varchar(40)"}, {"note", "text"}, {"age", "smallint"}, {"c", "char(3)"}},
           {kHex,
            {"range", "age", R"({"min": 0, "max": 120})"},
            {"not_null", "age", "null", "enforced", "rejected"},
            {"not_null", "x", "null", "verified", "rejected"}});
  const auto make = [&](std::vector<TupleColumn> columns) {
    return TupleCode::ForColumns(catalogue.schema, catalogue.constraints, "t", columns);
  };
  const Result<TupleCode> tuple = make({{"age", true}, {"x"}, {"note", true}, {"note", true, false}});
  ASSERT_TRUE(tuple.ok()) << tuple.status().message();
  EXPECT_EQ(tuple->fields()[0].nulls, NullOrder::kNoNulls);
  EXPECT_EQ(tuple->fields()[1].nulls, NullOrder::kLast);
  EXPECT_EQ(tuple->fields()[2].nulls, NullOrder::kFirst);
  EXPECT_EQ(tuple->fields()[3].nulls, NullOrder::kLast);
  EXPECT_EQ(tuple->max_bytes(), std::nullopt);
  const std::string digest = "0123456789abcdef0123456789abcdef01234567";
  const Row row = {std::int64_t{30}, digest, "a note", {}};
  const std::string bytes = tuple->Encode(row).value();
  EXPECT_EQ(bytes.size(), 29U);  // 7 + 161 + 57 + 1 bits
  EXPECT_EQ(tuple->Decode(bytes).value(), row);
  EXPECT_FALSE(tuple->Encode(Row{{}, digest, "", ""}).ok());
  EXPECT_EQ(make({{"c"}}).status().code(), StatusCode::kNotSupported);
  EXPECT_EQ(make({{"z"}}).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(make({}).status().code(), StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace tacit::encoder

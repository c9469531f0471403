#include "src/sql/split.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tacit::sql {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> Texts(std::string_view text, bool backslash_escapes = false) {
  std::vector<std::string> texts;
  for (const Statement& statement : SplitStatements(text, backslash_escapes)) texts.push_back(statement.text);
  return texts;
}

TEST(SplitTest, SemicolonsInStringsNamesCommentsAndDollarQuotesDoNotSplit) {
  EXPECT_THAT(
      Texts("SELECT ';', \";\", `;`; SELECT $$ ; $$, $x$ ; $$ ; $x$ /* ; /* ; */ ; */ -- ;\n; c"),
      ElementsAre("SELECT ';', \";\", `;`", "SELECT $$ ; $$, $x$ ; $$ ; $x$ /* ; /* ; */ ; */ -- ;", "c"));
}

TEST(SplitTest, QuotesInStringsAreDoubledOrEscapedAsTheDialectSays) {
  EXPECT_THAT(Texts("a 'it''s;'; b"), ElementsAre("a 'it''s;'", "b"));
  EXPECT_THAT(Texts("a 'C:\\'; b"), ElementsAre("a 'C:\\'", "b"));
  EXPECT_THAT(Texts("a E'it\\'s;'; b"), ElementsAre("a E'it\\'s;'", "b"));
  EXPECT_THAT(Texts("a 'it\\'s;'; b", /*backslash_escapes=*/true), ElementsAre("a 'it\\'s;'", "b"));
}

TEST(SplitTest, StatementsWithoutATokenAreDroppedAndCommentsBelongToTheNext) {
  EXPECT_THAT(Texts(";; -- nothing\n ;"), ElementsAre());
  EXPECT_THAT(Texts("-- about a\na; -- about b\nb"), ElementsAre("-- about a\na", "-- about b\nb"));
}

TEST(SplitTest, LineIsThatOfTheFirstWord) {
  const std::vector<Statement> statements = SplitStatements("-- one\na\n;\n\n/* two\n*/ b; c");
  ASSERT_EQ(statements.size(), 3U);
  EXPECT_EQ(statements[0].line, 2);
  EXPECT_EQ(statements[1].line, 6);
  EXPECT_EQ(statements[2].line, 6);
}

TEST(SplitTest, CopyDataAndPsqlCommandsArePassedOver) {
  EXPECT_THAT(
      Texts("\\restrict a;b'\nCOPY t (a) FROM stdin;\n1;2\nit's\n\\.\n\nSELECT 1;\n\\connect x\nSELECT 2"),
      ElementsAre("COPY t (a) FROM stdin", "SELECT 1", "SELECT 2"));
  EXPECT_THAT(Texts("COPY t TO stdout; SELECT 1"), ElementsAre("COPY t TO stdout", "SELECT 1"));
  EXPECT_THAT(Texts("COPY t FROM stdin;\n1\n"), ElementsAre("COPY t FROM stdin"));
}

TEST(SplitTest, BodiesOfTriggersStayWhole) {
  EXPECT_THAT(
      Texts("CREATE TRIGGER x AFTER INSERT ON t BEGIN UPDATE t SET a = CASE WHEN b THEN 1 END; SELECT 1; "
            "END; SELECT 2"),
      ElementsAre("CREATE TRIGGER x AFTER INSERT ON t BEGIN UPDATE t SET a = CASE WHEN b THEN 1 END; "
                  "SELECT 1; END",
                  "SELECT 2"));
  EXPECT_THAT(Texts("CREATE TABLE t (begin date, trigger text); BEGIN; COMMIT"),
              ElementsAre("CREATE TABLE t (begin date, trigger text)", "BEGIN", "COMMIT"));
}

TEST(SplitTest, TextThatEndsInsideAQuoteIsReadToItsEndOnly) {
  for (const char* text : {"a 'b", "a \"b", "a /* b", "a $x$ b", "a E'\\", "a $", "a '''"}) {
    EXPECT_THAT(Texts(text, true), ElementsAre(text));
  }
}

}  // namespace
}  // namespace tacit::sql
